/**
 * Groups that keep a log in real processes that are killed, stopped, cut off, out of room and wrong about the time, beside a
 * traitor perhaps: what clients saw and what members hold is judged.
 *
 *     npm run chaos:log -- --runs 100 --seed 1
 *     npm run chaos:log -- --seed 1 --only 17     one of them again, with all that clients saw
 *     npm run chaos:log -- --runs 3 --nodes 13    groups of so many members: 4, 7 or 13
 *     npm run chaos:log -- --runs 3 --kills 50    so many kills of any loyal member beside a traitor, and nothing else
 *
 * Ends with the line `N schedules, V violations`, and with 1 if there were any.
 */
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { drawSchedule, GROUP_SIZES } from "./draw.js";
import { violationsIn } from "./judge.js";
import { playSchedule } from "./play.js";

/** Beside this, where both are built to. */
const MEMBER = fileURLToPath(new URL("member.js", import.meta.url));

const { values } = parseArgs({
  options: {
    runs: { type: "string", default: "100" },
    seed: { type: "string", default: "1" },
    only: { type: "string" },
    nodes: { type: "string" },
    kills: { type: "string" },
  },
});
const seed = Number(values.seed);
const only = values.only === undefined ? null : Number(values.only);
const runs = only === null ? Number(values.runs) : 1;
const nodes = GROUP_SIZES.find((size) => String(size) === values.nodes);
const kills = values.kills === undefined ? undefined : Number(values.kills);
const isWrong = values.nodes !== undefined && nodes === undefined;
if (
  isWrong ||
  ![seed, runs, only ?? 0, kills ?? 0].every((it) => Number.isSafeInteger(it) && it >= 0) ||
  runs < 1
) {
  process.stderr.write(
    "usage: npm run chaos:log -- --runs N --seed S [--only K] [--nodes 4|7|13] [--kills COUNT]\n",
  );
  process.exit(64);
}

let [violations, raises] = [0, 0];
for (let done = 0; done < runs; done++) {
  const schedule = drawSchedule(seed, only ?? done, { nodes, kills });
  const played = await playSchedule(schedule, MEMBER);
  const wrong = violationsIn(schedule, played);
  raises += played.operations.filter(({ sequence }) => sequence !== null).length;
  if (wrong.length > 0) violations++;
  if (wrong.length > 0 || only !== null)
    process.stdout.write(`${JSON.stringify(schedule)}\n${wrong.map((line) => `  ${line}\n`).join("")}`);
  if (only !== null) for (const one of played.operations) process.stdout.write(`${JSON.stringify(one)}\n`);
  process.stderr.write(`${done + 1} of ${runs}: ${violations} violations\n`);
}
process.stdout.write(`${raises} commands were acknowledged\n${runs} schedules, ${violations} violations\n`);
process.exitCode = violations === 0 ? 0 : 1;
