/**
 * Real runs in which nodes lie, die, stand still and lose their network, judged one by one.
 *
 *     npm run chaos -- --runs 500 --seed 1
 *     npm run chaos -- --seed 1 --only 17     one of them again, with all that it said
 *
 * Ends with the line `N runs, V violations`, and with 1 if there were any.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { faketimeLibrary } from "./breaker.js";
import { type Case, drawCase, faultyIn, slowedBy } from "./draw.js";
import { judgePlayed } from "./judge.js";
import { type Played, playCase } from "./play.js";
import { Tally, titleOf } from "./tally.js";

const PROGRAM = fileURLToPath(new URL("../bin/main.cjs", import.meta.url));
/** So often a run is played that a slow machine spoils, each time with twice the time; then it is a violation. */
const TRIES_MAX = 5;

const { values } = parseArgs({
  options: {
    runs: { type: "string", default: "100" },
    seed: { type: "string", default: "1" },
    only: { type: "string" },
  },
});
const seed = Number(values.seed);
const only = values.only === undefined ? null : Number(values.only);
const runs = only === null ? Number(values.runs) : 1;
if (![seed, runs, only ?? 0].every((it) => Number.isSafeInteger(it) && it >= 0) || runs < 1) {
  process.stderr.write("usage: npm run chaos -- --runs N --seed S [--only K]\n");
  process.exit(64);
}
const library = faketimeLibrary();
if (library === null) {
  process.stderr.write(
    "chaos sets the clock of single processes with libfaketime: apt-get install libfaketime\n",
  );
  process.exit(64);
}

const tally = new Tally();
for (let done = 0; done < runs; done++) {
  const index = only ?? done;
  const one = drawCase(seed, index);
  const violations = await judgedCase(one, library);
  tally.add(one, violations);
  if (violations.length > 0) {
    const lines = [`run ${index}: ${titleOf(one)}`, ...violations.map((what) => `  ${what}`)];
    process.stdout.write(`\n${lines.join("\n")}\n  again: npm run chaos -- --seed ${seed} --only ${index}\n`);
  }
  process.stderr.write(
    `${process.stderr.isTTY ? "\r" : ""}${tally.line()}${process.stderr.isTTY ? "" : "\n"}`,
  );
}
process.stdout.write(`\n${tally.table()}\n${tally.line()}\n`);
process.exitCode = tally.violations === 0 ? 0 : 1;

/** Plays a case until the machine was fast enough to tell, and says what was wrong. */
async function judgedCase(one: Case, faketime: string): Promise<readonly string[]> {
  for (let tries = 1; ; tries++) {
    const slowed = slowedBy(one, 2 ** (tries - 1));
    const played = await inFolder((folder) =>
      playCase(slowed, { program: PROGRAM, folder, faketimeLibrary: faketime }),
    );
    if (only !== null) show(slowed, played);
    const { violations, isTooSlow } = judgePlayed(slowed, played);
    tally.played(played, isTooSlow);
    if (violations.length > 0 || !isTooSlow) return violations;
    if (tries === TRIES_MAX) return [`nodes that nothing was done to were late ${TRIES_MAX} times`];
  }
}

async function inFolder<T>(act: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "strategos-chaos-"));
  try {
    return await act(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function show(one: Case, { code, signal, stdout, stderr, struck }: Played): void {
  const faulty = `${faultyIn(one).size} faulty, m = ${one.group.m}`;
  const done = struck.map(({ id, kind, when, ms }) => `node ${id}: ${kind} when ${when}, ${ms} ms`);
  process.stdout.write(
    `${titleOf(one)} (${faulty})\n${done.join("\n")}\n${stderr}${stdout}exit ${code ?? signal}\n`,
  );
}
