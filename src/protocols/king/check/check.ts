/**
 * `check` for the phase king: every behaviour of every set of traitors, of every general with either order, by going through
 * all that the loyal nodes can hold after each phase (phase.ts). In a world each traitor tells each loyal node attack,
 * retreat or nothing, in each of its rounds by itself. How few lies violate a condition is found by itself (least.ts).
 */

import { fewestOf, groupRefusal, overall, type Sizes } from "../../../check/check.js";
import type { Proved, ProvedCase } from "../../../check/prover.js";
import { subsets } from "../../../check/sets.js";
import { ABOVE_3M } from "../../../core/bound.js";
import { type Group, type NodeId } from "../../../core/group.js";
import { keptIn } from "../../../core/grouped.js";
import type { Judgement } from "../../../recording/verdict.js";
import { phaseKing } from "../rules.js";
import { type Frame, type KingBroken, KingFewest, kingGroup } from "./fewest.js";
import { bitsOf, type Counter, type Rules, SHIPPED, type Values, valuesAfterPhase } from "./phase.js";

const KING_NODES_MAX = 7;
/** Rounds of a phase; before the first there is the general's. */
const PHASE_ROUNDS = 3;

/** `worlds.evaluated`: answers to one node in one round, which stand for all worlds. */
export interface KingCheckResult extends Proved {
  readonly version: 1;
  readonly protocol: "king";
  readonly guaranteed: boolean;
}

/** m + 1 phases, unless told otherwise. */
export function kingRounds(m: number): number {
  return PHASE_ROUNDS * (m + 1) + 1;
}

/** Why these cannot be checked, or null when they can. */
export function kingRefusal({ nodes, m, traitors, rounds }: Sizes): string | null {
  const refusal = groupRefusal({ nodes, m, traitors });
  if (refusal !== null) return refusal;
  if (nodes > KING_NODES_MAX)
    return `${nodes} nodes; all worlds of the phase king are gone through for up to ${KING_NODES_MAX}\n  fix: check fewer nodes, or try one world with strategos sim --protocol king`;
  const phases = Math.max(1, Math.floor((rounds - 1) / PHASE_ROUNDS));
  const most = nodes * PHASE_ROUNDS + 1;
  if (rounds % PHASE_ROUNDS === 1 && rounds <= most) return null;
  const fix =
    rounds > most
      ? `${most}, with every node a king`
      : `${phases * PHASE_ROUNDS + 1} or ${(phases + 1) * PHASE_ROUNDS + 1}`;
  return `${rounds} rounds: the phase king plays one for the general and three for each king\n  fix: write --rounds ${fix}`;
}

export function checkKing({ nodes, m, traitors, rounds }: Sizes, rules: Rules = SHIPPED): KingCheckResult {
  const check = new KingCheck({ n: nodes, m, phases: (rounds - 1) / PHASE_ROUNDS }, rules);
  for (let count = 0; count <= traitors; count++)
    for (const liars of subsets(check.ids, count))
      for (const general of check.ids) check.cast(general, liars);
  return check.result(traitors, rounds);
}

interface Tally {
  covered: bigint;
  ic1: Judgement;
  ic2: Judgement;
  readonly least: Map<string, KingBroken>;
}

class KingCheck {
  readonly ids: readonly NodeId[];
  readonly #counter: Counter = { evaluated: 0 };
  readonly #steps = new Map<string, ReadonlySet<Values>>();
  readonly #cases = new Map<string, Tally>();
  readonly #fewest: KingFewest;

  constructor(
    private readonly frame: Frame,
    private readonly rules: Rules,
  ) {
    this.ids = Array.from({ length: frame.n }, (_, index) => index + 1);
    this.#fewest = new KingFewest(frame, rules);
  }

  /** Every world of these traitors and this general. */
  cast(general: NodeId, traitors: readonly NodeId[]): void {
    const loyal = this.ids.filter((id) => !traitors.includes(id));
    const lieutenants = loyal.filter((id) => id !== general);
    const isLoyal = loyal.includes(general);
    const tally = this.#tallyOf(isLoyal, traitors.length, lieutenants.length > 0);
    const last = 2 ** loyal.length - 1;
    // a traitor general tells each loyal node what he likes, so that they begin with any values
    const starts = isLoyal ? [0, last] : Array.from({ length: last + 1 }, (_, values) => values);
    const seen = new Set<"ic1" | "ic2">();
    for (const group1 of isLoyal ? starts.map((one) => [one]) : [starts]) {
      tally.covered += worldsOf(kingGroup(this.frame, general), this.frame.phases, traitors);
      const ordered = isLoyal ? (group1[0] as number) & 1 : null;
      for (const violated of this.#violations(loyal, lieutenants, ordered, group1)) seen.add(violated);
    }
    for (const violated of seen) tally[violated] = "violated";
    this.#keep(tally, general, traitors, seen);
  }

  result(traitors: number, rounds: number): KingCheckResult {
    const { n, m, phases } = this.frame;
    const cases = [...this.#cases].map(([key, { covered, least, ...judged }]): ProvedCase => {
      const [general, liars] = key.split(" ") as ["loyal" | "traitor", string];
      const counted = [...least.values()].map(({ condition, order, lies }) => ({ condition, order, lies }));
      return { general, traitors: Number(liars), ...judged, covered: covered.toString(), least: counted };
    });
    const tallies = [...this.#cases.values()];
    const covered = tallies.reduce((sum, one) => sum + one.covered, 0n);
    const broken = tallies.flatMap(({ least }) => [...least.values()]);
    const fewest = fewestOf(broken.map((one) => ({ traitors: one.liars.length, one })))?.one;
    return {
      ...{ version: 1, protocol: "king", n, m, traitors, rounds },
      guaranteed: ABOVE_3M.tolerates(n, m) && traitors <= m && traitors < phases,
      conditions: overall(cases),
      worlds: { covered: covered.toString(), evaluated: String(this.#counter.evaluated) },
      cases,
      counterexample: fewest ? this.#fewest.spelledOut(fewest) : null,
    };
  }

  #tallyOf(isLoyal: boolean, traitors: number, hasLieutenants: boolean): Tally {
    const key = `${isLoyal ? "loyal" : "traitor"} ${traitors}`;
    const tally = this.#cases.get(key) ?? {
      ...{ covered: 0n, ic1: "vacuous", ic2: "vacuous" },
      least: new Map(),
    };
    if (hasLieutenants && tally.ic1 === "vacuous") tally.ic1 = "holds";
    if (isLoyal && tally.ic2 === "vacuous") tally.ic2 = "holds";
    this.#cases.set(key, tally);
    return tally;
  }

  /** Which conditions are violated at the end of some way through all phases from these values. */
  #violations(
    loyal: readonly NodeId[],
    lieutenants: readonly NodeId[],
    ordered: number | null,
    starts: readonly Values[],
  ): Set<"ic1" | "ic2"> {
    let reached: ReadonlySet<Values> = new Set(starts);
    for (let phase = 0; phase < this.frame.phases; phase++) {
      const king = loyal.indexOf(this.ids[phase] as NodeId);
      reached = new Set([...reached].flatMap((before) => [...this.#after(loyal.length, king, before)]));
    }
    const violated = new Set<"ic1" | "ic2">();
    for (const values of reached) {
      const decided = bitsOf(values, loyal.length).filter((_, at) =>
        lieutenants.includes(loyal[at] as NodeId),
      );
      if (new Set(decided).size > 1) violated.add("ic1");
      if (ordered !== null && decided.some((it) => it !== ordered)) violated.add("ic2");
    }
    return violated;
  }

  #after(loyal: number, king: number, before: Values): ReadonlySet<Values> {
    const key = `${loyal} ${king} ${before}`;
    const { n, m } = this.frame;
    return keptIn(this.#steps, key, () =>
      valuesAfterPhase({ n, m, loyal, king }, before, this.#counter, this.rules),
    );
  }

  /** Keeps the fewest lies of the case. That the two ways to look for violations say otherwise cannot be. */
  #keep(tally: Tally, general: NodeId, liars: readonly NodeId[], seen: ReadonlySet<"ic1" | "ic2">): void {
    const least = this.#fewest.of(general, liars);
    const isSame = (["ic1", "ic2"] as const).every(
      (it) => seen.has(it) === least.some(({ condition }) => condition === it),
    );
    if (!isSame) {
      const said = JSON.stringify({ ...this.frame, general, liars, seen: [...seen], least });
      throw new Error(`the two ways through the phases disagree: ${said}`);
    }
    for (const one of least) {
      const key = `${one.condition} ${one.order}`;
      if (one.lies < (tally.least.get(key)?.lies ?? Number.POSITIVE_INFINITY))
        tally.least.set(key, { ...one, general, liars });
    }
  }
}

/** Three words for each message that a traitor owes a loyal node. */
function worldsOf(group: Group, phases: number, traitors: readonly NodeId[]): bigint {
  const isLoyal = (id: NodeId) => !traitors.includes(id);
  let messages = 0;
  for (let round = 0; round <= PHASE_ROUNDS * phases; round++) {
    const liars = phaseKing.senders(group, round).filter((id) => !isLoyal(id)).length;
    messages += liars * phaseKing.receivers(group, round).filter(isLoyal).length;
  }
  return 3n ** BigInt(messages);
}
