import Table from "cli-table3";
import { Command } from "commander";
import pc from "picocolors";
import { nodeOptionsOf } from "../cluster/options.js";
import { type Config, groupOf } from "../config/config.js";
import { type Plan, planOf } from "../core/plan.js";
import { reportBytesMax } from "../wire/codec.js";
import { EXIT } from "./exit.js";
import { readSettings, type Settings, withConfigFlags } from "./settings.js";

export function planCommand(done: (exitCode: number) => void): Command {
  const command = new Command("plan")
    .description("what a configuration costs, and whether it can work, before anything starts")
    .argument("[config]", "configuration file; instead of --config");
  return withConfigFlags(command)
    .option("--json", "print the plan as one JSON object")
    .action((file: string | undefined, settings: Settings & { json?: boolean }) => {
      const config = readSettings(file === undefined ? settings : { ...settings, config: file });
      const plan = planFor(config);
      const { roundTimeoutMs } = config;
      process.stdout.write(
        settings.json
          ? `${JSON.stringify({ ...plan, roundTimeoutMs })}\n`
          : `${planText(plan, roundTimeoutMs)}\n`,
      );
      done(EXIT.holds);
    });
}

export function planFor(config: Config): Plan {
  const { group, hash, run, wire } = nodeOptionsOf(config, config.general);
  const context = { group, hash, run, wire, instance: 0 };
  return planOf(groupOf(config), (round) => reportBytesMax(context, round));
}

function planText(plan: Plan, roundTimeoutMs: number): string {
  const { n, m, mMax, guaranteed, rounds, total, node } = plan;
  const head = ["round", "paths a tree", "reports", "relays each", "relays", "bytes each", "bytes"];
  const table = new Table({
    head,
    colAligns: head.map(() => "right" as const),
    style: { head: [], border: [], compact: true },
  });
  for (const { round, paths, reports, relaysEach, relays, bytesEach, bytes } of rounds) {
    table.push([round, paths, reports, relaysEach, relays, bytesEach, bytes].map(grouped));
  }
  const bound = guaranteed
    ? `n = ${n} > 3m = ${3 * m}: IC1 and IC2 are guaranteed while at most ${m} nodes fail or lie`
    : pc.yellow(`n = ${n} is not above 3m = ${3 * m}: nothing is guaranteed; ${n} nodes tolerate ${mMax}`);
  return [
    pc.bold(`OM(${m}) among ${n} nodes: ${m + 1} rounds`),
    bound,
    table.toString(),
    `in all      ${grouped(total.reports)} reports, ${grouped(total.relays)} relays, at most ${bytesText(total.bytes)}`,
    `a node      tree of ${grouped(node.leaves)} leaves in ${bytesText(node.treeBytes)}; sends ${bytesText(node.sentBytes)}, receives ${bytesText(node.receivedBytes)}`,
    `at worst    ${(((m + 1) * roundTimeoutMs) / 1000).toFixed(1)} s, ${roundTimeoutMs / 1000} s a round, if somebody is silent in each`,
  ].join("\n");
}

function grouped(count: number): string {
  return count.toLocaleString("en-US");
}

function bytesText(bytes: number): string {
  const units = ["bytes", "kB", "MB", "GB", "TB"];
  const power = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3));
  return `${(bytes / 1000 ** power).toFixed(power === 0 ? 0 : 1)} ${units[power]}`;
}
