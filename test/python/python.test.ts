/** Another language joins: examples/python/node.py, written from docs/WIRE.md alone, among six real nodes. */
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { beforeAll, expect, it } from "vitest";
import { ensureInstalled } from "../debian.js";
import { runAmongReal } from "../foreign.js";

const PYTHON = "/usr/bin/python3";
const NODE = fileURLToPath(new URL("../../examples/python/node.py", import.meta.url));

beforeAll(() => ensureInstalled(hasPyzmq, "python3-zmq"), 600_000);

function hasPyzmq(): boolean {
  return spawnSync(PYTHON, ["-c", "import zmq; assert zmq.has('curve')"]).status === 0;
}

const runWith = (self: number, config: object, flags: readonly string[], withKeys: boolean) =>
  runAmongReal({ command: [PYTHON, NODE], n: 7, self, withKeys, config, flags });

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

it("refused by a peer that does not know its key yet, it dials anew, which libzmq never does by itself", async () => {
  const { codes, said } = await runAmongReal({
    command: [PYTHON, NODE],
    n: 4,
    self: 3,
    withKeys: true,
    refusedBy: 2,
  });
  expect(codes).toEqual(Array(4).fill(0));
  expect(said.map(({ order }) => order)).toEqual(Array(4).fill("attack"));
  expect(said.flatMap(({ faults }) => faults)).toEqual([]);
});
