/**
 * A campaign of random lies: very many worlds of OM(m) among so many nodes, in which every relay that a traitor owes a loyal
 * lieutenant is drawn, each order as likely as any other. No time passes in them, so that 32 are played at once (slices.ts).
 * What share of them breaks is what comes out; a world that breaks is played again by the shipped protocol (world.ts).
 *
 * World i is world ⌊i/cases⌋ of case i mod cases, so that a few worlds are of all cases, and 32 of one case come from one stream.
 * Who lies is always the same, the lowest ids: the rules know no ids, and all sets of as many traitors break alike.
 */
import type { Group, NodeId, Order } from "../../core/group.js";
import { levelSize } from "../../core/path.js";
import { wordsOf } from "../../core/random.js";
import type { CampaignOptions } from "../../sim/campaign.js";
import { formatShards } from "../../sim/shards.js";
import { type CampaignResult, rateOf, type Violation } from "../../sim/tally.js";
import { checkRefusal, type Sizes } from "../check.js";
import { groupOf } from "../lieutenants.js";
import { onesIn, traitorSetsOf } from "../slots.js";
import type { Counterexample } from "../story.js";
import { Planner, VOTERS_MAX } from "./plan.js";
import { type Broken, Slices } from "./slices.js";
import { counterexampleIn, type FoundWorld, violationIn } from "./world.js";

/** What is asked of all parts alike. */
export interface Kind extends Sizes {
  readonly general: "loyal" | "traitor" | "both";
  /** the default order first */
  readonly orders: readonly Order[];
}

export interface LiesOptions extends Kind, Omit<CampaignOptions, "atBound"> {}

export interface LiesCase {
  readonly general: "loyal" | "traitor";
  /** of a loyal general; null of a traitor, who is bound to none */
  readonly order: Order | null;
  readonly traitors: readonly NodeId[];
  readonly count: number;
  /** worlds in which it is violated */
  readonly ic1: number;
  /** null where it is vacuous */
  readonly ic2: number | null;
}

export interface LiesResult extends CampaignResult {
  readonly kind: Kind;
  readonly cases: readonly LiesCase[];
  /** of the first violation, with fewer lies; null where there is none */
  readonly counterexample: Counterexample | null;
}

/** So many violations are described. */
export const DESCRIBED_MAX = 10;
/** Leaves of all lieutenants. n = 13, m = 5 has 1,140,480. */
const LEAVES_MAX = 1_500_000;
const WORLDS_MAX = 2 ** 37;
const PROGRESS_EVERY_MS = 250;
/** Words of worlds between two looks at the clock. */
const STRIDE = 64;

/** Why there is no such campaign, or null. */
export function liesRefusal({ orders, worlds, ...sizes }: Kind & { readonly worlds: number }): string | null {
  const { nodes, rounds, general, traitors } = sizes;
  const refusal = checkRefusal(sizes);
  if (refusal !== null) return refusal;
  if (general === "traitor" && traitors === 0) return "a traitor general, and 0 traitors";
  if (nodes - 1 > VOTERS_MAX) return `${nodes} nodes; random lies are drawn for at most ${VOTERS_MAX + 1}`;
  const leaves = levelSize(nodes, rounds - 1) * (nodes - 1);
  if (leaves > LEAVES_MAX) return `trees of ${leaves} leaves in all; random lies are drawn for ${LEAVES_MAX}`;
  if (orders.length < 2 || new Set(orders).size < orders.length) return "at least two orders, each once";
  return worlds > WORLDS_MAX ? `${worlds} worlds; at most ${WORLDS_MAX}, or with another seed` : null;
}

export function runLies(options: LiesOptions): LiesResult {
  const { seed, worlds, onProgress, shard = { k: 1, of: 1 }, ...rest } = options;
  const { nowMs = () => performance.now(), ...kind } = rest;
  const startMs = nowMs();
  const secondsNow = () => (nowMs() - startMs) / 1000;
  const cases = casesOf(kind, seed);
  const found: FoundWorld[] = [];
  const counted = () => cases.reduce((sum, { count }) => sum + count, 0);
  const violated = () => cases.reduce((sum, one) => sum + one.violated, 0);
  const words = Math.ceil(Math.ceil(worlds / cases.length) / 32);
  let toldMs = startMs;
  for (let word = 0; word < words; word++) {
    const isShown = found.length < DESCRIBED_MAX;
    for (const [place, one] of cases.entries()) {
      if ((word * cases.length + place) % shard.of !== shard.k - 1) continue;
      const own = Math.ceil((worlds - place) / cases.length) - 32 * word;
      if (own > 0) found.push(...one.play(word, own, isShown));
    }
    if (!onProgress || word % STRIDE !== 0 || nowMs() - toldMs < PROGRESS_EVERY_MS) continue;
    toldMs = nowMs();
    const count = counted();
    const of = Math.ceil(worlds / shard.of);
    onProgress({ count, of, violated: violated(), worldsPerSecond: rateOf(count, secondsNow()) });
  }
  const seconds = secondsNow();
  const first = found.toSorted((a, b) => a.index - b.index).slice(0, DESCRIBED_MAX);
  const count = counted();
  const byStrategy = { [kind.traitors > 0 ? "random" : "none"]: count };
  return {
    version: 1,
    type: "campaign",
    ...{ kind, seed, worlds, atBound: false, shards: formatShards([shard]), count, violated: violated() },
    violations: first.map((one): Violation => ({ index: one.index, seed, description: violationIn(one) })),
    ...{ byN: { [kind.nodes]: count }, byStrategy, byFault: {}, observed: 0 },
    cases: cases.map((one) => one.result()),
    counterexample: first[0] ? counterexampleIn(first[0]) : null,
    ...{ seconds, worldsPerSecond: rateOf(count, seconds) },
  };
}

/** A loyal general with each order, and a traitor general. */
function casesOf({ nodes, rounds, traitors, general, orders }: Kind, seed: number): RunningCase[] {
  const group: Group = { ...groupOf(nodes, rounds - 1), orders, defaultOrder: orders[0] as Order };
  const asked = [
    ...(general === "traitor" ? [] : orders.map((order) => ({ general: "loyal" as const, order }))),
    ...(general === "loyal" || traitors === 0 ? [] : [{ general: "traitor" as const, order: null }]),
  ];
  return asked.map(({ general: kind, order }, place, { length }) => {
    const [liars = []] = traitorSetsOf(group, kind, traitors);
    const about = [nodes, rounds, traitors, orders.length, order === null ? -1 : orders.indexOf(order)];
    return new RunningCase(group, liars, order, wordsOf(seed, ...about)(), { place, of: length });
  });
}

class RunningCase {
  count = 0;
  violated = 0;
  #ic1 = 0;
  #ic2 = 0;
  readonly #slices: Slices;

  constructor(
    group: Group,
    traitors: readonly NodeId[],
    private readonly order: Order | null,
    private readonly seed: number,
    private readonly turn: { readonly place: number; readonly of: number },
  ) {
    this.#slices = new Slices(new Planner(group, traitors).plan());
  }

  /** Up to 32 worlds, of which `own` are there; those that break, if they are to be shown. */
  play(word: number, own: number, isShown: boolean): FoundWorld[] {
    const order = this.order ?? this.#slices.plan.group.defaultOrder;
    const there = own < 32 ? (1 << own) - 1 : -1;
    const { ic1, ic2 } = this.#slices.play(order, this.seed, word);
    this.count += Math.min(32, own);
    this.#ic1 += onesIn(ic1 & there);
    this.#ic2 += onesIn(ic2 & there);
    const broken = (ic1 | ic2) & there;
    if (broken === 0) return [];
    this.violated += onesIn(broken);
    return isShown ? this.#found(word, order, { ic1: ic1 & there, ic2: ic2 & there }) : [];
  }

  #found(word: number, order: Order, { ic1, ic2 }: Broken): FoundWorld[] {
    const { plan } = this.#slices;
    return Array.from({ length: 32 }, (_, world) => world)
      .filter((world) => (((ic1 | ic2) >>> world) & 1) === 1)
      .map((world) => ({
        ...{ group: plan.group, traitors: plan.traitors, order },
        index: (32 * word + world) * this.turn.of + this.turn.place,
        relays: plan.owed.map((owed, at) => ({ ...owed, order: this.#slices.told(at, world) })),
        broken: [
          ...((ic2 >>> world) & 1 ? ["ic2" as const] : []),
          ...((ic1 >>> world) & 1 ? ["ic1" as const] : []),
        ],
      }));
  }

  result(): LiesCase {
    const { group, traitors } = this.#slices.plan;
    const isVacuous = traitors.includes(group.general);
    return {
      ...{ general: isVacuous ? "traitor" : "loyal", order: this.order, traitors },
      ...{ count: this.count, ic1: this.#ic1, ic2: isVacuous ? null : this.#ic2 },
    };
  }
}
