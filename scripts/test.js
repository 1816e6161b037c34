/**
 * All tests but those of the house: what computes for long beside all others, each in a run of its own, for what a run starts at
 * one time it starts with as many workers. The last line counts both.
 */
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const VITEST = fileURLToPath(new URL("../node_modules/vitest/vitest.mjs", import.meta.url));
const RUNS = { computing: ["computing"], others: ["fast", "own", "processes", "waiting"] };

const folder = mkdtempSync(join(tmpdir(), "strategos-tests-"));
try {
  const runs = await Promise.all(Object.entries(RUNS).map(([name, projects]) => run(name, projects)));
  const count = (what) => runs.reduce((sum, { report }) => sum + (report?.[what] ?? 0), 0);
  const isWhole = runs.every(({ code }) => code === 0);
  // what ends without a report, or wrong although no test failed, counts as one
  const failed = Math.max(count("numFailedTests"), isWhole ? 0 : 1);
  const skipped = count("numPendingTests") + count("numTodoTests");
  const others = skipped > 0 ? `, ${skipped} skipped` : "";
  process.stdout.write(`${count("numPassedTests")} passed, ${failed} failed${others}\n`);
  process.exitCode = failed === 0 ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function run(name, projects) {
  const file = join(folder, `${name}.json`);
  const chosen = projects.flatMap((project) => ["--project", project]);
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${file}`];
  const child = spawn(process.execPath, [VITEST, "run", ...chosen, ...reporters], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  const ended = new Promise((resolve) => child.once("close", resolve));
  for (const [from, to] of [
    [child.stdout, process.stdout],
    [child.stderr, process.stderr],
  ])
    createInterface({ input: from }).on("line", (line) => to.write(`[${name}] ${line}\n`));
  return { code: await ended, report: reportIn(file) };
}

function reportIn(file) {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return null;
  }
}
