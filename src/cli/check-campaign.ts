/** `strategos check --random` and `--merge`: very many random worlds of OM(m). */
import pc from "picocolors";
import { anyMismatchOf, isOfLies, mergeAny } from "../check/sliced/merge.js";
import { printable } from "../core/printable.js";
import { type Progress, runCampaign } from "../sim/campaign.js";
import { parseShard } from "../sim/shards.js";
import type { CampaignResult } from "../sim/tally.js";
import { liesText, randomLies } from "./check-lies.js";
import { type CheckSettings } from "./check-shared.js";
import { EXIT, usage } from "./exit.js";
import { countOf } from "./numbers.js";
import { readNamedJson } from "./reading.js";
import { commandText } from "./shell.js";

/** No world at all shows nothing, and would be told as no violation. */
function worldsOf(random: string): number {
  const worlds = countOf("--random", random);
  if (worlds > 0) return worlds;
  throw usage(`--random ${random} plays no world`, { random: "1000" });
}

/** Counts, and a line a violation. */
const PART_BYTES_MAX = 64 * 1024 * 1024;

export function campaign(settings: CheckSettings): CampaignResult {
  const shard = settings.shard === undefined ? undefined : parseShard(settings.shard);
  if (shard === null)
    throw usage(`--shard ${printable(settings.shard as string, 40)} is not a part`, "write it as 1/4 to 4/4");
  const asked = {
    seed: settings.seed === undefined ? 1 : countOf("--seed", settings.seed),
    worlds: worldsOf(settings.random as string),
    ...(shard && { shard }),
    onProgress: ({ count, of, violated, worldsPerSecond }: Progress) => {
      const line = `${count} of ${of} worlds, ${violated} violations, ${Math.round(worldsPerSecond)} worlds/s`;
      if (!settings.quiet) process.stderr.write(process.stderr.isTTY ? `\r${line} ` : `${line}\n`);
    },
  };
  if (settings.nodes !== undefined) return randomLies(settings, asked);
  return runCampaign({ ...asked, atBound: settings.atBound === true });
}

export function showCampaign(result: CampaignResult, { json, write }: CheckSettings): number {
  const text = () => (isOfLies(result) ? liesText(result, write) : campaignText(result));
  process.stdout.write(json ? `${JSON.stringify(result)}\n` : `${text()}\n`);
  return result.violated > 0 ? EXIT.violated : EXIT.holds;
}

function campaignText(result: CampaignResult): string {
  const { count, seed, shards, violated, violations, atBound, worldsPerSecond } = result;
  const by = (title: string, counts: Readonly<Record<string, number>>) =>
    `${title}: ${Object.entries(counts)
      .map(([key, value]) => `${key} ${value}`)
      .join(", ")}`;
  const replay = (worldSeed: number) =>
    commandText("sim", "--world", String(worldSeed), ...(atBound ? ["--at-bound"] : []));
  return [
    `${count} random worlds (seed ${seed}, part ${shards.join(" ")}), ${Math.round(worldsPerSecond)} a second on one processor`,
    by("nodes", result.byN),
    by("strategies", result.byStrategy),
    by("faults", result.byFault),
    violated === 0 ? pc.green("no violation") : pc.red(`${violated} violations`),
    ...violations.slice(0, 5).map((one) => `  ${one.description}\n    replay it: ${replay(one.seed)}`),
  ].join("\n");
}

export function merged(files: readonly string[]): CampaignResult {
  const parts = files.map(readPart);
  const mismatch = anyMismatchOf(parts);
  if (mismatch === null) return mergeAny(parts);
  const nameOf = (place: number) => printable(files[place] as string);
  throw usage(
    `${nameOf(mismatch.one)} and ${nameOf(mismatch.other)} do not merge: ${mismatch.why}`,
    "give the parts of one campaign, each once",
  );
}

function readPart(file: string): CampaignResult {
  const fix = "merge files that check --random --json wrote";
  const wanted = { what: "the part", bytesMax: PART_BYTES_MAX, exitCode: EXIT.usage, fix };
  const part = readNamedJson(file, wanted) as CampaignResult | null;
  if (part?.type === "campaign") return part;
  throw usage(`${printable(file)} is not the result of a campaign`, fix);
}
