/** `sim --lemma`: every node's decision from the paths of traitors alone, and labelled as that. */
import pc from "picocolors";
import { type Config, groupOf } from "../config/config.js";
import { levelSize } from "../core/path.js";
import { runLineOf } from "../recording/recording.js";
import { type RunResult, resultOf } from "../recording/result.js";
import { exitCodeOf } from "../recording/verdict.js";
import { decideByLemma, lemmaFault } from "../sim/lemma.js";
import { grouped } from "./amounts.js";
import { CliError, EXIT } from "./exit.js";
import type { OutputSettings } from "./settings.js";
import { verdictText } from "./verdict.js";

/** The result's fields are those of every run, with nothing sent and no time; `lemma` says why. */
type LemmaResult = RunResult & {
  readonly lemma: { readonly paths: number; readonly leaves: number };
};

function resultByLemma(config: Config): LemmaResult {
  const { order, traitors, seed } = config;
  const group = groupOf(config);
  const world = { group, order, traitors, seed };
  const wrong = lemmaFault(world);
  if (wrong) {
    throw new CliError(
      EXIT.config,
      `--lemma says nothing about this configuration: ${wrong}`,
      "run sim without --lemma, which folds every tree",
    );
  }
  const { decisions, paths } = decideByLemma(world);
  const { result } = resultOf({
    run: runLineOf(group, order, traitors),
    decisions,
    gone: [],
    slow: [],
    faults: [],
    traffic: { reports: 0, relays: Array.from({ length: group.m + 1 }, () => 0), bytes: 0 },
    timing: { startMs: 0, decideMs: 0, totalMs: 0 },
    recording: null,
  });
  return { ...result, lemma: { paths, leaves: levelSize(group.ids.length, group.m) } };
}

/** Prints the result; returns the exit code. No tree was filled, so none is drawn and nothing is recorded. */
export function finishByLemma(config: Config, { json }: OutputSettings): number {
  const result = resultByLemma(config);
  const { paths, leaves } = result.lemma;
  const [walked, all] = [paths, leaves].map(grouped);
  const told = paths === 0 ? "a loyal general's order" : `${walked} paths of traitors alone`;
  const timing = `by the lemma (docs/PROOFS.md), from ${told} in the place of trees of ${all} leaves; nothing was sent`;
  const text = `${verdictText(result)}\n\n${pc.dim(timing)}`;
  process.stdout.write(`${json ? JSON.stringify(result) : text}\n`);
  return exitCodeOf(result.conditions);
}
