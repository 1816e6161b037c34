/**
 * What the nodes that are judged were told, and from which round on that is not all known: reports were only counted, or
 * one is missing. What a loyal node did not accept it must have observed; between loyal nodes nothing is missing.
 */
import type { NodeId } from "../../core/group.js";
import { drivenGroup, paceOf, protocolOf, roundsOf } from "../../protocols/index.js";
import type { ReportLine } from "../../recording/recording.js";
import { type ByRound, reportsByRound } from "../../recording/replay.js";
import type { Facts } from "../facts.js";
import { clipped, count } from "../text.js";
import type { Findings } from "./findings.js";

export class Inputs {
  /** of reports that could be sent, each once */
  readonly byRound: ByRound;
  /**
   * Whether what is missing was left out by somebody. Without a verdict the rest was cut off, and who was observed to fail is
   * not known; a run that was not recorded has no reports at all.
   */
  readonly isWhole: boolean;
  readonly #rounds: number;
  readonly #unknownFrom = new Map<NodeId, number>();
  /** `2.5.4`: node 4 accepted a report of round 2 from node 5 */
  readonly #accepted = new Set<string>();
  readonly #faults = new Set<string>();

  constructor(
    private readonly facts: Facts,
    private readonly findings: Findings,
  ) {
    this.#rounds = roundsOf(facts.group);
    this.isWhole =
      facts.recording.void !== undefined ||
      (this.facts.recording.verdict !== undefined && this.facts.recording.reports.length > 0);
    for (const fault of this.facts.recording.faults) {
      // the general signed two orders, and his report was accepted
      if (fault.kind !== "twoOrders") this.#faults.add(`${fault.round}.${fault.from}.${fault.node}`);
    }
    this.byRound = reportsByRound(this.facts.recording.run, this.#possible());
    this.#lookForCounted();
    this.#lookForPrograms();
    for (let round = 0; round < this.#rounds; round++) this.#lookForMissing(round);
    this.#lookForLate();
    if (this.facts.recording.reports.length === 0 && this.#unknownFrom.size > 0)
      findings.cannotJudge("it holds no reports: of what was decided only the verdict can be judged.");
  }

  /** The first round of which it is not known all that this node was told; the number of rounds where there is none. */
  unknownFrom(id: NodeId): number {
    return this.#unknownFrom.get(id) ?? this.#rounds;
  }

  /** Reports that the protocol has, each of them once. */
  #possible(): ReportLine[] {
    const { group } = this.facts;
    const kind = protocolOf(group);
    const rounds = Array.from({ length: this.#rounds }, (_, round) => ({
      senders: new Set(kind.senders(group, round)),
      receivers: new Set(kind.receivers(group, round)),
    }));
    return this.facts.recording.reports.filter((line) => {
      const { round, from, to } = line;
      const isOwed = rounds[round]?.senders.has(from) && rounds[round].receivers.has(to);
      const key = `${round}.${from}.${to}`;
      const what = `a report of round ${round} from node ${from} to node ${to}`;
      if (!isOwed) this.findings.contradiction(line, `there is ${what}, where none is owed.`, line);
      else if (this.#accepted.has(key)) this.findings.contradiction(line, `there is ${what} twice.`, line);
      else {
        this.#accepted.add(key);
        return true;
      }
      return false;
    });
  }

  #lookForPrograms(): void {
    const { programs = [] } = this.facts.recording.run;
    for (const id of programs) this.#notKnown(id, 0);
    const who = `${programs.length === 1 ? "node" : "nodes"} ${clipped(programs)}`;
    const were = programs.length === 1 ? "was a program of another" : "were programs of others";
    if (programs.length > 0)
      this.findings.cannotJudge(
        `${who} ${were}, and what they were told is not recorded: what they told and decided cannot be judged by it.`,
      );
  }

  #lookForCounted(): void {
    const { group } = this.facts;
    const rounds = new Set<number>();
    for (const line of this.byRound.flat()) {
      if (line.relays !== undefined) continue;
      rounds.add(line.round);
      if (line.from !== line.to) this.#notKnown(line.to, line.round);
      this.#lookAtCount(line, protocolOf(group).relaysEach(group, line.round));
    }
    if (rounds.size === 0) return;
    const which = `the relays of ${rounds.size === 1 ? "round" : "rounds"} ${clipped([...rounds])}`;
    this.findings.cannotJudge(
      `${which} are counted, not spelled out: what was told in them and what came of it cannot be judged. Record the run with --record-all.`,
    );
  }

  /** A loyal node tells all; of a round in parts less can have come. */
  #lookAtCount(line: ReportLine, owed: number): void {
    const { round, from, to, count: told = 0 } = line;
    if (!this.facts.isLoyal(from) || !this.facts.isLoyal(to) || told === owed) return;
    if (told < owed && this.#isInParts(round) && this.#hasFault(round, from, to)) return;
    this.findings.contradiction(
      line,
      `${this.facts.name(from)}, which is loyal, told node ${to} ${count(told, "relay")} in round ${round}, but owed ${owed}.`,
      line,
    );
  }

  #lookForMissing(round: number): void {
    const { group } = this.facts;
    const kind = protocolOf(group);
    const senders = kind.senders(group, round);
    for (const to of kind.receivers(group, round)) {
      if (!this.facts.isLoyal(to) || this.facts.recording.run.programs?.includes(to)) continue;
      for (const from of senders)
        if (from !== to && !this.#accepted.has(`${round}.${from}.${to}`)) this.#missing(round, from, to);
    }
  }

  #missing(round: number, from: NodeId, to: NodeId): void {
    // programs of others write down what was told, and not what was missed
    const isForeign = this.facts.recording.void !== undefined;
    const isExcused = isForeign || this.#hasFault(round, from, to);
    if (!isExcused) this.#notKnown(to, round);
    if (!this.isWhole) return;
    const place = { round, from, to };
    const what = `node ${to} accepted no report of round ${round} from ${this.facts.name(from)}`;
    if (this.facts.isLoyal(from)) this.findings.contradiction(null, `${what}, though both are loyal.`, place);
    else if (!isExcused) this.findings.contradiction(null, `${what}, and no fault says why.`, place);
  }

  /** What was accepted was not late; but parts of one round are written down together. */
  #lookForLate(): void {
    for (const line of this.facts.recording.faults) {
      const { node, kind, round, from } = line;
      if (kind !== "late" || round === null || !this.facts.isLoyal(node) || this.#isInParts(round)) continue;
      if (!this.#accepted.has(`${round}.${from}.${node}`)) continue;
      this.findings.contradiction(
        line,
        `node ${node} calls the report of round ${round} from node ${from} late, and accepted it.`,
        { round },
      );
    }
  }

  #isInParts(round: number): boolean {
    return paceOf(drivenGroup(this.facts.group)).part(round).count > 1;
  }

  #hasFault(round: number, from: NodeId, to: NodeId): boolean {
    return this.#faults.has(`${round}.${from}.${to}`);
  }

  #notKnown(id: NodeId, round: number): void {
    this.#unknownFrom.set(id, Math.min(round, this.unknownFrom(id)));
  }
}
