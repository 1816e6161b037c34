/**
 * A campaign: very many random worlds (draw.ts), each played and judged. World k of a campaign is drawn from the
 * campaign's seed and k alone, so that campaigns are split over machines, and one failing world is replayed by
 * its own seed.
 */
import { printable } from "../core/printable.js";
import { wordsOf } from "../core/random.js";
import { formatShards, type Shard } from "./shards.js";
import { type CampaignResult, rateOf, sorted, Tally } from "./tally.js";

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

const PROGRESS_EVERY_MS = 250;
/** Worlds between two looks at the clock. */
const STRIDE = 32;

/** The seed of the campaign's world `index`: what {@link drawWorld} is given. */
export function worldSeed(seed: number, index: number): number {
  return wordsOf(seed, index)();
}

/** Throws RangeError for what is no campaign, and one without a world is none. */
export function runCampaign(options: CampaignOptions): CampaignResult {
  const { seed, worlds, atBound = false, shard = { k: 1, of: 1 } } = options ?? {};
  demandWhole("seed", seed, 0);
  demandWhole("worlds", worlds, 1);
  demandWhole("shard.of", shard?.of, 1);
  demandWhole("shard.k", shard.k, 1, shard.of);
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
    version: 1,
    type: "campaign",
    seed,
    worlds,
    atBound,
    shards: formatShards([shard]),
    count,
    violated,
    violations,
    byN: sorted(tally.byN),
    byStrategy: sorted(tally.byStrategy),
    byFault: sorted(tally.byFault),
    observed,
    seconds,
    worldsPerSecond: rateOf(count, seconds),
  };
}

function demandWhole(name: string, given: unknown, least: number, most = Number.MAX_SAFE_INTEGER): void {
  if (Number.isSafeInteger(given) && Number(given) >= least && Number(given) <= most) return;
  const range = most === Number.MAX_SAFE_INTEGER ? `from ${least} on` : `from ${least} to ${most}`;
  throw new RangeError(
    `not a campaign: ${name} is ${printable(String(given), 40)}\n  fix: give a whole number ${range}`,
  );
}
