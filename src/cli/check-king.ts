/** `strategos check --protocol king`: all worlds of the phase king. */
import Table from "cli-table3";
import pc from "picocolors";
import { protocolOf } from "../protocols/index.js";
import { checkKing, type KingCheckResult, kingRefusal, kingRounds } from "../protocols/king/check/check.js";
import { exitCodeOf } from "../recording/verdict.js";
import {
  type CheckSettings,
  caseName,
  coloured,
  judgementText,
  sizesFrom,
  storyLines,
  titleOf,
  writeCounterexample,
} from "./check-shared.js";
import { CliError, EXIT } from "./exit.js";

export function checkKingBy(settings: CheckSettings): number {
  if (settings.nodes === undefined || settings.random !== undefined || settings.merge) {
    throw new CliError(
      EXIT.usage,
      "check of the phase king goes through all worlds, and draws none\n  fix: give --nodes N, and no --random or --merge",
    );
  }
  if (settings.general !== "both")
    throw new CliError(EXIT.usage, "check of the phase king takes every general\n  fix: leave --general out");
  const sizes = sizesFrom(settings, kingRounds);
  const refusal = kingRefusal(sizes);
  if (refusal !== null) throw new CliError(EXIT.usage, refusal);
  const whole = kingRounds(sizes.m);
  if (settings.write !== undefined && sizes.rounds !== whole) {
    throw new CliError(
      EXIT.usage,
      `a configuration of the phase king for m = ${sizes.m} plays ${whole} rounds, and none would replay ${sizes.rounds}\n  fix: leave --write out; the lies are told in sentences`,
    );
  }
  const result = checkKing(sizes);
  if (settings.write !== undefined) writeCounterexample(settings.write, result.counterexample);
  process.stdout.write(
    settings.json ? `${JSON.stringify(result)}\n` : `${kingText(result, settings.write)}\n`,
  );
  return exitCodeOf(result.conditions);
}

function kingText(result: KingCheckResult, file: string | undefined): string {
  const { conditions, worlds, cases, counterexample } = result;
  const head = ["case", "worlds covered", "IC1", "IC2"];
  const table = new Table({ head, style: { head: [], border: [], compact: true } });
  for (const one of cases) {
    const judged = (["ic1", "ic2"] as const).map((condition) => judgementText(one, condition));
    table.push([caseName(one), one.covered, ...judged]);
  }
  return [
    pc.bold(`${titleOf(result)}, by the phase king (${boundOf(result)})`),
    table.toString(),
    `worlds covered ${worlds.covered}; evaluated ${worlds.evaluated} answers to one node, which all worlds are made of`,
    `IC1 ${coloured(conditions.ic1)}   IC2 ${coloured(conditions.ic2)}`,
    ...(counterexample ? ["", ...storyLines(counterexample, file)] : []),
  ].join("\n");
}

function boundOf({ n, m, rounds }: KingCheckResult): string {
  const bound = protocolOf({ protocol: "king" }).bound(n, m);
  const phases = (rounds - 1) / 3;
  return rounds === kingRounds(m) ? bound : `${bound}, but with ${phases} phases, not ${m + 1}`;
}
