/** `strategos check --random` and `--merge`: very many random worlds of OM(m). */
import pc from "picocolors";
import { type Kind, type LiesCase, type LiesResult, liesRefusal, runLies } from "../check/sliced/campaign.js";
import { anyMismatchOf, isOfLies, mergeAny } from "../check/sliced/merge.js";
import { printable } from "../core/printable.js";
import { type CampaignOptions, type Progress, runCampaign } from "../sim/campaign.js";
import { parseShard } from "../sim/shards.js";
import type { CampaignResult } from "../sim/tally.js";
import {
  type CheckSettings,
  refuseSizes,
  sizesFrom,
  storyLines,
  writeCounterexample,
} from "./check-shared.js";
import { EXIT, usage } from "./exit.js";
import { countOf } from "./numbers.js";
import { readNamedJson } from "./reading.js";
import { commandText } from "./shell.js";
import { plainTable } from "./table.js";

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

/** The default order first, as in all of check. */
const ORDERS = ["retreat", "attack"];

/** `strategos check --random COUNT --nodes N`: very many worlds of one kind, in which every lie is drawn. */
function randomLies(settings: CheckSettings, drawn: Omit<CampaignOptions, "atBound" | "nowMs">): LiesResult {
  const { orders } = settings;
  const kindOf = (asked: CheckSettings): Kind => ({
    ...sizesFrom(asked),
    general: asked.general,
    orders: orders?.split(",") ?? ORDERS,
  });
  refuseSizes(settings, (asked) => liesRefusal({ ...kindOf(asked), worlds: drawn.worlds }));
  const kind = kindOf(settings);
  const result = runLies({ ...kind, ...drawn });
  if (settings.write !== undefined) writeCounterexample(settings.write, result.counterexample);
  return result;
}

function liesText(result: LiesResult, written: string | undefined): string {
  const { kind, cases, count, seed, shards, counterexample, violated, worldsPerSecond } = result;
  const { nodes, rounds, traitors } = kind;
  const who = `${traitors} ${traitors === 1 ? "traitor" : "traitors"} among ${nodes} nodes`;
  const rate = Math.round(worldsPerSecond);
  return [
    pc.bold(`Random lies of ${who}, OM(${rounds - 1})`),
    `${count} worlds (seed ${seed}, part ${shards.join(" ")}), ${rate} a second on one processor`,
    caseTable(cases),
    violated === 0 ? pc.green("no violation") : pc.red(`${violated} violations`),
    ...(counterexample ? ["", ...storyLines(counterexample, written)] : []),
  ].join("\n");
}

function caseTable(cases: readonly LiesCase[]): string {
  const table = plainTable(["general", "traitors", "worlds", "IC1 violated", "IC2 violated"]);
  for (const { general, order, traitors, count, ic1, ic2 } of cases) {
    const who = order === null ? general : `${general}, ${order}`;
    const shares = [ic1, ic2].map((violated) => (violated === null ? "vacuous" : shareText(violated, count)));
    table.push([who, traitors.join(" ") || "none", String(count), ...shares]);
  }
  return table.toString();
}

/** 95 % of all campaigns' shares lie within 1.96 standard errors; where none was found, within 3/N (the rule of three). */
function shareText(violated: number, count: number): string {
  if (count === 0) return "no worlds";
  if (violated === 0) return `0, below ${(3 / count).toExponential(0)}`;
  const share = violated / count;
  const error = 1.96 * Math.sqrt((share * (1 - share)) / count);
  const digits = Math.min(9, Math.max(2, Math.ceil(-Math.log10(error || 1 / count)) + 1));
  return `${share.toFixed(digits)} ± ${error.toFixed(digits)}`;
}
