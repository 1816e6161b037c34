/**
 * A campaign: very many random worlds (draw.ts), each played and judged. World k of a campaign is drawn from the
 * campaign's seed and k alone, so that campaigns are split over machines, and one failing world is replayed by
 * its own seed.
 */
import { wordsOf } from "../adversary/random.js";
import { drawWorld } from "./draw.js";
import { judgeWorld } from "./judge.js";
import { formatShards, type Shard } from "./shards.js";

export interface CampaignOptions {
  readonly seed: number;
  /** how many worlds the whole campaign has, all shards together */
  readonly worlds: number;
  /** worlds with n = 3m instead, where the conditions break */
  readonly atBound?: boolean;
  /** this part only: world indexes ≡ k−1 mod of */
  readonly shard?: Shard;
  readonly onProgress?: (progress: Progress) => void;
  /** milliseconds on a monotonic clock */
  readonly nowMs?: () => number;
}

export interface Progress {
  /** worlds tried so far */
  readonly count: number;
  /** worlds that this shard has */
  readonly of: number;
  readonly violated: number;
  readonly worldsPerSecond: number;
}

export interface Violation {
  readonly index: number;
  /** the world's own: `drawWorld(seed, atBound)` */
  readonly seed: number;
  readonly description: string;
}

export interface CampaignResult {
  readonly version: 1;
  readonly type: "campaign";
  readonly seed: number;
  readonly worlds: number;
  readonly atBound: boolean;
  /** what it covers: `1/1` is all, else parts such as `2/8`, ascending */
  readonly shards: readonly string[];
  /** worlds tried */
  readonly count: number;
  /** worlds in which a condition was broken */
  readonly violated: number;
  /** the first {@link VIOLATIONS_MAX} of them, by index */
  readonly violations: readonly Violation[];
  /** worlds with each n */
  readonly byN: Readonly<Record<string, number>>;
  /** worlds in which a traitor followed the strategy; `none`: no traitor at all */
  readonly byStrategy: Readonly<Record<string, number>>;
  /** worlds with each kind of injected fault */
  readonly byFault: Readonly<Record<string, number>>;
  /** worlds in which a loyal node failed and was judged as a traitor */
  readonly observed: number;
  /** spent on one processor, all shards together */
  readonly seconds: number;
  /** of one processor */
  readonly worldsPerSecond: number;
}

export const VIOLATIONS_MAX = 100;
const PROGRESS_EVERY_MS = 250;
/** Worlds between two looks at the clock. */
const STRIDE = 32;

/** The seed of the campaign's world `index`: what {@link drawWorld} is given. */
export function worldSeed(seed: number, index: number): number {
  return wordsOf(seed, index)();
}

export function runCampaign(options: CampaignOptions): CampaignResult {
  const { seed, worlds, atBound = false, shard = { k: 1, of: 1 } } = options;
  const nowMs = options.nowMs ?? (() => performance.now());
  const startMs = nowMs();
  const secondsNow = () => (nowMs() - startMs) / 1000;
  const tally = new Tally();
  const of = Math.max(0, Math.ceil((worlds - shard.k + 1) / shard.of));
  let toldMs = startMs;
  for (let index = shard.k - 1; index < worlds; index += shard.of) {
    tally.add(index, worldSeed(seed, index), atBound);
    if (!options.onProgress || tally.count % STRIDE !== 0 || nowMs() - toldMs < PROGRESS_EVERY_MS) continue;
    toldMs = nowMs();
    const { count, violated } = tally;
    options.onProgress({ count, of, violated, worldsPerSecond: rateOf(count, secondsNow()) });
  }
  const seconds = secondsNow();
  const { count, violated, observed, violations } = tally;
  return {
    ...{ version: 1, type: "campaign", seed, worlds, atBound, shards: formatShards([shard]) },
    ...{ count, violated, violations },
    byN: sorted(tally.byN),
    byStrategy: sorted(tally.byStrategy),
    byFault: sorted(tally.byFault),
    ...{ observed, seconds, worldsPerSecond: rateOf(count, seconds) },
  };
}

class Tally {
  count = 0;
  violated = 0;
  observed = 0;
  readonly violations: Violation[] = [];
  readonly byN = new Map<string, number>();
  readonly byStrategy = new Map<string, number>();
  readonly byFault = new Map<string, number>();

  add(index: number, seed: number, atBound: boolean): void {
    const drawn = drawWorld(seed, atBound);
    const { broken, observed } = judgeWorld(drawn);
    const { group, traitors, faults = [] } = drawn.world;
    this.count++;
    if (observed) this.observed++;
    if (broken !== null) {
      this.violated++;
      if (this.violations.length < VIOLATIONS_MAX) this.violations.push({ index, seed, description: broken });
    }
    addOne(this.byN, String(group.ids.length));
    const strategies = new Set(traitors.map(({ strategy }) => strategy));
    if (strategies.size === 0) addOne(this.byStrategy, "none");
    for (const strategy of strategies) addOne(this.byStrategy, strategy);
    for (const kind of new Set(faults.map((fault) => fault.kind))) addOne(this.byFault, kind);
  }
}

function addOne(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

/** Numbers ascending, then words, so that equal tallies are equal texts. */
export function sorted(counts: ReadonlyMap<string, number>): Record<string, number> {
  return Object.fromEntries([...counts].sort(([a], [b]) => (a < b ? -1 : 1)));
}

export function rateOf(count: number, seconds: number): number {
  return seconds > 0 ? Math.round(count / seconds) : 0;
}
