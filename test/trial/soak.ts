/**
 * `npm run soak:trial -- --worlds N --seed S`: the long form of right.test.ts. Right nodes of every protocol, OM(m)'s in both
 * styles, are put on trial in N worlds altogether; none may fail.
 */

import { parseArgs } from "node:util";
import { PROTOCOLS } from "../../src/protocols/names.js";
import { LEVELS } from "../../src/trial/levels/protocols.js";
import { tryProgram } from "../../src/trial/trial.js";
import { byTheBook } from "./players.js";
import { PlayerHouse, rightWithEchoes, rightWithoutEchoes } from "./right-players.js";

const { values } = parseArgs({
  options: { worlds: { type: "string", default: "100000" }, seed: { type: "string", default: "1" } },
});
const wanted = Number(values.worlds);
/** A level at a time; OM(m) is what most are of. */
const AT_ONCE = 25;

let seed = Number(values.seed);
let played = 0;
for (; played < wanted; seed++) {
  const others = PROTOCOLS.filter((protocol) => protocol !== "om");
  const cast = [
    ["om", rightWithEchoes],
    ["om", rightWithoutEchoes],
    ...(seed % 10 === 0 ? others.map((protocol) => [protocol, byTheBook(protocol)] as const) : []),
  ] as const;
  for (const [protocol, make] of cast) {
    const programs = seed % 3 === 0 ? [4] : null;
    const house = new PlayerHouse(
      (place) => (programs?.includes(place) === false ? undefined : make),
      programs ?? [1],
    );
    const plan = { protocol, seed, programs };
    const shrinking = { replays: 200, ms: 5000, now: () => performance.now() };
    const trial = {
      command: [protocol],
      plan,
      levels: LEVELS[protocol],
      worlds: AT_ONCE,
      house,
      tables: 1,
      shrinking,
    };
    const { report } = await tryProgram(trial);
    played += report.levels.reduce((sum, { worlds }) => sum + worlds, 0);
    if (report.passed) continue;
    process.stdout.write(`${JSON.stringify(report)}\n`);
    process.exit(1);
  }
}
process.stdout.write(`${played} worlds up to seed ${seed - 1}: no right node failed\n`);
