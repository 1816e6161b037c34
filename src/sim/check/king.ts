/**
 * `check` for the phase king: every behaviour of every set of at most m traitors, of every general with either order, by
 * going through all that the loyal nodes can hold after each phase (kingPhase.ts). In a world each traitor tells each loyal
 * node attack, retreat or nothing, in each of its rounds by itself.
 */
import type { ScriptedLie, TraitorEntry } from "../../adversary/traitor.js";
import { type Group, isWithinBound, type NodeId, type Order } from "../../core/group.js";
import { phaseKing } from "../../core/king.js";
import type { Judgement } from "../../core/verdict.js";
import { simulate } from "../network.js";
import {
  bitsOf,
  type Counter,
  type PhaseStep,
  type Rules,
  type Values,
  valuesAfterPhase,
} from "./kingPhase.js";

const KING_NODES_MAX = 7;

export interface KingCase {
  readonly general: "loyal" | "traitor";
  readonly traitors: number;
  readonly ic1: Judgement;
  readonly ic2: Judgement;
  /** exact, in decimal */
  readonly covered: string;
}

export interface KingCounterexample {
  readonly group: Group;
  readonly order: Order;
  readonly traitors: readonly TraitorEntry[];
  readonly decisions: readonly { readonly id: NodeId; readonly order: Order | null }[];
  readonly violated: "ic1" | "ic2";
}

export interface KingCheckResult {
  readonly version: 1;
  readonly protocol: "king";
  readonly n: number;
  readonly m: number;
  readonly guaranteed: boolean;
  readonly conditions: { readonly ic1: Judgement; readonly ic2: Judgement };
  /** worlds, and answers to one node in one round that stand for all of them */
  readonly worlds: { readonly covered: string; readonly evaluated: string };
  readonly cases: readonly KingCase[];
  readonly counterexample: KingCounterexample | null;
}

/** Why these cannot be checked, or null when they can. */
export function kingRefusal(nodes: number, m: number): string | null {
  if (nodes < 2) return `${nodes} nodes: a group has a general and a lieutenant at least`;
  if (m < 0 || m > nodes - 2) return `m is ${m}; with ${nodes} nodes it can be 0 to ${nodes - 2}`;
  if (nodes > KING_NODES_MAX)
    return `${nodes} nodes; all worlds of the phase king are gone through for up to ${KING_NODES_MAX}\n  fix: check fewer nodes, or try one world with strategos sim --protocol king`;
  return null;
}

export function checkKing(n: number, m: number, rules?: Rules): KingCheckResult {
  const check = new KingCheck(n, m, rules);
  for (const traitors of subsets(check.ids, m))
    for (const general of check.ids) check.cast(general, traitors);
  return check.result();
}

interface Tally {
  covered: bigint;
  ic1: Judgement;
  ic2: Judgement;
}

class KingCheck {
  readonly ids: readonly NodeId[];
  readonly #n: number;
  readonly #m: number;
  readonly #rules: Rules | undefined;
  readonly #counter: Counter = { evaluated: 0 };
  readonly #steps = new Map<string, Map<Values, PhaseStep>>();
  readonly #cases = new Map<string, Tally>();
  #counterexample: KingCounterexample | null = null;

  constructor(n: number, m: number, rules: Rules | undefined) {
    this.ids = Array.from({ length: n }, (_, index) => index + 1);
    this.#n = n;
    this.#m = m;
    this.#rules = rules;
  }

  /** Every world of these traitors and this general. */
  cast(general: NodeId, traitors: readonly NodeId[]): void {
    const group = groupOf(this.#n, this.#m, general);
    const loyal = this.ids.filter((id) => !traitors.includes(id));
    const lieutenants = loyal.filter((id) => id !== general);
    const isLoyal = loyal.includes(general);
    const tally = this.#tallyOf(isLoyal, traitors.length, lieutenants.length > 0);
    const last = 2 ** loyal.length - 1;
    // a traitor general tells each loyal node what he likes, so that they begin with any values
    const starts = isLoyal ? [0, last] : Array.from({ length: last + 1 }, (_, values) => values);
    for (const group1 of isLoyal ? starts.map((one) => [one]) : [starts]) {
      tally.covered += worldsOf(group, traitors);
      const order = group.orders[isLoyal ? (group1[0] as number) & 1 : 1] as Order;
      const bad = this.#violation(loyal, lieutenants, isLoyal ? group.orders.indexOf(order) : null, group1);
      if (!bad) continue;
      tally[bad.violated] = "violated";
      this.#counterexample ??= replayed(group, order, traitors, loyal, bad);
    }
  }

  result(): KingCheckResult {
    const cases = [...this.#cases].map(([key, { covered, ...judged }]): KingCase => {
      const [general, traitors] = key.split(" ") as ["loyal" | "traitor", string];
      return { general, traitors: Number(traitors), ...judged, covered: covered.toString() };
    });
    const overall = (condition: "ic1" | "ic2"): Judgement =>
      (["violated", "holds"] as const).find((it) => cases.some((one) => one[condition] === it)) ?? "vacuous";
    const covered = [...this.#cases.values()].reduce((sum, one) => sum + one.covered, 0n);
    return {
      ...{ version: 1, protocol: "king", n: this.#n, m: this.#m },
      guaranteed: isWithinBound(this.#n, this.#m),
      conditions: { ic1: overall("ic1"), ic2: overall("ic2") },
      worlds: { covered: covered.toString(), evaluated: String(this.#counter.evaluated) },
      cases,
      counterexample: this.#counterexample,
    };
  }

  #tallyOf(isLoyal: boolean, traitors: number, hasLieutenants: boolean): Tally {
    const key = `${isLoyal ? "loyal" : "traitor"} ${traitors}`;
    const tally = this.#cases.get(key) ?? { covered: 0n, ic1: "vacuous", ic2: "vacuous" };
    if (hasLieutenants && tally.ic1 === "vacuous") tally.ic1 = "holds";
    if (isLoyal && tally.ic2 === "vacuous") tally.ic2 = "holds";
    this.#cases.set(key, tally);
    return tally;
  }

  /** Goes through all phases from these values; the first end in which a condition is violated, and the way there. */
  #violation(
    loyal: readonly NodeId[],
    lieutenants: readonly NodeId[],
    ordered: number | null,
    starts: readonly Values[],
  ): Violation | null {
    const layers: Map<Values, PhaseStep | null>[] = [new Map(starts.map((values) => [values, null]))];
    for (let phase = 0; phase <= this.#m; phase++) {
      const next = new Map<Values, PhaseStep | null>();
      for (const before of (layers[phase] as Map<Values, PhaseStep | null>).keys()) {
        for (const [after, step] of this.#after(
          loyal.length,
          loyal.indexOf(this.ids[phase] as NodeId),
          before,
        ))
          if (!next.has(after)) next.set(after, step);
      }
      layers.push(next);
    }
    for (const values of (layers.at(-1) as Map<Values, PhaseStep | null>).keys()) {
      const decided = bitsOf(values, loyal.length).filter((_, at) =>
        lieutenants.includes(loyal[at] as NodeId),
      );
      const violated =
        new Set(decided).size > 1
          ? "ic1"
          : ordered !== null && decided.some((it) => it !== ordered)
            ? "ic2"
            : null;
      if (violated) return { violated, ...wayTo(layers, values) };
    }
    return null;
  }

  #after(loyal: number, king: number, before: Values): Map<Values, PhaseStep> {
    const key = `${loyal} ${king} ${before}`;
    const known = this.#steps.get(key);
    if (known) return known;
    const cast = { n: this.#n, m: this.#m, loyal, king };
    const after = valuesAfterPhase(cast, before, this.#counter, this.#rules);
    this.#steps.set(key, after);
    return after;
  }
}

interface Violation {
  readonly violated: "ic1" | "ic2";
  readonly start: Values;
  readonly steps: readonly PhaseStep[];
}

function wayTo(
  layers: readonly Map<Values, PhaseStep | null>[],
  end: Values,
): { start: Values; steps: PhaseStep[] } {
  const steps: PhaseStep[] = [];
  let values = end;
  for (let phase = layers.length - 1; phase > 0; phase--) {
    const step = layers[phase]?.get(values) as PhaseStep;
    steps.unshift(step);
    values = step.before;
  }
  return { start: values, steps };
}

/** The violation as scripted traitors, played by the simulator: that it breaks nothing there is a bug. */
function replayed(
  group: Group,
  order: Order,
  traitors: readonly NodeId[],
  loyal: readonly NodeId[],
  bad: Violation,
): KingCounterexample {
  const entries = traitors.map((id, at): TraitorEntry => {
    return { id, strategy: "script", lies: liesOf(group, id, at, loyal, bad) };
  });
  const world = { group, order, traitors: entries, seed: 0, roundTimeoutMs: 100, startTimeoutMs: 100 };
  const { result } = simulate(world);
  if (result.conditions[bad.violated] !== "violated")
    throw new Error(
      `a violation of ${bad.violated} that the simulator does not see: ${JSON.stringify(world)}`,
    );
  const decisions = result.decisions.map(({ id, order: decided }) => ({ id, order: decided }));
  return { group, order, traitors: entries, decisions, violated: bad.violated };
}

/** The `at`-th traitor tells each node its share: first come the zeros, then the ones, then nothing. */
function liesOf(
  group: Group,
  id: NodeId,
  at: number,
  loyal: readonly NodeId[],
  { start, steps }: Violation,
): ScriptedLie[] {
  const lies: ScriptedLie[] = [];
  const tell = (round: number, to: NodeId, bit: number | null) =>
    lies.push({ round, to, path: [id], order: bit === null ? null : (group.orders[bit] as Order) });
  const share = ([zeros, ones]: readonly [number, number]) => (at < zeros ? 0 : at < zeros + ones ? 1 : null);
  loyal.forEach((to, place) => {
    if (id === group.general) tell(0, to, bitsOf(start, loyal.length)[place] as number);
    steps.forEach(({ nodes }, phase) => {
      const { exchange, proposals, king } = nodes[place] as PhaseStep["nodes"][number];
      tell(3 * phase + 1, to, share(exchange.votes));
      tell(3 * phase + 2, to, share(proposals.votes));
      if (id === group.ids[phase]) tell(3 * phase + 3, to, king);
    });
  });
  return lies.filter(({ round, to }) => phaseKing.receivers(group, round).includes(to));
}

/** Three words for each message that a traitor owes a loyal node. */
function worldsOf(group: Group, traitors: readonly NodeId[]): bigint {
  const isLoyal = (id: NodeId) => !traitors.includes(id);
  let messages = 0;
  for (let round = 0; round <= phaseKing.lastRound(group); round++) {
    const liars = phaseKing.senders(group, round).filter((id) => !isLoyal(id)).length;
    messages += liars * phaseKing.receivers(group, round).filter(isLoyal).length;
  }
  return 3n ** BigInt(messages);
}

function groupOf(n: number, m: number, general: NodeId): Group {
  const ids = Array.from({ length: n }, (_, index) => index + 1);
  return { protocol: "king", ids, general, m, orders: ["retreat", "attack"], defaultOrder: "retreat" };
}

/** All sets of at most m ids, smaller ones first. */
function subsets(ids: readonly NodeId[], m: number): NodeId[][] {
  const all = Array.from({ length: 2 ** ids.length }, (_, set) => ids.filter((_id, at) => (set >>> at) & 1));
  return all.filter((set) => set.length <= m).toSorted((a, b) => a.length - b.length);
}
