/** A process that plays node 4 and floods the other members: `flood FILE`. It runs until it is killed. */
import { readFileSync } from "node:fs";
import type { KeyPair } from "../../src/config/keys.js";
import { parseConfig } from "../../src/config/parse.js";
import { Attacker } from "../hostile/attacker.js";

const FRAMES = 5000;

const { text, keys } = JSON.parse(readFileSync(process.argv[2] ?? "", "utf8")) as {
  text: string;
  keys: [number, KeyPair][];
};
const cast = { config: parseConfig(text), keys: new Map(keys) };
const attacker = new Attacker(cast, 4, ({ type, parts }) => (type === "ready" ? [parts] : []));
const { hash, run } = attacker.context;
const header = { version: 1, hash, run, instance: 0 };
const ready = JSON.stringify({ ...header, type: "ready", round: 0, from: 4 });
const report = (order: string) =>
  JSON.stringify({ ...header, type: "report", round: 1, from: 4, relays: [{ path: [1, 4], order }] });
attacker.say(1, ...Array.from({ length: FRAMES }, () => [ready]));
attacker.say(2, ...Array.from({ length: FRAMES }, (_, at) => [report(at % 2 ? "attack" : "retreat")]));
attacker.say(3, ...Array.from({ length: FRAMES }, () => ['{"link":"proof",']));
void attacker.open();
