/**
 * Groups of members in real processes that are killed, stopped, started again and late, one of them a traitor perhaps:
 * sequences of agreements, judged one by one.
 *
 *     npm run chaos:members -- --runs 300 --seed 1
 *     npm run chaos:members -- --seed 1 --only 17     one of them again, with all that was said
 *
 * Ends with the line `N schedules, V violations`, and with 1 if there were any.
 */
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { drawSchedule } from "./draw.js";
import { violationsIn } from "./judge.js";
import { playSchedule } from "./play.js";

/** From dist/chaos/members/, where this is built to. */
const MEMBER = fileURLToPath(new URL("../../../test/library/member.js", import.meta.url));
/** So often a schedule is played that a slow machine spoils; then it counts as untold. */
const TRIES_MAX = 3;

const { values } = parseArgs({
  options: {
    runs: { type: "string", default: "300" },
    seed: { type: "string", default: "1" },
    only: { type: "string" },
  },
});
const seed = Number(values.seed);
const only = values.only === undefined ? null : Number(values.only);
const runs = only === null ? Number(values.runs) : 1;
if (![seed, runs, only ?? 0].every((it) => Number.isSafeInteger(it) && it >= 0) || runs < 1) {
  process.stderr.write("usage: npm run chaos:members -- --runs N --seed S [--only K]\n");
  process.exit(64);
}

const tally = { violations: 0, spoiled: 0, four: 0 };
for (let done = 0; done < runs; done++) {
  const schedule = drawSchedule(seed, only ?? done);
  const wrong = await judged(schedule);
  if (schedule.n === 4) tally.four++;
  if (wrong === null) tally.spoiled++;
  else if (wrong.length > 0) {
    tally.violations++;
    process.stdout.write(`${JSON.stringify(schedule)}\n${wrong.map((line) => `  ${line}`).join("\n")}\n`);
  }
  process.stderr.write(`${done + 1} of ${runs}: ${tally.violations} violations, ${tally.spoiled} spoiled\n`);
}
const sizes = `${tally.four} of n = 4 and ${runs - tally.four} of n = 7`;
process.stdout.write(`${sizes}; ${tally.spoiled} spoiled by the machine\n`);
process.stdout.write(`${runs} schedules, ${tally.violations} violations\n`);
process.exitCode = tally.violations === 0 ? 0 : 1;

/** What was wrong; null where the machine was too slow each time to tell, or gave a member's port to somebody else. */
async function judged(schedule: ReturnType<typeof drawSchedule>): Promise<readonly string[] | null> {
  for (let tries = 0; tries < TRIES_MAX; tries++) {
    const played = await playSchedule(schedule, MEMBER).catch(portTaken);
    if (played === null) continue;
    if (only !== null) for (const call of played.calls) process.stdout.write(`${JSON.stringify(call)}\n`);
    if (only !== null) process.stdout.write(`${JSON.stringify([...played.events])}\n`);
    const wrong = violationsIn(schedule, played);
    if (!played.isTooSlow || wrong.length === 0) return wrong;
  }
  return null;
}

/** A member that is started again has its address from before, which was free meanwhile. */
function portTaken(error: unknown): null {
  if (error instanceof Error && error.name === "PortInUseError") return null;
  throw error;
}
