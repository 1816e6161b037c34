/** `strategos check`: every lie there is, or random worlds; what breaks is written down to be played again. */
import Table from "cli-table3";
import { Command, Option } from "commander";
import pc from "picocolors";
import { type CheckedCase, type CheckResult, check, checkRefusal, type Sizes } from "../../check/check.js";
import type { Counterexample } from "../../check/counterexample.js";
import { PROTOCOLS, type ProtocolName } from "../../core/group.js";
import { protocolOf } from "../../protocols/index.js";
import { checkSigned, signedRefusal } from "../../protocols/sm/check/check.js";
import { compareProjections } from "../../protocols/vector/projections.js";
import { exitCodeOf } from "../../recording/verdict.js";
import { campaign, merged, showCampaign } from "../check-campaign.js";
import { refuseIdle } from "../check-flags.js";
import { checkKingBy } from "../check-king.js";
import {
  type CheckSettings,
  caseName,
  coloured,
  judgementText,
  sizesFrom,
  storyLines,
  titleOf,
  writeCounterexample,
} from "../check-shared.js";
import { CliError, EXIT } from "../exit.js";
import { tooLargeText } from "../too-large.js";

export function checkCommand(done: (exitCode: number) => void): Command {
  return new Command("check")
    .addOption(new Option("--protocol <name>", "whose lies").choices(PROTOCOLS).default("om"))
    .option("--nodes <count>", "how many nodes")
    .option("--m <count>", "traitors to tolerate; floor((n-1)/3) if left out")
    .option("--traitors <count>", "how many lie at most, a number and no list; m if left out")
    .option("--rounds <count>", "how many rounds are played; m + 1 if left out, 3m + 4 with the phase king")
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
  refuseIdle(settings);
  if (settings.protocol === "king") return checkKingBy(settings);
  if (settings.protocol !== "om" && (settings.random !== undefined || settings.merge)) {
    throw new CliError(
      EXIT.usage,
      `random worlds are of om, and not of ${settings.protocol}\n  fix: give --nodes N, or leave --protocol out`,
    );
  }
  if (settings.merge) return showCampaign(merged(settings.merge), settings);
  if (settings.random !== undefined) return showCampaign(campaign(settings), settings);
  if (settings.nodes === undefined) {
    throw new CliError(
      EXIT.usage,
      "check needs to know what to check\n  fix: give --nodes N, or --random COUNT",
    );
  }
  return proof(sizesFrom(settings), settings);
}

function proof(sizes: Sizes, settings: CheckSettings): number {
  const isSigned = settings.protocol === "sm";
  const refusal = isSigned ? signedRefusal(sizes) : checkRefusal(sizes);
  if (refusal !== null) throw new CliError(EXIT.usage, refusal);
  const result = isSigned ? checkSigned(sizes, settings.general) : checkOral(sizes, settings);
  if (settings.write !== undefined) writeCounterexample(settings.write, result.counterexample);
  process.stdout.write(settings.json ? `${JSON.stringify(result)}\n` : `${proofText(result, settings)}\n`);
  return exitCodeOf(result.conditions);
}

function checkOral(sizes: Sizes, settings: CheckSettings): CheckResult | Reduced {
  const onCase = (done: CheckedCase) => progress(settings, `  ${caseName(done)}: ${done.covered} worlds`);
  const checked = check({ ...sizes, general: settings.general, onCase });
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
  const { n, traitors, rounds } = checked;
  if (n > PROJECTED_NODES_MAX) {
    throw new CliError(
      EXIT.usage,
      `${n} nodes: what protocol vector does is compared with OM(m) up to ${PROJECTED_NODES_MAX} nodes\n  fix: check OM(m) itself, by leaving --protocol out`,
    );
  }
  const entries = compareProjections(n, rounds - 1, PROJECTED_WORLDS, traitors);
  return {
    ...checked,
    counterexample: ofInstance(checked),
    protocol: "vector",
    projections: { worlds: PROJECTED_WORLDS, entries },
  };
}

/** The same lies in one instance, and none in the others: there every node gives what the general was to order. */
function ofInstance({ counterexample }: CheckResult): Counterexample | null {
  return counterexample && { ...counterexample, group: { ...counterexample.group, protocol: "vector" } };
}

function reductionLines({ n, rounds, projections }: Reduced): string[] {
  const m = rounds - 1;
  const { worlds, entries } = projections;
  return [
    `protocol vector: ${n} instances of OM(${m}), every node the general of one; the table is about each instance`,
    `an instance is a run of OM(${m}): ${entries} entries in ${worlds} random worlds were what OM(${m}) decides`,
  ];
}

function proofText(result: CheckResult | Reduced, { protocol, write: file }: CheckSettings): string {
  const { conditions, worlds, cases, counterexample } = result;
  const table = new Table({
    head: ["case", "worlds covered", "IC1", "IC2", "by"],
    style: { head: [], border: [], compact: true },
  });
  for (const one of cases) {
    const by = one.proofs.map(({ argument, evaluated, folds }) =>
      evaluated === "0" ? argument : `${argument}: ${evaluated} worlds, ${folds} folds`,
    );
    const judged = (["ic1", "ic2"] as const).map((condition) => judgementText(one, condition));
    table.push([caseName(one), one.covered, ...judged, by.join("\n")]);
  }
  const tooLarge = tooLargeText(protocol, result.n, result.rounds - 1);
  return [
    pc.bold(`${titleOf(result)} (${boundOf(result, protocol)})`),
    ...(tooLarge === null ? [] : [pc.yellow(tooLarge)]),
    ...("projections" in result ? reductionLines(result) : []),
    table.toString(),
    `worlds covered ${worlds.covered}; evaluated ${worlds.evaluated}, with ${worlds.folds} folds`,
    `IC1 ${coloured(conditions.ic1)}   IC2 ${coloured(conditions.ic2)}`,
    ...(counterexample ? ["", ...storyLines(counterexample, file)] : []),
  ].join("\n");
}

/** The bound of the rounds that are played. */
function boundOf({ n, m, traitors, rounds }: CheckResult, protocol: ProtocolName): string {
  const played = rounds - 1;
  const bound = protocolOf({ protocol }).bound(n, played);
  if (rounds !== m + 1)
    return `${rounds} ${rounds === 1 ? "round" : "rounds"}, as ${protocolOf({ protocol }).title(played)} has them; ${bound}`;
  return traitors === m ? bound : `${bound}; ${traitors > m ? "more" : "fewer"} traitors than m = ${m}`;
}

function progress({ quiet, json }: CheckSettings, line: string): void {
  if (!quiet && !json) process.stderr.write(`${line}\n`);
}
