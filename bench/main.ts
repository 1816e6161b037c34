/** `npm run bench`: what was measured here, as tables and as docs/bench/results.json. Ratios count; milliseconds are this machine's. */
import { mkdirSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { fileURLToPath } from "node:url";
import Table from "cli-table3";
import { benchLaunch, type LaunchFigures } from "./launch.js";
import { benchScale, type ScaleFigures } from "./scale.js";

const RESULTS = fileURLToPath(new URL("../../docs/bench/", import.meta.url));
const PAIRS = 7;

const launches: LaunchFigures[] = [];
for (const n of [4, 7, 10, 13]) launches.push(await benchLaunch(n, PAIRS));
print(
  "Real processes on this machine",
  ["n", "m", "protocol ms", "launch to verdict ms", "bare processes ms", "ratio"],
  launches.map(({ n, m, protocolMs, wallMs, floorMs, ratio }) => [
    n,
    m,
    ms(protocolMs),
    ms(wallMs),
    ms(floorMs),
    ratio.toFixed(2),
  ]),
);

const scales: ScaleFigures[] = [];
for (const n of [4, 7, 10, 13, 16, 19, 22]) scales.push(await benchScale(n, "auto"));
for (const n of [10, 13]) scales.push(await benchScale(n, "packed"));
print(
  "End to end beside the floor (bare processes + raw exchange of the same bytes with CURVE + folding and relaying)",
  ["n", "m", "leaves", "wire", "MB sent", "wall ms", "cpu ms", "MB a node", "MB in all", "floor ms", "ratio"],
  scales.map((it) => [
    ...[it.n, it.m, it.leaves.toLocaleString("en-US"), it.wire, mb(it.bytes), ms(it.wallMs), ms(it.cpuMs)],
    ...[mb(it.nodeBytes), mb(it.allBytes), ms(it.floor.totalMs), it.ratio.toFixed(2)],
  ]),
);

mkdirSync(RESULTS, { recursive: true });
const machine = { cpu: cpus()[0]?.model ?? "unknown", cores: cpus().length, node: process.version };
writeFileSync(`${RESULTS}results.json`, `${JSON.stringify({ machine, launches, scales }, null, 2)}\n`);

function print(
  title: string,
  head: readonly string[],
  rows: readonly (readonly (string | number)[])[],
): void {
  const table = new Table({
    head: [...head],
    colAligns: head.map(() => "right" as const),
    style: { head: [], border: [], compact: true },
  });
  for (const row of rows) table.push([...row]);
  process.stdout.write(`\n${title}\n${table.toString()}\n`);
}

function ms(value: number): string {
  return value.toFixed(value < 100 ? 1 : 0);
}

function mb(bytes: number): string {
  return (bytes / 1e6).toFixed(bytes < 1e7 ? 2 : 0);
}
