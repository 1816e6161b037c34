/** A third language joins: examples/perl/, which was written from docs/WIRE.md with nothing else of the project at hand. */
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { beforeAll, expect, it } from "vitest";
import { ensureInstalled } from "../debian.js";
import { runAmongReal } from "../foreign.js";

const PERL = "/usr/bin/perl";
const command = [PERL, fileURLToPath(new URL("../../examples/perl/node.pl", import.meta.url))] as const;

beforeAll(
  () => ensureInstalled(() => spawnSync(PERL, ["-MZMQ::FFI", "-e", "1"]).status === 0, "libzmq-ffi-perl"),
  600_000,
);

it.each([
  [4, 3, "a lieutenant with keys", true],
  [4, 1, "the general without keys", false],
  [7, 1, "the general with keys", true],
  [7, 6, "a lieutenant without keys", false],
])("one of %i, node %i, %s: all agree, and nobody blames it", async (n, self, _, withKeys) => {
  const { codes, said } = await runAmongReal({ command, n, self, withKeys });
  expect(codes).toEqual(Array(n).fill(0));
  expect(said.map(({ order }) => order)).toEqual(Array(n).fill("attack"));
  expect(said.flatMap(({ faults }) => faults)).toEqual([]);
});

it("a lieutenant beside two traitors: its own relays and fold are right", async () => {
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
  expect(said.map(({ order }) => order)).toEqual(Array(7).fill("attack"));
  expect(said.flatMap(({ faults }) => faults)).toEqual([]);
});

it("refused by a peer that does not know its key yet, it dials anew", async () => {
  const { codes, said } = await runAmongReal({ command, n: 4, self: 3, withKeys: true, refusedBy: 2 });
  expect(codes).toEqual(Array(4).fill(0));
  expect(said.map(({ order }) => order)).toEqual(Array(4).fill("attack"));
});
