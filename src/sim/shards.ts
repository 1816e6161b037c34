/** Parts of a campaign: which worlds each has, and how their results become one. */
import { type CampaignResult, rateOf, sorted, VIOLATIONS_MAX } from "./tally.js";

/** Part k of `of`, 1 … of. */
export interface Shard {
  readonly k: number;
  readonly of: number;
}

export function parseShard(text: string): Shard | null {
  const [, k, of] = /^([1-9]\d{0,8})\/([1-9]\d{0,8})$/.exec(text) ?? [];
  const shard = { k: Number(k), of: Number(of) };
  return k !== undefined && shard.k <= shard.of ? shard : null;
}

/** `1/1` where the shards are all that there are. */
export function formatShards(shards: readonly Shard[]): string[] {
  const [first] = shards;
  if (first && shards.length === first.of) return ["1/1"];
  return [...shards].sort((a, b) => a.k - b.k).map(({ k, of }) => `${k}/${of}`);
}

/**
 * The result of all parts together: equal to that of the whole campaign but for the time it took. Throws for
 * parts of different campaigns, and where one part is there twice.
 */
export function mergeCampaigns(parts: readonly CampaignResult[]): CampaignResult {
  const [first] = parts;
  if (!first) throw new RangeError("no results to merge");
  const shards = parts.flatMap((part) => part.shards.map((text) => parseShard(text) ?? { k: 0, of: 0 }));
  for (const { seed, worlds, atBound } of parts) {
    if (seed !== first.seed || worlds !== first.worlds || atBound !== first.atBound) {
      throw new RangeError("these are parts of different campaigns");
    }
  }
  if (new Set(shards.map(({ of }) => of)).size > 1) throw new RangeError("parts of different divisions");
  if (new Set(shards.map(({ k }) => k)).size < shards.length) throw new RangeError("one part is there twice");
  const sum = (valueOf: (part: CampaignResult) => number) =>
    parts.reduce((total, part) => total + valueOf(part), 0);
  const count = sum((part) => part.count);
  const seconds = sum((part) => part.seconds);
  const violations = parts.flatMap((part) => part.violations).sort((a, b) => a.index - b.index);
  return {
    ...first,
    shards: formatShards(shards),
    count,
    violated: sum((part) => part.violated),
    violations: violations.slice(0, VIOLATIONS_MAX),
    byN: addCounts(parts.map((part) => part.byN)),
    byStrategy: addCounts(parts.map((part) => part.byStrategy)),
    byFault: addCounts(parts.map((part) => part.byFault)),
    observed: sum((part) => part.observed),
    seconds,
    worldsPerSecond: rateOf(count, seconds),
  };
}

function addCounts(all: readonly Readonly<Record<string, number>>[]): Record<string, number> {
  const sums = new Map<string, number>();
  for (const counts of all) {
    for (const [key, count] of Object.entries(counts)) sums.set(key, (sums.get(key) ?? 0) + count);
  }
  return sorted(sums);
}
