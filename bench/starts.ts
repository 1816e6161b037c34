/**
 * `npm run bench -- starts`, or `-- starts --against REVISION`: what a verb takes from its call to its end beside an earlier commit, in
 * turns; and what help and version take beside a script in which nothing stands. The table of docs/PERFORMANCE.md, "Starting".
 */
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Cost, cost, HERE, median, program, withBuild } from "./against.js";

interface Start {
  readonly name: string;
  readonly pairs: number;
  readonly aim: number;
  /** the arguments of node(1) */
  readonly now: readonly string[];
  readonly was: readonly string[];
}

export interface StartFigures extends Pick<Start, "name" | "aim"> {
  /** to the earlier commit, or the script, pair by pair */
  readonly ratios: readonly Cost[];
}

export async function benchStarts(revision: string): Promise<StartFigures[]> {
  const all: StartFigures[] = [];
  await withBuild(revision, (before, folder) => {
    for (const { name, aim, pairs, now, was } of startsIn(before, folder)) {
      const costs = Array.from({ length: pairs + 1 }, () => [cost(now), cost(was)] as const);
      const ratios = costs.slice(1).map(([one, other]) => ({
        wallS: one.wallS / other.wallS,
        cpuS: one.cpuS / other.cpuS,
      }));
      all.push({ name, aim, ratios });
    }
  });
  return all;
}

function startsIn(before: string, folder: string): Start[] {
  const config = join(HERE, "examples", "course.yaml");
  const empty = join(folder, "empty.cjs");
  writeFileSync(empty, "");
  const both = (
    name: string,
    pairs: number,
    aim: number,
    argsOf: (root: string) => readonly string[],
  ): Start => {
    const call = (root: string) => [program(root), ...argsOf(root)];
    return { name, pairs, aim, now: call(HERE), was: call(before) };
  };
  const run = (n: number, pairs: number, aim: number) =>
    both(`launch to verdict, n = ${n}`, pairs, aim, () => [
      ...["run", "--nodes", String(n), "--traitors", "2:flip,3:split", "--json"],
    ]);
  const alone = (word: string): Start => {
    const now = [program(HERE), word];
    return { name: `\`${word}\`, beside an empty script`, pairs: 21, aim: 1.2, now, was: [empty] };
  };
  const recordingOf = (root: string) => {
    const file = join(folder, root === HERE ? "now.jsonl" : "was.jsonl");
    spawnSync(process.execPath, [program(root), "sim", "--nodes", "7", "--record", file]);
    return file;
  };
  const recordings = new Map([HERE, before].map((root) => [root, recordingOf(root)]));
  return [
    run(7, 15, 0.75),
    run(13, 9, 0.85),
    both("`validate`", 21, 0.7, () => ["validate", config]),
    both("`plan`", 21, 0.7, () => ["plan", "--nodes", "7"]),
    both("`explain` of n = 7", 21, 0.7, (root) => ["explain", recordings.get(root) as string]),
    alone("--version"),
    alone("--help"),
  ];
}

export const STARTS_HEAD = ["what", "pairs", "wall ×", "CPU ×", "aim"];

export function startRow({ name, aim, ratios }: StartFigures): (string | number)[] {
  const said = (of: keyof Cost) => {
    const all = ratios.map((ratio) => ratio[of]);
    return `${median(all).toFixed(2)} (${Math.min(...all).toFixed(2)})`;
  };
  return [name, ratios.length, said("wallS"), said("cpuS"), aim];
}
