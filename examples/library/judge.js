/** Judges a recording of any protocol: `node examples/library/judge.js FILE`. It ends with 1 if that contradicts itself. */
import { readFileSync } from "node:fs";
import { audit, exitCodeOf, readRecording } from "strategos/core";

const [, , file] = process.argv;
const recording = readRecording(readFileSync(file, "utf8"));
const { run, decisions, verdict } = recording;
for (const { node, order } of decisions) console.log(`node ${node} decided ${order}`);
if (verdict) {
  const { ic1, ic2 } = verdict.conditions;
  console.log(`general ${run.general} ordered ${run.order}: IC1 ${ic1}, IC2 ${ic2}`);
  process.exitCode = exitCodeOf(verdict.conditions);
}
const { contradictions, notJudged } = audit(recording);
for (const contradiction of contradictions) console.log(`not borne out: ${contradiction}`);
for (const gap of notJudged) console.log(`not judged: ${gap}`);
if (contradictions.length > 0) process.exitCode = 1;
