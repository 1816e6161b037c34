/**
 * A search for a world that violates IC1, where the bound is broken and there are too many worlds to try.
 *
 * Shared bits are set one after the other in a random order. By monotonicity each lieutenant's decision under the
 * best and under the worst last round turns once on the way, and bisection finds where: if one lieutenant's best
 * has turned before another's worst, then the two can be told apart. Proves nothing where it finds nothing.
 */
import { wordsOf } from "../../adversary/random.js";
import type { Group, NodeId, Order } from "../../core/group.js";
import { groupOf, Lieutenants, type Told, uniformReport } from "./lieutenants.js";
import { type Proof, Violations } from "./proof.js";
import { type BitsAt, slotsOf, toldIn, traitorSetsOf } from "./slots.js";
import { type Cast, loyalLieutenants } from "./worlds.js";

export function search(cast: Cast, foldsMax: number, seed = 1): Proof {
  const group = groupOf(cast.n, cast.m);
  const violations = new Violations();
  const [traitors] = traitorSetsOf(group, cast.general, cast.traitors);
  const words = wordsOf(seed, cast.n, cast.m, cast.traitors);
  let folds = 0;
  let worlds = 0;
  while (folds < foldsMax && !violations.has("ic1")) {
    for (const order of cast.general === "loyal" ? group.orders.toReversed() : [group.defaultOrder]) {
      const chain = new Chain(group, traitors ?? [], order, words);
      chain.bisect(violations);
      worlds += chain.worlds;
      folds += chain.worlds * loyalLieutenants(cast);
    }
  }
  return {
    argument: "search",
    ic1: violations.has("ic1") ? "violated" : "unknown",
    ic2: cast.general === "traitor" ? "vacuous" : "unknown",
    evaluated: BigInt(worlds),
    folds: BigInt(folds),
    violations: violations.all,
  };
}

/** What the traitors can bring one lieutenant to at one step: at worst and at best. */
type Reach = ReadonlyMap<NodeId, readonly [Order, Order]>;

class Chain {
  worlds = 0;
  readonly #lieutenants: Lieutenants;
  readonly #setAt: Uint32Array;
  readonly #told: Told;
  readonly #reachAt = new Map<number, Reach>();
  #step = 0;

  constructor(
    readonly group: Group,
    readonly traitors: readonly NodeId[],
    readonly order: Order,
    words: () => number,
  ) {
    this.#lieutenants = new Lieutenants(group, traitors);
    const { slots, bits } = slotsOf(group, traitors, this.#lieutenants.loyal, [0, group.m - 1]);
    this.#setAt = shuffled(bits, words);
    this.#told = toldIn(group, slots, (offset, count) => this.#bitsAt(this.#step, offset, count));
  }

  #bitsAt(step: number, offset: number, count: number): number {
    let bits = 0;
    for (let k = 0; k < count; k++) {
      if ((this.#setAt[offset + k] as number) < step) bits |= 1 << k;
    }
    return bits;
  }

  bisect(violations: Violations): void {
    const turns = this.#lieutenants.loyal.map((id) => ({
      id,
      worst: this.#turn(id, 0),
      best: this.#turn(id, 1),
    }));
    const early = turns.toSorted((a, b) => a.best - b.best);
    const late = turns.toSorted((a, b) => b.worst - a.worst);
    const pair = early
      .flatMap((high) => late.map((low) => ({ high, low })))
      .find(({ high, low }) => high.id !== low.id && high.best < low.worst);
    if (!pair) return;
    const { slots } = slotsOf(this.group, this.traitors, this.#lieutenants.loyal, [0, this.group.m - 1]);
    const frozen: BitsAt = (offset, count) => this.#bitsAt(pair.high.best, offset, count);
    const shared = toldIn(this.group, slots, frozen);
    violations.add("ic1", () => ({
      order: this.order,
      traitors: this.traitors,
      told: (round, from, to) =>
        round < this.group.m
          ? shared(round, from, to)
          : this.#extreme(round, from, to === pair.high.id ? 1 : 0),
    }));
  }

  #extreme(round: number, from: NodeId, side: 0 | 1) {
    return uniformReport(this.group, round, from, this.group.orders[side] as Order);
  }

  /** The first step at which lieutenant `id` decides the other order; one beyond the last if it never does. */
  #turn(id: NodeId, side: 0 | 1): number {
    let low = 0;
    let high = this.#setAt.length + 1;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#reach(middle).get(id)?.[side] === this.group.defaultOrder) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #reach(step: number): Reach {
    const known = this.#reachAt.get(step);
    if (known) return known;
    this.#step = step;
    const { m } = this.group;
    this.#lieutenants.spread(this.order, this.#told, m - 1);
    const sides = ([0, 1] as const).map((side) =>
      this.#lieutenants.loyal.map((id) => {
        this.#lieutenants.tell(id, m, (round, from) => this.#extreme(round, from, side));
        return this.#lieutenants.decision(id);
      }),
    );
    const reach = new Map(
      this.#lieutenants.loyal.map((id, k) => [id, [sides[0]?.[k] as Order, sides[1]?.[k] as Order] as const]),
    );
    this.worlds += 2;
    this.#reachAt.set(step, reach);
    return reach;
  }
}

/** A random permutation of 0 … length−1 (Fisher and Yates). */
function shuffled(length: number, words: () => number): Uint32Array {
  const order = Uint32Array.from({ length }, (_, index) => index);
  for (let index = length - 1; index > 0; index--) {
    const other = words() % (index + 1);
    [order[index], order[other]] = [order[other] as number, order[index] as number];
  }
  return order;
}
