import { readFileSync } from "node:fs";
import Table from "cli-table3";
import { Command, Option } from "commander";
import pc from "picocolors";
import { initText } from "../config/init.js";
import { parseConfig } from "../config/parse.js";
import { PROTOCOLS, type ProtocolName } from "../core/group.js";
import { kindOf } from "../core/kinds.js";
import { exitCodeOf, type Judgement } from "../core/verdict.js";
import { runCampaign } from "../sim/campaign.js";
import { type CheckedCase, type CheckResult, check, checkRefusal } from "../sim/check/check.js";
import type { Counterexample } from "../sim/check/counterexample.js";
import { checkKing, type KingCheckResult, kingRefusal } from "../sim/check/king.js";
import { compareProjections } from "../sim/check/projections.js";
import { checkSigned, signedRefusal } from "../sim/check/signed.js";
import { mergeCampaigns, parseShard } from "../sim/shards.js";
import type { CampaignResult } from "../sim/tally.js";
import { CliError, EXIT } from "./exit.js";
import { writeNewFile } from "./files.js";

interface CheckSettings {
  readonly protocol: ProtocolName;
  readonly nodes?: string;
  readonly m?: string;
  readonly general: "loyal" | "traitor" | "both";
  readonly write?: string;
  readonly random?: string;
  readonly seed?: string;
  readonly shard?: string;
  readonly atBound?: boolean;
  readonly merge?: readonly string[];
  readonly json?: boolean;
  readonly quiet?: boolean;
}

export function checkCommand(done: (exitCode: number) => void): Command {
  return new Command("check")
    .description("prove or refute IC1 and IC2 for every lie there is, or try very many random worlds")
    .addOption(new Option("--protocol <name>", "whose lies").choices(PROTOCOLS).default("om"))
    .option("--nodes <count>", "how many nodes")
    .option("--m <count>", "traitors to tolerate; floor((n-1)/3) if left out")
    .addOption(
      new Option("--general <kind>", "which generals").choices(["loyal", "traitor", "both"]).default("both"),
    )
    .option("--write <file>", "write a counterexample as a configuration that run replays")
    .option("--random <count>", "try that many random worlds instead, over n = 4 to 13")
    .option("--seed <number>", "with --random: the campaign's seed; 1 if left out")
    .option("--shard <k/n>", "with --random: only part k of n")
    .option("--at-bound", "with --random: worlds with n = 3m, where nothing is guaranteed")
    .option("--merge <files...>", "merge the JSON results of all parts of a campaign")
    .option("--json", "print the result as one JSON object")
    .option("--quiet", "no progress on stderr")
    .action((settings: CheckSettings) => done(run(settings)));
}

function run(settings: CheckSettings): number {
  if (settings.protocol === "king") return checkKingBy(settings);
  if (settings.protocol !== "om" && (settings.random !== undefined || settings.merge)) {
    throw new CliError(
      EXIT.usage,
      `random worlds are of om, and not of ${settings.protocol}\n  fix: give --nodes N, or leave --protocol out`,
    );
  }
  if (settings.merge) return showCampaign(mergeCampaigns(settings.merge.map(readPart)), settings);
  if (settings.random !== undefined) return showCampaign(campaign(settings), settings);
  if (settings.nodes === undefined) {
    throw new CliError(
      EXIT.usage,
      "check needs to know what to check\n  fix: give --nodes N, or --random COUNT",
    );
  }
  return proof(wholeOf("--nodes", settings.nodes), settings);
}

function checkKingBy(settings: CheckSettings): number {
  if (settings.nodes === undefined || settings.random !== undefined || settings.merge) {
    throw new CliError(
      EXIT.usage,
      "check of the phase king goes through all worlds, and draws none\n  fix: give --nodes N, and no --random or --merge",
    );
  }
  if (settings.general !== "both")
    throw new CliError(EXIT.usage, "check of the phase king takes every general\n  fix: leave --general out");
  const nodes = wholeOf("--nodes", settings.nodes);
  const m = settings.m === undefined ? kindOf(settings).mDefault(nodes) : wholeOf("--m", settings.m);
  const refusal = kingRefusal(nodes, m);
  if (refusal !== null) throw new CliError(EXIT.usage, refusal);
  const result = checkKing(nodes, m);
  if (settings.write !== undefined) writeCounterexample(settings.write, result.counterexample);
  process.stdout.write(
    settings.json ? `${JSON.stringify(result)}\n` : `${kingText(result, settings.write)}\n`,
  );
  return exitCodeOf(result.conditions);
}

function kingText(result: KingCheckResult, file: string | undefined): string {
  const { n, m, conditions, worlds, cases, counterexample } = result;
  const head = ["case", "worlds covered", "IC1", "IC2"];
  const table = new Table({ head, style: { head: [], border: [], compact: true } });
  for (const one of cases) table.push([caseName(one), one.covered, coloured(one.ic1), coloured(one.ic2)]);
  const liars = counterexample?.traitors.map(({ id }) => id).join(", ");
  return [
    pc.bold(
      `Every lie of at most ${m} traitors among ${n} nodes, by the phase king (${kindOf({ protocol: "king" }).bound(n, m)})`,
    ),
    table.toString(),
    `worlds covered ${worlds.covered}; evaluated ${worlds.evaluated} answers to one node, which all worlds are made of`,
    `IC1 ${coloured(conditions.ic1)}   IC2 ${coloured(conditions.ic2)}`,
    ...(counterexample
      ? [
          `${counterexample.violated.toUpperCase()} breaks with general ${counterexample.group.general} and traitors ${liars}: ${counterexample.decisions.map(({ id, order }) => `${id} ${order}`).join(", ")}`,
          ...(file === undefined ? [] : [`replay it: strategos run --config ${file}`]),
        ]
      : []),
  ].join("\n");
}

function proof(nodes: number, settings: CheckSettings): number {
  const m = settings.m === undefined ? kindOf(settings).mDefault(nodes) : wholeOf("--m", settings.m);
  const isSigned = settings.protocol === "sm";
  const refusal = isSigned ? signedRefusal(nodes, m) : checkRefusal(nodes, m);
  if (refusal !== null) throw new CliError(EXIT.usage, refusal);
  const { general } = settings;
  const result = isSigned ? checkSigned(nodes, m, general) : checkOral(nodes, m, settings);
  if (settings.write !== undefined) writeCounterexample(settings.write, result.counterexample);
  process.stdout.write(settings.json ? `${JSON.stringify(result)}\n` : `${proofText(result, settings)}\n`);
  return exitCodeOf(result.conditions);
}

function checkOral(nodes: number, m: number, settings: CheckSettings): CheckResult | Reduced {
  const onCase = (done: CheckedCase) => progress(settings, `  ${caseName(done)}: ${done.covered} worlds`);
  const checked = check({ nodes, m, general: settings.general, onCase });
  return settings.protocol === "vector" ? byReduction(checked) : checked;
}

/** Worlds that are played to see that each instance of protocol vector is a run of OM(m). */
const PROJECTED_WORLDS = 100;
/** Nodes of the largest of them. */
const PROJECTED_NODES_MAX = 10;

interface Reduced extends CheckResult {
  readonly protocol: "vector";
  /** the argument carried out: entries of vectors that were compared with decisions of OM(m), and in how many worlds */
  readonly projections: { readonly worlds: number; readonly entries: number };
}

/** Protocol vector is n instances of OM(m), each with another general, that share nothing but their messages. */
function byReduction(checked: CheckResult): Reduced {
  const { n, m } = checked;
  if (n > PROJECTED_NODES_MAX) {
    throw new CliError(
      EXIT.usage,
      `${n} nodes: what protocol vector does is compared with OM(m) up to ${PROJECTED_NODES_MAX} nodes\n  fix: check OM(m) itself, by leaving --protocol out`,
    );
  }
  const entries = compareProjections(n, m, PROJECTED_WORLDS);
  return { ...checked, protocol: "vector", projections: { worlds: PROJECTED_WORLDS, entries } };
}

function reductionLines({ n, m, projections }: Reduced): string[] {
  const { worlds, entries } = projections;
  return [
    `protocol vector: ${n} instances of OM(${m}), every node the general of one; the table is about each instance`,
    `an instance is a run of OM(${m}): ${entries} entries in ${worlds} random worlds were what OM(${m}) decides`,
  ];
}

function caseName({ general, traitors }: Pick<CheckedCase, "general" | "traitors">): string {
  return `${general} general, ${traitors} ${traitors === 1 ? "traitor" : "traitors"}`;
}

function proofText(result: CheckResult | Reduced, { protocol, write: file }: CheckSettings): string {
  const { n, m, conditions, worlds, cases, counterexample } = result;
  const table = new Table({
    head: ["case", "worlds covered", "IC1", "IC2", "by"],
    style: { head: [], border: [], compact: true },
  });
  for (const one of cases) {
    const by = one.proofs.map((it) => `${it.argument}: ${it.evaluated} worlds, ${it.folds} folds`);
    table.push([caseName(one), one.covered, coloured(one.ic1), coloured(one.ic2), by.join("\n")]);
  }
  return [
    pc.bold(`Every lie of at most ${m} traitors among ${n} nodes (${kindOf({ protocol }).bound(n, m)})`),
    ...("projections" in result ? reductionLines(result) : []),
    table.toString(),
    `worlds covered ${worlds.covered}; evaluated ${worlds.evaluated}, with ${worlds.folds} folds`,
    `IC1 ${coloured(conditions.ic1)}   IC2 ${coloured(conditions.ic2)}`,
    ...(counterexample ? ["", ...storyLines(counterexample, file)] : []),
  ].join("\n");
}

function storyLines(
  { violated, lies, isMinimal, story }: Counterexample,
  file: string | undefined,
): string[] {
  const size = `${lies} ${lies === 1 ? "lie" : "lies"}${isMinimal ? ", none of which can be dropped" : ""}`;
  return [
    pc.bold(`How ${violated.toUpperCase()} breaks (${size})`),
    ...story.map((line) => `  ${line}`),
    ...(file === undefined ? [] : [`replay it: strategos run --config ${file}`]),
  ];
}

function coloured(judgement: Judgement): string {
  if (judgement === "holds") return pc.green(judgement);
  return judgement === "violated" ? pc.red(judgement) : pc.dim(judgement);
}

function writeCounterexample(
  file: string,
  counterexample: Pick<Counterexample, "group" | "order" | "traitors"> | null,
): void {
  if (!counterexample)
    throw new CliError(EXIT.usage, "there is no counterexample to write\n  fix: leave --write out");
  const { group, order, traitors } = counterexample;
  const { protocol } = group;
  const flags = {
    protocol,
    nodes: String(group.ids.length),
    m: String(group.m),
    traitors: "none",
    unsafe: true,
  };
  const config = { ...parseConfig(undefined, { flags }), general: group.general, order, traitors };
  const text = initText({ ...config, orders: group.orders, default: group.defaultOrder });
  writeNewFile(file, text);
}

function campaign(settings: CheckSettings): CampaignResult {
  const shard = settings.shard === undefined ? undefined : parseShard(settings.shard);
  if (shard === null)
    throw new CliError(EXIT.usage, `--shard ${settings.shard} is not a part\n  fix: write it as 1/4 to 4/4`);
  return runCampaign({
    seed: settings.seed === undefined ? 1 : wholeOf("--seed", settings.seed),
    worlds: wholeOf("--random", settings.random as string),
    atBound: settings.atBound === true,
    ...(shard && { shard }),
    onProgress: ({ count, of, violated, worldsPerSecond }) => {
      const line = `${count} of ${of} worlds, ${violated} violations, ${Math.round(worldsPerSecond)} worlds/s`;
      if (!settings.quiet) process.stderr.write(process.stderr.isTTY ? `\r${line} ` : `${line}\n`);
    },
  });
}

function showCampaign(result: CampaignResult, { json }: CheckSettings): number {
  process.stdout.write(json ? `${JSON.stringify(result)}\n` : `${campaignText(result)}\n`);
  return result.violated > 0 ? EXIT.violated : EXIT.holds;
}

function campaignText(result: CampaignResult): string {
  const { count, seed, shards, violated, violations, atBound, worldsPerSecond } = result;
  const by = (title: string, counts: Readonly<Record<string, number>>) =>
    `${title}: ${Object.entries(counts)
      .map(([key, value]) => `${key} ${value}`)
      .join(", ")}`;
  const replay = (worldSeed: number) => `strategos sim --world ${worldSeed}${atBound ? " --at-bound" : ""}`;
  return [
    `${count} random worlds (seed ${seed}, part ${shards.join(" ")}), ${Math.round(worldsPerSecond)} a second on one processor`,
    by("nodes", result.byN),
    by("strategies", result.byStrategy),
    by("faults", result.byFault),
    violated === 0 ? pc.green("no violation") : pc.red(`${violated} violations`),
    ...violations.slice(0, 5).map((one) => `  ${one.description}\n    replay it: ${replay(one.seed)}`),
  ].join("\n");
}

function readPart(file: string): CampaignResult {
  try {
    const part = JSON.parse(readFileSync(file, "utf8")) as CampaignResult;
    if (part.type === "campaign") return part;
  } catch (error) {
    throw new CliError(EXIT.usage, `${file} cannot be read: ${(error as Error).message}`);
  }
  throw new CliError(
    EXIT.usage,
    `${file} is not the result of a campaign\n  fix: merge files that check --random --json wrote`,
  );
}

function wholeOf(flag: string, text: string): number {
  const value = Number(text);
  if (Number.isSafeInteger(value) && value >= 0) return value;
  throw new CliError(
    EXIT.usage,
    `${flag} ${text} is not a whole number\n  fix: write, for instance, ${flag} 7`,
  );
}

function progress({ quiet, json }: CheckSettings, line: string): void {
  if (!quiet && !json) process.stderr.write(`${line}\n`);
}
