/**
 * Judges a recording afresh, from its reports alone: whether every loyal node relayed exactly what it accepted and
 * decided the fold of its own reports, and whether the recorded verdict follows. Nothing that the run says of itself
 * is believed, but for who the traitors were and which nodes were observed to fail.
 */
import { lieutenantsOf, type NodeId } from "../core/group.js";
import { formatPath } from "../core/path.js";
import { printable } from "../core/printable.js";
import type { Recording, RecordingLine, ReportLine } from "../core/recording.js";
import { type Report, relaysOf, reportOf, sameReport } from "../core/report.js";
import { judge } from "../core/verdict.js";
import { Facts } from "./facts.js";
import { RecordingError } from "./fields.js";
import type { ReadRecording } from "./read.js";

/** What the recording contradicts itself in, a sentence each; none in a sound recording. */
export function contradictionsIn(recording: Recording & Partial<ReadRecording>): string[] {
  if (!recording.verdict)
    return ["The recording has no verdict: it was cut off, and what is missing cannot be judged."];
  try {
    const judgement = new Judgement(recording, new Facts(recording));
    return [...judgement.reports(), ...judgement.missing(), ...judgement.decisions(), ...judgement.verdict()];
  } catch (error) {
    if (error instanceof RecordingError) return [`The recording cannot be judged: ${error.what}.`];
    throw error;
  }
}

class Judgement {
  constructor(
    readonly recording: Recording & Partial<ReadRecording>,
    readonly facts: Facts,
  ) {}

  /** Each report of a loyal node is what it accepted in the round before, whoever it went to. */
  reports(): string[] {
    const owed = new Map<string, Report>();
    return this.recording.reports.flatMap((line) => {
      const { round, from } = line;
      if (!this.facts.isLoyal(from)) return [];
      const key = `${round}.${from}`;
      const honest = owed.get(key) ?? this.#owed(round, from);
      owed.set(key, honest);
      return this.#difference(line, honest);
    });
  }

  #owed(round: number, from: NodeId): Report {
    const { group, trees, recording } = this.facts;
    if (round === 0) return reportOf(group, 0, from, [{ path: [from], order: recording.run.order }]);
    const tree = trees.get(from)?.tree;
    return tree ? tree.relay(from, round) : reportOf(group, round, from, []);
  }

  #difference(line: ReportLine, honest: Report): string[] {
    const { group } = this.facts;
    const { round, from, to } = line;
    const told = reportOf(group, round, from, line.relays ?? []);
    if (sameReport(told, honest)) return [];
    const owed = relaysOf(group, honest);
    const wrong = relaysOf(group, told).filter(({ order }, index) => order !== owed[index]?.order);
    const [first] = wrong as [(typeof wrong)[number]];
    const held = owed.find(({ path }) => formatPath(path) === formatPath(first.path))?.order ?? "";
    const more = wrong.length > 1 ? `, and ${wrong.length - 1} more relays are wrong` : "";
    return [
      this.#say(
        line,
        `${this.facts.name(from)}, which is loyal, told node ${to} "${first.order}" on path ${formatPath(first.path)} in round ${round}, but owed "${held}"${more}.`,
      ),
    ];
  }

  /** What a loyal node did not accept, it must have observed; between loyal nodes nothing is missing. */
  missing(): string[] {
    const { group, trees } = this.facts;
    const loyal = lieutenantsOf(group).filter((id) => this.facts.isLoyal(id));
    return loyal.flatMap((to) => {
      const accepted = trees.get(to)?.accepted ?? new Set();
      const faulted = new Set(
        this.recording.faults.filter(({ node }) => node === to).map(({ from }) => from),
      );
      const late = this.recording.faults.filter(({ node, kind }) => node === to && kind === "late");
      const unseen = this.#expected().filter(({ round, from }) => !accepted.has(`${round}.${from}`));
      return [
        ...unseen.flatMap(({ round, from }) => this.#unseen(round, from, to, faulted.has(from))),
        ...late
          .filter(({ round, from }) => accepted.has(`${round}.${from}`))
          .map((line) =>
            this.#say(
              line,
              `node ${to} calls the report of round ${line.round} from node ${line.from} late, and accepted it.`,
            ),
          ),
      ];
    });
  }

  #expected(): { round: number; from: NodeId }[] {
    const { group } = this.facts;
    const expected = [{ round: 0, from: group.general }];
    for (let round = 1; round <= group.m; round++) {
      expected.push(...lieutenantsOf(group).map((from) => ({ round, from })));
    }
    return expected;
  }

  #unseen(round: number, from: NodeId, to: NodeId, isFaulted: boolean): string[] {
    const what = `node ${to} accepted no report of round ${round} from ${this.facts.name(from)}`;
    if (this.facts.isLoyal(from)) return [this.#say(null, `${what}, though both are loyal.`)];
    return isFaulted ? [] : [this.#say(null, `${what}, and no fault says why.`)];
  }

  /** Each loyal node decided the fold of its own reports; a loyal general, its order. */
  decisions(): string[] {
    const { group, trees, recording } = this.facts;
    return group.ids.flatMap((id) => {
      if (!this.facts.isLoyal(id)) return [];
      const line = recording.decisions.find(({ node }) => node === id);
      if (!line)
        return [this.#say(null, `node ${id} did not decide, and is neither a traitor nor observed.`)];
      const isGeneral = id === group.general;
      const owed = isGeneral ? recording.run.order : trees.get(id)?.foldedAt([group.general]);
      if (line.order === owed) return [];
      const why = isGeneral ? "its order is" : "its own reports fold to";
      return [this.#say(line, `node ${id}, which is loyal, decided "${line.order}", but ${why} "${owed}".`)];
    });
  }

  /** The conditions follow from the decisions that the reports give. */
  verdict(): string[] {
    const { run, verdict } = this.recording;
    const { group, trees } = this.facts;
    const recorded = { ...verdict?.conditions, guaranteed: verdict?.guaranteed };
    const decisions = new Map(
      this.recording.decisions.map(({ node, order }) => [
        node,
        trees.get(node)?.foldedAt([group.general]) ?? order,
      ]),
    );
    const judged = judge({
      group,
      order: run.order,
      decisions,
      traitors: run.traitors.map(({ id }) => id),
      observed: verdict?.observed.map(({ id }) => id) ?? [],
    });
    return (["ic1", "ic2", "guaranteed"] as const)
      .filter((key) => judged[key] !== recorded[key])
      .map((key) => {
        const name = key === "guaranteed" ? key : key.toUpperCase();
        return this.#say(
          verdict ?? null,
          `the verdict says ${name}: ${recorded[key]}, but its reports give ${judged[key]}.`,
        );
      });
  }

  /** The sentence with the line's number in front, where it was read from a file. */
  #say(line: RecordingLine | null, what: string): string {
    const number = line && this.recording.lineNumbers?.get(line);
    const text = number ? `line ${number}: ${what}` : what.charAt(0).toUpperCase() + what.slice(1);
    return printable(text, 200);
  }
}
