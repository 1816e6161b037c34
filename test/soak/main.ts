/**
 * Real runs for a given time, one after the other, in one launcher that lives through all of them: every other run has
 * a member that floods, and the rest has strangers that connect and leave. Between them a group of four members, which
 * lives in the launcher's process from first to last, agrees over the same links.
 *
 *     npm run soak -- --minutes 30
 *
 * Prints a table and one line of JSON; ends with 1 if anything grew beyond its bound, or a run went wrong.
 */
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { floodedRun, launchedRun, type RunFigures, StandingGroup } from "./runs.js";
import { type Bound, trendOf } from "./slope.js";

interface Sample extends RunFigures {
  readonly heapBytes: number;
  readonly rssBytes: number;
  readonly descriptors: number;
}

const MIB = 1024 * 1024;
/** How often the standing group agrees after each run. */
const AGREEMENTS = 20;
const BOUNDS: Readonly<
  Record<"heapBytes" | "rssBytes" | "descriptors" | "nodePeakBytes" | "nodeDescriptors" | "leaveMs", Bound>
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
  nodeDescriptors: { what: "a node's descriptors", unit: "", per: 1, slopeMax: 0.02, growthFree: 8 },
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
const standing = await StandingGroup.open();
try {
  do {
    const figures = samples.length % 2 === 0 ? await launchedRun() : await floodedRun(folder);
    const wrong = figures.wrong ?? (await standing.agree(AGREEMENTS));
    globalThis.gc?.();
    const { heapUsed: heapBytes, rss: rssBytes } = process.memoryUsage();
    const descriptors = readdirSync("/proc/self/fd").length;
    samples.push({ ...figures, wrong, heapBytes, rssBytes, descriptors });
    if (wrong !== null) process.stderr.write(`run ${samples.length}: ${wrong}\n`);
    if (samples.length % 10 === 0) process.stderr.write(`${samples.length} runs\n`);
  } while (performance.now() < endsAtMs);
} finally {
  await standing.close();
  rmSync(folder, { recursive: true, force: true });
}

// the two kinds of run take turns, and a flooded node holds more: so each series is of one kind
const launched = samples.filter((_, at) => at % 2 === 0);
const flooded = samples.filter((_, at) => at % 2 === 1);
const judged = (series: readonly Sample[], figure: keyof typeof BOUNDS, what = BOUNDS[figure].what) =>
  trendOf(
    series.map((sample) => sample[figure]),
    { ...BOUNDS[figure], what },
  );
const trends = [
  judged(launched, "heapBytes"),
  judged(launched, "rssBytes"),
  judged(launched, "descriptors"),
  judged(launched, "nodePeakBytes"),
  judged(flooded, "nodePeakBytes", "the same, flooded"),
  judged(launched, "nodeDescriptors"),
  judged(flooded, "nodeDescriptors", "the same, flooded"),
  judged(launched, "leaveMs"),
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
const agreements = samples.length * AGREEMENTS;
process.stdout.write(`${JSON.stringify({ runs: samples.length, agreements, seconds, wrong, trends })}\n`);
process.stdout.write(
  `${samples.length} runs and ${agreements} agreements of a standing group in ${seconds} s, ${wrong} went wrong, ${grows} figures grow\n`,
);
process.exitCode = wrong === 0 && grows === 0 ? 0 : 1;
