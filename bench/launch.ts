/** Real processes: start-up beside bare processes that only load zeromq, and the protocol's own time. */
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { RunResult } from "../src/recording/result.js";
import { endOf, inTurn, median } from "./measure.js";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

export interface LaunchFigures {
  readonly n: number;
  readonly m: number;
  /** from the moment that the last node is up to the last decision, ms */
  readonly protocolMs: number;
  /** from calling the program to its end, ms */
  readonly wallMs: number;
  /** starting n bare processes that load zeromq and end, ms */
  readonly floorMs: number;
  /** the median of wall / floor, pair by pair */
  readonly ratio: number;
}

export async function benchLaunch(n: number, pairs: number): Promise<LaunchFigures> {
  const results: RunResult[] = [];
  const launch = async () => {
    const stdout = await ended([
      `${ROOT}/bin/strategos.cjs`,
      "run",
      "--nodes",
      String(n),
      "--quiet",
      "--json",
    ]);
    results.push(JSON.parse(stdout) as RunResult);
  };
  const bare = () =>
    Promise.all(Array.from({ length: n }, () => ended(["--input-type=module", "-e", 'import "zeromq"'])));
  const timed = await inTurn(pairs, launch, bare);
  const counted = results.slice(1);
  if (!counted.every(({ conditions }) => conditions.ic1 === "holds")) throw new Error("a run broke IC1");
  return {
    n,
    m: (counted[0] as RunResult).m,
    protocolMs: median(counted.map(({ timing }) => timing.decideMs)),
    wallMs: median(timed.a),
    floorMs: median(timed.b),
    ratio: median(timed.ratios),
  };
}

function ended(args: readonly string[]): Promise<string> {
  return endOf(spawn(process.execPath, args, { cwd: ROOT, stdio: ["ignore", "pipe", "inherit"] }));
}
