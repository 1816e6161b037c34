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

/** Why these parts are not of one campaign: `one` of them, its place, beside `other`, the place of one before it; or null. */
export interface Mismatch {
  readonly one: number;
  readonly other: number;
  readonly why: string;
}

export function mismatchOf(parts: readonly CampaignResult[]): Mismatch | null {
  const seen = new Map<number, number>();
  for (const [one, part] of parts.entries()) {
    const first = parts[0] as CampaignResult;
    const differs = (["seed", "worlds", "atBound"] as const).find((key) => part[key] !== first[key]);
    if (differs) {
      const said = { seed: "--seed", worlds: "--random", atBound: "--at-bound" }[differs];
      return { one, other: 0, why: `${said} was ${first[differs]}, and ${part[differs]} here` };
    }
    const divisions = shardsOf(first)[0]?.of;
    for (const { k, of } of shardsOf(part)) {
      if (of !== divisions) return { one, other: 0, why: `one is of ${of} parts, the other of ${divisions}` };
      const other = seen.get(k);
      if (other !== undefined) return { one, other, why: `both hold part ${k}/${of}` };
      seen.set(k, one);
    }
  }
  return null;
}

function shardsOf(part: CampaignResult): Shard[] {
  return part.shards.map((text) => parseShard(text) ?? { k: 0, of: 0 });
}

/**
 * The result of all parts together: equal to that of the whole campaign but for the time it took. They have to be of one
 * campaign, each there once ({@link mismatchOf}).
 */
export function mergeCampaigns(parts: readonly CampaignResult[]): CampaignResult {
  const [first] = parts;
  if (!first || mismatchOf(parts)) throw new RangeError("not the parts of one campaign");
  const shards = parts.flatMap(shardsOf);
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
