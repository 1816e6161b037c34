/**
 * Exactly once: a client that does not know whether its command arrived sends it again, to another member, under the same
 * sequence. Run it with `node examples/library/log-counter.js FOLDER`.
 */
import { joinAll } from "./log-group.js";

const [folder = "counter-log"] = process.argv.slice(2);
const members = await joinAll(folder);

const first = (await members[0].read("count")).value ?? 0;
for (let n = 0; n < 3; n++) {
  const command = { cas: ["count", first + n === 0 ? null : first + n, first + n + 1] };
  const asked = { client: "counter", sequence: first + n };
  const answers = [];
  for (const member of members) answers.push(await member.submit(command, asked));
  const [{ height, index }] = answers;
  console.log(`sent ${answers.length} times, done once, at height ${height}, index ${index}`);
}
console.log(`count: ${first} -> ${(await members[3].read("count")).value}`);
await Promise.all(members.map((member) => member.close()));
