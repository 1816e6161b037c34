/** Judges a recording: `node examples/library/judge.js FILE`. */
import { readFileSync } from "node:fs";
import { contradictionsIn, exitCodeOf, readRecording } from "strategos/core";

const [, , file] = process.argv;
const recording = readRecording(readFileSync(file, "utf8"));
const { run, decisions, verdict } = recording;
for (const { node, order } of decisions) console.log(`node ${node} decided ${order}`);
for (const contradiction of contradictionsIn(recording)) console.log(`not borne out: ${contradiction}`);
if (verdict) {
  const { ic1, ic2 } = verdict.conditions;
  console.log(`general ${run.general} ordered ${run.order}: IC1 ${ic1}, IC2 ${ic2}`);
  process.exitCode = exitCodeOf(verdict.conditions);
}
