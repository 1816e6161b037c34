/**
 * Changes command lines for a given number of times, and prints the figures. Ends with 1 if anything was found.
 *
 *     npm run soak:lines -- --lines 100000 --seed 1
 */
import { parseArgs } from "node:util";
import { changedLine, Lines, wrongIn } from "./lines.js";
import { diceOf } from "./mutate.js";

const { values } = parseArgs({
  options: { lines: { type: "string", default: "100000" }, seed: { type: "string", default: "1" } },
});

const FINDINGS_MAX = 20;

async function soak(count: number, seed: number): Promise<number> {
  const dice = diceOf(seed);
  const lines = new Lines();
  const codes = new Map<number, number>();
  const findings: string[] = [];
  const startedMs = performance.now();
  let slowestMs = 0;
  try {
    await lines.fill();
    for (let left = count; left > 0 && findings.length < FINDINGS_MAX; left--) {
      const line = changedLine(dice);
      const beganMs = performance.now();
      const answer = await lines.answer(line);
      slowestMs = Math.max(slowestMs, performance.now() - beganMs);
      codes.set(answer.code, (codes.get(answer.code) ?? 0) + 1);
      const wrong = await wrongIn(line, answer);
      if (wrong !== null) findings.push(`${JSON.stringify(line)}\n  ${wrong}`);
    }
  } finally {
    lines.end();
  }
  const seconds = (performance.now() - startedMs) / 1000;
  const byCode = [...codes].toSorted(([a], [b]) => a - b).map(([code, times]) => `${code}: ${times}`);
  process.stdout.write(
    [
      ...findings,
      `${count} lines (seed ${seed}) in ${seconds.toFixed(0)} s, the slowest ${slowestMs.toFixed(0)} ms`,
      `exit codes ${byCode.join(", ")}; ${findings.length} findings\n`,
    ].join("\n"),
  );
  return findings.length === 0 ? 0 : 1;
}

process.exitCode = await soak(Number(values.lines), Number(values.seed));
