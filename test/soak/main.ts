/**
 * Real runs for a given time, one after the other, in one launcher that lives through all of them: every other run has
 * a member that floods, and the rest has strangers that connect and leave.
 *
 *     npm run soak -- --minutes 30
 *
 * Prints a table and one line of JSON; ends with 1 if anything grew beyond its bound, or a run went wrong.
 */
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { floodedRun, launchedRun, type RunFigures } from "./runs.js";
import { type Bound, trendOf } from "./slope.js";

interface Sample extends RunFigures {
  readonly heapBytes: number;
  readonly rssBytes: number;
  readonly descriptors: number;
}

const MIB = 1024 * 1024;
const BOUNDS: Readonly<
  Record<"heapBytes" | "rssBytes" | "descriptors" | "nodePeakBytes" | "leaveMs", Bound>
> = {
  heapBytes: { what: "launcher's heap", unit: "MiB", per: MIB, slopeMax: 8 * 1024, growthFree: 8 * MIB },
  rssBytes: { what: "launcher's memory", unit: "MiB", per: MIB, slopeMax: 32 * 1024, growthFree: 48 * MIB },
  descriptors: { what: "launcher's descriptors", unit: "", per: 1, slopeMax: 0.02, growthFree: 3 },
  nodePeakBytes: {
    what: "a node's peak memory",
    unit: "MiB",
    per: MIB,
    slopeMax: 64 * 1024,
    growthFree: 64 * MIB,
  },
  leaveMs: { what: "decision to exit", unit: "ms", per: 1, slopeMax: 5, growthFree: 1000 },
};

const { values } = parseArgs({ options: { minutes: { type: "string", default: "30" } } });
const minutes = Number(values.minutes);
if (!(minutes > 0 && minutes <= 1440)) {
  process.stderr.write("usage: npm run soak -- --minutes M\n");
  process.exit(64);
}

const endsAtMs = performance.now() + minutes * 60_000;
const folder = mkdtempSync(join(tmpdir(), "strategos-soak-"));
const samples: Sample[] = [];
try {
  do {
    const figures = samples.length % 2 === 0 ? await launchedRun() : await floodedRun(folder);
    globalThis.gc?.();
    const { heapUsed: heapBytes, rss: rssBytes } = process.memoryUsage();
    const descriptors = readdirSync("/proc/self/fd").length;
    samples.push({ ...figures, heapBytes, rssBytes, descriptors });
    if (figures.wrong !== null) process.stderr.write(`run ${samples.length}: ${figures.wrong}\n`);
    if (samples.length % 10 === 0) process.stderr.write(`${samples.length} runs\n`);
  } while (performance.now() < endsAtMs);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

// the two kinds of run take turns, and a flooded node holds more: so each series is of one kind
const launched = samples.filter((_, at) => at % 2 === 0);
const flooded = samples.filter((_, at) => at % 2 === 1);
const trends = [
  trendOf(
    launched.map(({ heapBytes }) => heapBytes),
    BOUNDS.heapBytes,
  ),
  trendOf(
    launched.map(({ rssBytes }) => rssBytes),
    BOUNDS.rssBytes,
  ),
  trendOf(
    launched.map(({ descriptors }) => descriptors),
    BOUNDS.descriptors,
  ),
  trendOf(
    launched.map(({ nodePeakBytes }) => nodePeakBytes),
    BOUNDS.nodePeakBytes,
  ),
  trendOf(
    flooded.map(({ nodePeakBytes }) => nodePeakBytes),
    {
      ...BOUNDS.nodePeakBytes,
      what: "the same, flooded",
    },
  ),
  trendOf(
    launched.map(({ leaveMs }) => leaveMs),
    BOUNDS.leaveMs,
  ),
];
const wrong = samples.filter((one) => one.wrong !== null).length;
const head = ["", "first", "last", "most", "a run adds", "at most"];
const rows = trends.map(({ what, unit, first, last, max, slope, slopeMax, grows }) =>
  [`${what}${unit && `, ${unit}`}`, first, last, max, slope, slopeMax, ...(grows ? ["GROWS"] : [])].map(
    String,
  ),
);
for (const [name = "", ...cells] of [head, ...rows]) {
  process.stdout.write(`${name.padEnd(28)}${cells.map((cell) => cell.padStart(11)).join("")}\n`);
}
const grows = trends.filter((trend) => trend.grows).length;
const seconds = Math.round((performance.now() + minutes * 60_000 - endsAtMs) / 1000);
process.stdout.write(`${JSON.stringify({ runs: samples.length, seconds, wrong, trends })}\n`);
process.stdout.write(`${samples.length} runs in ${seconds} s, ${wrong} went wrong, ${grows} figures grow\n`);
process.exitCode = wrong === 0 && grows === 0 ? 0 : 1;
