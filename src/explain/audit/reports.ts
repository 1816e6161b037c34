/** Whether what loyal nodes told is what they owed, and what they accepted is what a node accepts. */
import type { NodeId } from "../../core/group.js";
import { formatPath } from "../../core/path.js";
import type { Relay } from "../../core/relay.js";
import { protocolOf } from "../../protocols/index.js";
import { chainsTold, isSameChain } from "../../recording/chains.js";
import { PaperChains } from "../../recording/paper-chains.js";
import type { FaultLine, ReportLine, VoidTelling } from "../../recording/recording.js";
import type { Facts } from "../facts.js";
import { type Difference, differences } from "./differences.js";
import type { Findings } from "./findings.js";
import type { Inputs } from "./inputs.js";
import type { LoyalNodes } from "./loyal.js";

export function judgeReports(facts: Facts, inputs: Inputs, loyal: LoyalNodes, findings: Findings): void {
  const judge = new ReportJudge(facts, inputs, loyal, findings);
  for (const one of facts.recording.void ?? []) judge.void(one);
  for (const fault of facts.recording.faults) judge.fault(fault);
  for (const [round, lines] of inputs.byRound.entries()) {
    for (const line of lines) judge.told(line);
    judge.toldSelf(round, lines);
  }
  for (const id of loyal.ids) judge.accepted(id);
}

const PATH_IDS_SHOWN = 20;

class ReportJudge {
  /** null where the nodes are ours, or tell no chains */
  readonly #paper: PaperChains | null;
  readonly #isSigned: (chain: Relay) => boolean;

  constructor(
    readonly facts: Facts,
    readonly inputs: Inputs,
    readonly loyal: LoyalNodes,
    readonly findings: Findings,
  ) {
    const isPaper = this.#isForeign && protocolOf(facts.group).tells === "chains";
    const lieutenants = loyal.ids.filter((id) => id !== facts.group.general);
    this.#paper = isPaper ? new PaperChains(inputs.byRound, lieutenants) : null;
    this.#isSigned = isPaper ? chainsTold(facts.recording.reports) : () => false;
  }

  /** Written by programs of others. */
  get #isForeign(): boolean {
    return this.facts.recording.void !== undefined;
  }

  told(line: ReportLine): void {
    this.#signatures(line);
    const { round, from, to, relays } = line;
    const owed = this.loyal.owedIn(from, round);
    if (!owed || !relays) return;
    const all = differences(relays, owed.relays, protocolOf(this.facts.group).signs);
    // nobody needs what a traitor was told, and whoever writes a recording of other programs need not have it all
    const needed = this.#isForeign && !this.facts.isLoyal(to) ? all.filter(({ told }) => told) : all;
    const wrong = needed.filter((one) => !this.#isOfPaper(line, one));
    const [first] = wrong;
    if (!first) return;
    const { told, due } = first;
    const what = `${this.facts.name(from)}, which is loyal, told ${from === to ? "itself" : `node ${to}`}`;
    const owes = told && due ? this.findings.orderName(due.order) : this.findings.relayName(due);
    const more = wrong.length - 1;
    const rest = more === 0 ? "" : `, and ${more} more ${more === 1 ? "relay is" : "relays are"} wrong`;
    this.findings.contradiction(
      told && this.findings.isNumbered(told) ? told : line,
      `${what} ${this.findings.relayName(told)} in round ${round}, but owed ${owes}${rest}.`,
      { round, from, to, path: (told ?? due)?.path },
    );
  }

  #isOfPaper(line: ReportLine, { told, due }: Difference): boolean {
    if (!this.#paper) return false;
    return told ? this.#paper.mayTell(line, told) : due !== undefined && this.#paper.mayLeave(line, due);
  }

  /** A node tells itself what it tells all, in protocols that have it do so, and there is always a report of it. */
  toldSelf(round: number, lines: readonly ReportLine[]): void {
    const own = new Map(lines.filter(({ from, to }) => from === to).map((line) => [line.from, line]));
    for (const id of this.loyal.ids) {
      if (this.facts.recording.run.programs?.includes(id)) continue;
      const line = own.get(id) ?? null;
      const owed = this.loyal.owedIn(id, round);
      if (!owed || owed.isToSelf === (line !== null)) continue;
      if (line)
        this.findings.contradiction(
          line,
          `node ${id} told itself something in round ${round}, where it owes nothing.`,
          line,
        );
      else if (this.inputs.isWhole)
        this.findings.contradiction(
          null,
          `node ${id} accepted no report of round ${round} from itself, though it is loyal.`,
          { round, from: id, to: id },
        );
    }
  }

  accepted(id: NodeId): void {
    for (const [line, why] of this.loyal.voidAt(id)) {
      const { round, from, relays } = line;
      // programs of others write down what was told, and not what they took of it; each chain is looked at where it is told
      const isOthers = this.#isForeign && (!this.facts.isLoyal(from) || this.#paper !== null);
      if (!relays || isOthers) continue;
      this.findings.contradiction(
        line,
        `node ${id}, which is loyal, accepted a report of round ${round} from node ${from} that no node accepts: ${why}.`,
        line,
      );
    }
  }

  /** One that is about a telling is about what no node accepts, and no loyal node tells. */
  fault(line: FaultLine): void {
    const { round, from, node: to, path, detail: why } = line;
    if (path && round !== null && from !== null) this.void({ round, from, to, path, why }, line);
  }

  /** What a loyal node told although no node accepts it. */
  void(one: VoidTelling, line: VoidTelling | FaultLine = one): void {
    const { round, from, to, path, why } = one;
    if (!this.facts.isLoyal(from)) return;
    const what = path === null ? "something" : `path ${formatPath(path.slice(0, PATH_IDS_SHOWN))}`;
    this.findings.contradiction(
      line,
      `${this.facts.name(from)}, which is loyal, told node ${to} ${what} in round ${round}, which no node accepts: ${why}.`,
      one,
    );
  }

  /** Nobody can sign for a loyal node: whatever bears its name it has told. */
  #signatures(line: ReportLine): void {
    const { group } = this.facts;
    const { round, from, to, relays } = line;
    if (!protocolOf(group).signs || !relays || !this.facts.isLoyal(to)) return;
    for (const relay of relays) {
      for (const [hop, id] of relay.path.slice(0, -1).entries()) {
        const owed = this.loyal.owedIn(id, hop);
        const signed = { path: relay.path.slice(0, hop + 1), order: relay.order };
        if (!owed || owed.relays.some((one) => isSameChain(one, signed)) || this.#isSigned(signed)) continue;
        const what = `node ${to} accepted ${this.findings.relayName(relay)} from node ${from} in round ${round}`;
        this.findings.contradiction(
          line,
          `${what}, with the signature of ${this.facts.name(id)}, which is loyal and did not sign it.`,
          { round, from, to, path: relay.path },
        );
        break;
      }
    }
  }
}
