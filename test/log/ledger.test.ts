/** The final blocks on a member's disk (member/log/ledger.ts): what is held, what goes to one that is behind, and what proves a command. */
import { describe, expect, it } from "vitest";
import { FinalLog, type FinalLogSetup } from "../../src/member/log/final-log.js";
import { Ledger, type LedgerBlock } from "../../src/member/log/ledger.js";
import type { Certified } from "../../src/member/log/snapshots.js";
import { headerOf, pathOf } from "../../src/protocols/simplex/block.js";
import type { Block, Certificate, Seal } from "../../src/protocols/simplex/types.js";
import { toyCrypto } from "../../src/sim/log/toy-crypto.js";
import { archiveOn } from "./disk.js";

const { digest } = toyCrypto(0);

function blockOf(height: number, epoch: number): Block {
  const commands = [`${height} a`, `${height} b`];
  return { epoch, view: height * 2, height, parent: `hash ${height - 1}`, commands };
}

function certificate(height: number, epoch: number): Certificate {
  return { kind: "finalize", epoch, view: height * 2, hash: `hash ${height}`, votes: [] };
}

/** Heights 1 to 4 of epoch 0 and 5 to 7 of epoch 1; 2, 3 and 6 have finalizations of their own. */
const HELD = [1, 2, 3, 4, 5, 6, 7].map((height): LedgerBlock => {
  const epoch = height < 5 ? 0 : 1;
  const finalization = [2, 3, 6].includes(height) ? certificate(height, epoch) : null;
  return { block: blockOf(height, epoch), hash: `hash ${height}`, finalization, outcomes: [] };
});
const blocks = (...heights: number[]) => heights.map((height) => HELD[height - 1]!.block);

/** Epoch 0 ended with block 4, which an empty block behind it made final. */
const TAIL = headerOf({ ...blockOf(5, 0), commands: [] }, digest);
const SEAL: Seal = {
  ...{ epoch: 0, block: blockOf(4, 0), headers: [TAIL] },
  finalization: certificate(5, 0),
};

async function ledgerOf(heights: readonly number[], after = 0, disk = new Map<string, string>()) {
  const ledger = await Ledger.open(archiveOn(disk), after);
  for (const height of heights) ledger.add(HELD[height - 1]!);
  return { ledger, disk };
}

const ALL = [1, 2, 3, 4, 5, 6, 7];

describe("the final blocks on a disk", () => {
  it("are there again when it is opened; before the first and behind the last there is none", async () => {
    const { disk } = await ledgerOf(ALL);
    const { ledger } = await ledgerOf([], 0, disk);
    expect([ledger.first, ledger.last]).toEqual([1, 7]);
    expect([0, 1, 7, 8].map((height) => ledger.at(height))).toEqual([null, HELD[0], HELD[6], null]);
  });

  it("begin behind the snapshot where there are none", async () => {
    const { ledger } = await ledgerOf([], 4);
    expect([ledger.first, ledger.last, ledger.at(4)]).toEqual([5, 4, null]);
  });

  it("are gone where a snapshot took their place before they were", async () => {
    const { disk } = await ledgerOf([1, 2, 3]);
    const { ledger } = await ledgerOf([], 5, disk);
    expect([ledger.first, ledger.last, disk.size]).toEqual([6, 5, 0]);
  });

  it.each<[string, number[], number, number]>([
    ["in the midst", [1, 2, 4, 5], 0, 3],
    ["behind the first", [1, 3], 0, 2],
    ["between the snapshot and the first", [4, 5], 2, 3],
  ])("with a hole %s are not taken", async (_where, heights, after, missing) => {
    const { disk } = await ledgerOf(heights);
    await expect(ledgerOf([], after, disk)).rejects.toMatchObject({
      trouble: "damaged",
      message: expect.stringMatching(`^block ${missing} is missing in folder`),
    });
  });

  it("may begin before the snapshot, or right behind it", async () => {
    const { disk } = await ledgerOf([3, 4, 5]);
    for (const after of [2, 3, 5]) expect((await ledgerOf([], after, disk)).ledger.first).toBe(3);
  });

  it("that went while it was open are said to be missing", async () => {
    const { ledger, disk } = await ledgerOf([1, 2]);
    disk.clear();
    expect(() => ledger.at(2)).toThrow(/^block 2 is missing in folder/);
  });

  it("go from the first on, up to before a height, and never further than the last", async () => {
    const { ledger, disk } = await ledgerOf([1, 2, 3, 4]);
    ledger.prune(3);
    expect([ledger.first, ledger.last, disk.size, ledger.at(2)]).toEqual([3, 4, 2, null]);
    ledger.prune(9);
    expect([ledger.first, ledger.last, disk.size]).toEqual([5, 4, 0]);
    ledger.restart(20);
    expect([ledger.first, ledger.last]).toEqual([21, 20]);
  });

  it("stay from the member's own snapshot on, though a quorum has certified a later one", async () => {
    for (const own of [0, 2, 4]) {
      const { ledger, disk } = await ledgerOf([1, 2, 3, 4]);
      const snapshots = { newest: own === 0 ? null : { height: own } };
      const parts = { store: { archive: archiveOn(disk) }, ledger, snapshots, replica: { height: 4 } };
      const final = new FinalLog({
        ...({ parts, setup: { keepBlocks: 0 } } as unknown as FinalLogSetup),
        tell: () => undefined,
      });
      final.certified({ height: 4 } as Certified);
      expect(ledger.first).toBe(Math.max(1, own));
      expect((await ledgerOf([], own, disk)).ledger.last).toBe(4);
    }
  });

  it("have as an epoch's base its last one with a finalization of its own", async () => {
    const { ledger } = await ledgerOf(ALL);
    const base = { view: 12, height: 6, hash: "hash 6", finalization: certificate(6, 1) };
    expect([ledger.base(1), ledger.base(2)]).toEqual([base, null]);
    expect((await ledgerOf([1, 2, 3, 4])).ledger.base(0)).toMatchObject({ height: 3 });
    expect((await ledgerOf([1])).ledger.base(0)).toBeNull();
    expect((await ledgerOf([2], 1)).ledger.base(0)).toMatchObject({ height: 2 });
    expect((await ledgerOf([1, 2, 3, 4, 5])).ledger.base(1)).toBeNull();
  });
});

describe("what one that is behind is sent", () => {
  const window = (ledger: Ledger, epoch: number, above: number, most = 9, seal: Seal | null = null) =>
    ledger.window({ epoch, above, seal }, (_, count) => count < most);

  it("is what a finalization covers, as much as fits", async () => {
    const { ledger } = await ledgerOf(ALL);
    expect(window(ledger, 0, 0)).toEqual({ blocks: blocks(1, 2, 3), finalization: certificate(3, 0) });
    expect(window(ledger, 0, 0, 2)).toEqual({ blocks: blocks(1, 2), finalization: certificate(2, 0) });
    expect(window(ledger, 0, 2)).toEqual({ blocks: blocks(3), finalization: certificate(3, 0) });
    expect(window(ledger, 1, 4)).toEqual({ blocks: blocks(5, 6), finalization: certificate(6, 1) });
  });

  it("goes to the last block that is held", async () => {
    const { ledger } = await ledgerOf([1, 2, 3]);
    expect(window(ledger, 0, 0)).toEqual({ blocks: blocks(1, 2, 3), finalization: certificate(3, 0) });
  });

  it("is more than fits where no finalization comes sooner", async () => {
    const { ledger } = await ledgerOf(ALL);
    expect(window(ledger, 0, 0, 1)).toEqual({ blocks: blocks(1, 2), finalization: certificate(2, 0) });
  });

  it("goes to the end of an epoch that is over, and never beyond", async () => {
    const { ledger } = await ledgerOf(ALL);
    const tail = { ...blockOf(5, 0), commands: [] };
    const end = { blocks: [...blocks(3, 4), tail], finalization: certificate(5, 0) };
    expect(window(ledger, 0, 2, 9, SEAL)).toEqual(end);
    expect(window(ledger, 0, 0, 2, SEAL)).toEqual({ blocks: blocks(1, 2), finalization: certificate(2, 0) });
  });

  it("is nothing where none is held, none is final there, or all is of another epoch", async () => {
    const { ledger } = await ledgerOf(ALL);
    expect([window(ledger, 0, 3), window(ledger, 1, 6), window(ledger, 1, 7)]).toEqual([null, null, null]);
    expect([window(ledger, 1, 0), window(ledger, 0, 4)]).toEqual([null, null]);
    ledger.prune(3);
    expect(window(ledger, 0, 0)).toBeNull();
  });
});

describe("what proves a command", () => {
  const proof = (ledger: Ledger, height: number, index: number) =>
    ledger.proof({ height, index }, (epoch) => (epoch === 0 ? SEAL : null), digest);
  const headers = (...heights: number[]) => blocks(...heights).map((block) => headerOf(block, digest));

  it("is its way to the next block with a finalization, its own first", async () => {
    const { ledger } = await ledgerOf(ALL);
    expect(proof(ledger, 1, 1)).toEqual({
      command: "1 b",
      path: pathOf(["1 a", "1 b"], 1, digest),
      headers: headers(1, 2),
      finalization: certificate(2, 0),
    });
    expect(proof(ledger, 2, 0)).toMatchObject({ command: "2 a", headers: headers(2) });
    expect(proof(ledger, 5, 0)).toMatchObject({ headers: headers(5, 6), finalization: certificate(6, 1) });
  });

  it("leads to the end of its epoch where that is over", async () => {
    const { ledger } = await ledgerOf(ALL);
    const end = { headers: [...headers(4), TAIL], finalization: certificate(5, 0) };
    expect(proof(ledger, 4, 0)).toMatchObject(end);
  });

  it("is not there yet, or not any more, or there is no such command", async () => {
    const { ledger } = await ledgerOf(ALL);
    expect([proof(ledger, 7, 0), proof(ledger, 8, 0), proof(ledger, 0, 0), proof(ledger, 1, 2)]).toEqual(
      Array.from({ length: 4 }, () => null),
    );
    ledger.prune(2);
    expect(proof(ledger, 1, 0)).toBeNull();
  });
});

it("more than 10,000 blocks without a finalization between them are neither sent nor proved", async () => {
  const { ledger } = await ledgerOf([]);
  for (let height = 1; height <= 10_001; height++) {
    const finalization = height > 10_000 ? certificate(height, 0) : null;
    ledger.add({ block: blockOf(height, 0), hash: `hash ${height}`, finalization, outcomes: [] });
  }
  const window = (above: number) => ledger.window({ epoch: 0, above, seal: null }, () => false);
  const proof = (height: number) => ledger.proof({ height, index: 0 }, () => null, digest);
  expect([window(0), proof(1)]).toEqual([null, null]);
  expect([window(1)?.blocks.length, proof(2)?.headers.length]).toEqual([10_000, 10_000]);
});
