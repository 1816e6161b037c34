/** A second language joins: examples/ruby/, by docs/WIRE.md, among real nodes. */
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { beforeAll, expect, it } from "vitest";
import { ensureInstalled } from "../debian.js";
import { runAmongReal } from "../foreign.js";

const RUBY = "/usr/bin/ruby";
const command = [RUBY, fileURLToPath(new URL("../../examples/ruby/node.rb", import.meta.url))] as const;

beforeAll(() => ensureInstalled(hasZmq, "ruby", "ruby-ffi-rzmq"), 600_000);

function hasZmq(): boolean {
  return spawnSync(RUBY, ["-e", 'require "ffi-rzmq"; ZMQ::Util.curve_keypair']).status === 0;
}

const allSay = (n: number, order: string) => Array.from({ length: n }, () => order);

it.each([
  [4, "with keys", true],
  [4, "without keys", false],
  [7, "with keys", true],
  [7, "without keys", false],
])("a loyal lieutenant of %i, %s: all agree, and nobody has anything to blame", async (n, _, withKeys) => {
  const { codes, said } = await runAmongReal({ command, n, self: n, withKeys });
  expect(codes).toEqual(Array(n).fill(0));
  expect(said.map(({ order }) => order)).toEqual(allSay(n, "attack"));
  expect(said.flatMap(({ faults }) => faults)).toEqual([]);
});

it.each([
  [4, true],
  [7, true],
  [7, false],
])("the general of %i (keys: %s), run and order beyond ASCII: it is everybody's", async (n, withKeys) => {
  const config = { run: "März", orders: ["retreat", "attack", "zurück/»"], order: "zurück/»" };
  const { codes, said } = await runAmongReal({ command, n, self: 1, withKeys, config });
  expect(codes).toEqual(Array(n).fill(0));
  expect(said.map(({ order }) => order)).toEqual(allSay(n, config.order));
  expect(said.flatMap(({ faults }) => faults)).toEqual([]);
});

it("a loyal lieutenant beside two traitors: its own relays and fold are right", async () => {
  const traitors = [
    { id: 2, strategy: "flip" },
    { id: 3, strategy: "split" },
  ];
  const { codes, said } = await runAmongReal({
    command,
    n: 7,
    self: 6,
    withKeys: true,
    config: { traitors },
  });
  expect(codes).toEqual(Array(7).fill(0));
  expect(said.map(({ order }) => order)).toEqual(allSay(7, "attack"));
  expect(said.flatMap(({ faults }) => faults)).toEqual([]);
});

it("a lieutenant under a traitor general that tells every other one another order", async () => {
  const traitors = [
    { id: 1, strategy: "split" },
    { id: 5, strategy: "flip" },
  ];
  const { said } = await runAmongReal({ command, n: 7, self: 6, withKeys: true, config: { traitors } });
  const loyal = said.filter(({ id }) => id !== 1 && id !== 5).map(({ order }) => order);
  expect(loyal).toHaveLength(5);
  expect(new Set(loyal).size).toBe(1);
});

it("a silent traitor: the Ruby node waits one deadline for it, blames it, and decides with the others", async () => {
  const config = { traitors: [{ id: 3, strategy: "silent" }], roundTimeout: "2s" };
  const { codes, said } = await runAmongReal({ command, n: 4, self: 2, withKeys: true, config });
  expect(codes).toEqual(Array(4).fill(0));
  const loyal = said.filter(({ id }) => id !== 3);
  expect(loyal.map(({ order }) => order)).toEqual(allSay(3, "attack"));
  expect(said.at(-1)?.faults).toEqual([{ from: 3, round: 1, kind: "late" }]);
});

it.each(["flip", "split"])("a traitor in Ruby that lies by %s: the loyal six agree", async (lie) => {
  const flags = ["--lie", lie];
  const config = { traitors: [{ id: 2, strategy: "flip" }] };
  const { codes, said } = await runAmongReal({ command, n: 7, self: 7, withKeys: true, config, flags });
  expect(codes).toEqual(Array(7).fill(0));
  expect(said.slice(0, 6).map(({ order }) => order)).toEqual(allSay(6, "attack"));
  expect(said.flatMap(({ faults }) => faults)).toEqual([]);
});

it("paths of four ids: nobody finds one missing or out of order", async () => {
  const config = { m: 3, unsafe: true };
  const { codes, said } = await runAmongReal({ command, n: 7, self: 6, withKeys: false, config });
  expect(codes).toEqual(Array(7).fill(0));
  expect(said.map(({ order }) => order)).toEqual(allSay(7, "attack"));
  expect(said.flatMap(({ faults }) => faults)).toEqual([]);
});

it("refused by a peer that does not know its key yet, it dials anew, which libzmq never does by itself", async () => {
  const { codes, said } = await runAmongReal({ command, n: 4, self: 3, withKeys: true, refusedBy: 2 });
  expect(codes).toEqual(Array(4).fill(0));
  expect(said.map(({ order }) => order)).toEqual(Array(4).fill("attack"));
  expect(said.flatMap(({ faults }) => faults)).toEqual([]);
});
