/** `strategos check --protocol king`: all worlds of the phase king. */
import Table from "cli-table3";
import pc from "picocolors";
import { kindOf } from "../core/kinds.js";
import { exitCodeOf } from "../core/verdict.js";
import { checkKing, type KingCheckResult, kingRefusal } from "../sim/check/king.js";
import { type CheckSettings, caseName, coloured, countOf, writeCounterexample } from "./check-shared.js";
import { CliError, EXIT } from "./exit.js";
import { commandText } from "./shell.js";

export function checkKingBy(settings: CheckSettings): number {
  if (settings.nodes === undefined || settings.random !== undefined || settings.merge) {
    throw new CliError(
      EXIT.usage,
      "check of the phase king goes through all worlds, and draws none\n  fix: give --nodes N, and no --random or --merge",
    );
  }
  if (settings.general !== "both")
    throw new CliError(EXIT.usage, "check of the phase king takes every general\n  fix: leave --general out");
  const nodes = countOf("--nodes", settings.nodes);
  const m = settings.m === undefined ? kindOf(settings).mDefault(nodes) : countOf("--m", settings.m);
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
          ...(file === undefined ? [] : [`replay it: ${commandText("run", file)}`]),
        ]
      : []),
  ].join("\n");
}
