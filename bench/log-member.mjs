/**
 * One member of a log through the library, a process of its own: `log-member.mjs FOLDER ID`. Whoever started it sends
 * `{ inFlight, spanMs }` and gets how long each command took; it ends with its channel.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { joinLog, parseConfig } from "strategos";

const [folder, id] = process.argv.slice(2);
const { config, secrets } = JSON.parse(readFileSync(join(folder, "group.json"), "utf8"));
const secret = secrets[id - 1];
const member = await joinLog({
  ...{ config: parseConfig(config), id: Number(id), ...secret },
  folder: join(folder, `member-${id}`),
});
const VALUE = "x".repeat(100);

async function load({ inFlight, spanMs }) {
  const times = [];
  const endMs = performance.now() + spanMs;
  const one = async (_, at) => {
    for (let n = 0; performance.now() < endMs; n++) {
      const startMs = performance.now();
      await member.submit({ put: [`key ${(at + n * inFlight) % 1000}`, VALUE] });
      times.push(performance.now() - startMs);
    }
  };
  await Promise.all(Array.from({ length: inFlight }, one));
  process.send(times);
}

process.on("message", (asked) => void load(asked));
process.on("disconnect", () => void member.close());
process.send("ready");
