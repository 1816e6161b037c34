/** Another language joins: examples/python/node.py, written from docs/WIRE.md alone, among six real nodes. */
import { spawn, spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeAll, expect, it, onTestFinished } from "vitest";
import { freeAddresses } from "../../src/cluster/ports.js";
import { keyFileText } from "../../src/config/keyfile.js";
import { makeKeyPair } from "../../src/config/keys.js";
import { ensureInstalled } from "../debian.js";
import { type Ended, start, temporaryFolder } from "../run/strategos.js";

const PYTHON = "/usr/bin/python3";
const NODE = fileURLToPath(new URL("../../examples/python/node.py", import.meta.url));

beforeAll(() => ensureInstalled(hasPyzmq, "python3-zmq"), 600_000);

function hasPyzmq(): boolean {
  return spawnSync(PYTHON, ["-c", "import zmq; assert zmq.has('curve')"]).status === 0;
}

function python(args: readonly string[]): Promise<Ended> {
  const child = spawn(PYTHON, [NODE, ...args]);
  onTestFinished(() => void child.kill("SIGKILL"));
  const said = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const)
    child[name].setEncoding("utf8").on("data", (text: string) => {
      said[name] += text;
    });
  return new Promise((resolve) => {
    child.on("close", (code, signal) => resolve({ code, signal, ...said }));
  });
}

/** Seven nodes, of which this one is in Python; what each decided and whom it blames. */
async function runWith(self: number, config: object, flags: readonly string[], withKeys: boolean) {
  const folder = temporaryFolder();
  const keys = new Map([1, 2, 3, 4, 5, 6, 7].map((id) => [id, makeKeyPair()]));
  const nodes = (await freeAddresses(7)).map((address, index) => {
    const key = keys.get(index + 1)!;
    return { id: index + 1, address, ...(withKeys && { publicKey: key.publicKey }) };
  });
  const file = join(folder, "strategos.json");
  writeFileSync(file, JSON.stringify({ version: 1, nodes, roundTimeout: "4s", wire: "json", ...config }));
  const keyOf = (id: number) => {
    if (!withKeys) return [];
    const name = join(folder, `node-${id}.key`);
    writeFileSync(name, keyFileText(keys.get(id)!), { mode: 0o600 });
    return ["--key", name];
  };
  const others = [1, 2, 3, 4, 5, 6, 7].filter((id) => id !== self);
  const real = others.map(
    (id) => start(["node", String(id), "--config", file, "--json", ...keyOf(id)]).ended,
  );
  const foreign = await python([String(self), file, ...keyOf(self), ...flags]);
  const ended = await Promise.all(real);
  const said = [...ended, foreign].map(({ stdout, stderr }) => {
    if (stdout === "") throw new Error(`a node decided nothing:\n${stderr}`);
    return JSON.parse(stdout) as { id: number; order: string; faults: unknown[] };
  });
  return { codes: [...ended, foreign].map(({ code }) => code), said };
}

const allSay = (order: string) => Array.from({ length: 7 }, () => order);

it.each([
  ["with keys", true],
  ["without keys", false],
])(
  "a loyal lieutenant in Python, %s: all seven agree, and nobody has anything to blame",
  async (_, withKeys) => {
    // Two traitors among the others: the Python node's own relays and fold have to be right.
    const traitors = [
      { id: 2, strategy: "flip" },
      { id: 3, strategy: "split" },
    ];
    const { codes, said } = await runWith(6, { traitors }, [], withKeys);
    expect(codes).toEqual(Array(7).fill(0));
    expect(said.map(({ order }) => order)).toEqual(allSay("attack"));
    expect(said.flatMap(({ faults }) => faults)).toEqual([]);
  },
);

it.each(["flip", "split"])("a traitor in Python that lies by %s: the loyal six agree", async (lie) => {
  const { codes, said } = await runWith(7, { traitors: [{ id: 2, strategy: "flip" }] }, ["--lie", lie], true);
  expect(codes).toEqual(Array(7).fill(0));
  expect(said.slice(0, 6).map(({ order }) => order)).toEqual(allSay("attack").slice(1));
  expect(said.flatMap(({ faults }) => faults)).toEqual([]);
});

it("a general in Python, with three orders to choose from: its order is everybody's", async () => {
  const config = { orders: ["retreat", "attack", "wait"], order: "wait" };
  const { codes, said } = await runWith(1, config, [], true);
  expect(codes).toEqual(Array(7).fill(0));
  expect(said.map(({ order }) => order)).toEqual(allSay("wait"));
});

it("a lieutenant in Python where paths have four ids: nobody finds one missing or out of order", async () => {
  const { codes, said } = await runWith(6, { m: 3, unsafe: true }, [], false);
  expect(codes).toEqual(Array(7).fill(0));
  expect(said.map(({ order }) => order)).toEqual(allSay("attack"));
  expect(said.flatMap(({ faults }) => faults)).toEqual([]);
});
