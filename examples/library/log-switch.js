/**
 * A feature switch whose history survives: each run turns it, and prints every turn there ever was.
 * Run it twice with `node examples/library/log-switch.js FOLDER`.
 */
import { joinAll } from "./log-group.js";

const [folder = "switch-log"] = process.argv.slice(2);
const members = await joinAll(folder);
const [one, other] = members;

const { value } = await one.read("switch");
await one.submit({ put: ["switch", value === "on" ? "off" : "on"] });

await other.read("switch"); // so it has come as far
for (let height = other.status.firstHeight; height <= other.status.height; height++)
  for (const { command } of other.entriesAt(height)) console.log(`height ${height}: ${command.put[1]}`);
await Promise.all(members.map((member) => member.close()));
