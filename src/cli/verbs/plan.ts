/** `strategos plan`: what a run will cost, and whether it fits, before anything starts. */
import Table from "cli-table3";
import pc from "picocolors";
import { Run } from "../../config/run.js";
import { type Plan, planOf } from "../../plan/plan.js";
import { longestMs, protocolOf } from "../../protocols/index.js";
import { reportBytesMax } from "../../wire/codec.js";
import { aboutText, bytesText, grouped } from "../amounts.js";
import { calibrate, type Estimate, estimateOf, ownPace } from "../estimate.js";
import { CliError, EXIT } from "../exit.js";
import { couldMatter, type Feasibility, feasibilityOf, refusalOf } from "../feasible.js";
import { print } from "../print.js";
import { CONFIG_OPERAND, CONFIGURATION_FLAGS, readSettings, type Settings, withFile } from "../settings.js";
import { tooLargeText } from "../too-large.js";
import type { SettingsOf, Verb } from "../verb.js";

const FLAGS = {
  "--json": "print the plan as one JSON object",
  "--force": "exit 0 although it would not fit in memory",
} as const;

type PlanSettings = Settings & SettingsOf<typeof FLAGS>;

export const verb: Verb = {
  operands: CONFIG_OPERAND,
  flags: { ...CONFIGURATION_FLAGS, ...FLAGS },
  run: (file: string | undefined, settings: PlanSettings) => showPlan(withFile(file, settings)),
};

/** Exits 78 where `run` would refuse. */
async function showPlan({ json, force, ...settings }: PlanSettings): Promise<number> {
  const run = new Run(readSettings(settings));
  const plan = planFor(run);
  const feasibility = feasibilityOf(run, {});
  const { memory, availableBytes } = feasibility;
  const refusal = refusalOf(run, "run", feasibility, {});
  const pace = couldMatter(plan) ? await calibrate() : ownPace();
  const estimate = estimateOf(plan, run.wire, pace);
  const fits = refusal === null;
  const { roundTimeoutMs } = run.config;
  print(
    json
      ? `${JSON.stringify({ ...plan, memory: { ...memory, availableBytes, fits }, estimate, roundTimeoutMs })}\n`
      : `${planText(plan, feasibility, estimate, run)}\n`,
  );
  if (refusal !== null && !force) throw new CliError(EXIT.config, refusal);
  return EXIT.holds;
}

export function planFor({ config, driven, hash, wire }: Run): Plan {
  const context = { group: driven, hash, run: config.run, wire, instance: 0, reads: "patterned" as const };
  return planOf(driven, (round) => reportBytesMax(context, round));
}

function planText(
  plan: Plan,
  { memory, availableBytes }: Feasibility,
  { startMs, totalMs }: Estimate,
  { driven, config: { roundTimeoutMs } }: Run,
): string {
  const { n, m, mMax, guaranteed, rounds, slices, total, node } = plan;
  const kind = protocolOf(plan);
  const bound = guaranteed
    ? `${kind.bound.said(n, m)}: IC1 and IC2 are guaranteed while at most ${m} ${m === 1 ? "node fails or lies" : "nodes fail or lie"}`
    : pc.yellow(
        `${kind.bound.said(n, m)}: nothing is guaranteed; ${n} nodes tolerate ${mMax}, and never more by a larger m`,
      );
  const tooLarge = tooLargeText(plan.protocol, n, m);
  return [
    pc.bold(`${kind.title(m)} among ${n} nodes: ${rounds.length} rounds`),
    bound,
    ...(tooLarge === null ? [] : [pc.yellow(tooLarge)]),
    roundsTable(plan),
    `in all      ${grouped(total.reports)} reports, ${grouped(total.relays)} relays, at most ${bytesText(total.bytes)}`,
    `a node      tree of ${grouped(node.leaves)} leaves in ${bytesText(node.treeBytes)}; sends ${bytesText(node.sentBytes)}, receives ${bytesText(node.receivedBytes)}`,
    `memory      about ${bytesText(memory.nodeBytes)} a node; all nodes here ${bytesText(memory.allBytes)} of the ${bytesText(availableBytes)} that are available; sim ${bytesText(memory.simBytes)}`,
    `estimate    ${aboutText(totalMs)} here with every node on time, ${aboutText(startMs)} of it to start the processes`,
    ...(slices > 1 ? [slicesText(plan)] : []),
    `at worst    ${(longestMs(driven, roundTimeoutMs) / 1000).toFixed(1)} s, ${roundTimeoutMs / 1000} s a round, if somebody is silent in each`,
  ].join("\n");
}

/** `slices      round 8 comes in 552 slices, each folded and dropped when it is in` */
function slicesText({ rounds, slices }: Plan): string {
  return `slices      round ${rounds.length - 1} comes in ${grouped(slices)} slices, each a round by itself, folded and dropped when it is in`;
}

function roundsTable({ rounds }: Plan): string {
  const head = ["round", "paths a tree", "reports", "relays each", "relays", "bytes each", "bytes"];
  const table = new Table({
    head,
    colAligns: head.map(() => "right" as const),
    style: { head: [], border: [] },
  });
  for (const { round, paths, reports, relaysEach, relays, bytesEach, bytes } of rounds) {
    table.push([round, paths, reports, relaysEach, relays, bytesEach, bytes].map(grouped));
  }
  return table.toString();
}
