/** Parts of a campaign of random lies (campaign.ts), made one. */
import { at } from "../../core/must.js";
import { type Mismatch, mergeCampaigns, mismatchOf } from "../../sim/shards.js";
import type { CampaignResult } from "../../sim/tally.js";
import { DESCRIBED_MAX, type LiesResult } from "./campaign.js";

export function isOfLies(part: CampaignResult): part is LiesResult {
  return "kind" in part;
}

/** Why these parts are not of one campaign, of whatever kind; or null. */
export function anyMismatchOf(parts: readonly CampaignResult[]): Mismatch | null {
  const kindOf = (part: CampaignResult) => (isOfLies(part) ? part.kind : { nodes: "4 to 13" });
  const first: Readonly<Record<string, unknown>> = { ...kindOf(at(parts, 0)) };
  for (const [one, part] of parts.entries()) {
    const kind: Readonly<Record<string, unknown>> = { ...kindOf(part) };
    const differs = Object.keys(first).find((key) => String(kind[key]) !== String(first[key]));
    if (differs !== undefined)
      return {
        one,
        other: 0,
        why: `--${differs} was ${String(first[differs])}, and ${String(kind[differs])} here`,
      };
  }
  return mismatchOf(parts);
}

/** Equal to the whole campaign's but for the time it took; {@link anyMismatchOf} them is null. */
export function mergeAny(parts: readonly CampaignResult[]): CampaignResult {
  const ofLies = parts.filter(isOfLies);
  return ofLies.length > 0 ? mergeLies(ofLies) : mergeCampaigns(parts);
}

function mergeLies(parts: readonly LiesResult[]): LiesResult {
  const merged = mergeCampaigns(parts);
  const first = parts.toSorted((a, b) => firstOf(a) - firstOf(b))[0] as LiesResult;
  const sum = (place: number, key: "count" | "ic1" | "ic2") =>
    parts.reduce((total, { cases }) => total + (at(cases, place)[key] ?? 0), 0);
  return {
    ...merged,
    violations: merged.violations.slice(0, DESCRIBED_MAX),
    kind: first.kind,
    cases: first.cases.map((one, place) => ({
      ...one,
      ...{
        count: sum(place, "count"),
        ic1: sum(place, "ic1"),
        ic2: one.ic2 === null ? null : sum(place, "ic2"),
      },
    })),
    counterexample: first.counterexample,
  };
}

function firstOf({ violations }: LiesResult): number {
  return violations[0]?.index ?? Number.POSITIVE_INFINITY;
}
