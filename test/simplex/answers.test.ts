/** What a member answers, asks for and takes at once where it lacks something, or others do (answering.ts, fetching.ts, epochs.ts). */
import { describe, expect, it } from "vitest";
import { Chain } from "../../src/protocols/simplex/chain.js";
import { Epochs } from "../../src/protocols/simplex/epochs.js";
import { DEFAULT_LIMITS } from "../../src/protocols/simplex/options.js";
import type { Block, Message, SimplexOptions } from "../../src/protocols/simplex/types.js";
import { Alone, blockOf, certificateOf, GENESIS, hashed, optionsOf, proposalOf } from "./alone.js";
import { DELTA } from "./worlds.js";

/** Blocks of heights 1 to `count`, each on the one before. */
function blocksTo(count: number, commands = (height: number) => [`of ${height}`]): Block[] {
  const blocks: Block[] = [];
  for (let height = 1; height <= count; height++) {
    const before = blocks.at(-1);
    const parent = before ? hashed(before) : GENESIS;
    blocks.push(blockOf(height, { height, parent, commands: commands(height) }));
  }
  return blocks;
}

const FIVE = blocksTo(5);
const [, SECOND, , FOURTH, LAST] = FIVE as [Block, Block, Block, Block, Block];

it("the blocks above a height are given ascending, and the last of them where not all fit", () => {
  const chain = new Chain({ view: 0, height: 0, hash: GENESIS, finalization: null }, 64, () => false);
  for (const block of FIVE) chain.add(hashed(block), block);
  const heights = (above: number, fits = (_block: Block, _count: number) => true) =>
    chain.above(above, hashed(LAST), fits)?.map(({ height }) => height) ?? null;
  expect([0, 3, 4].map((above) => heights(above))).toEqual([[1, 2, 3, 4, 5], [4, 5], [5]]);
  expect(heights(0, (_block, count) => count < 2)).toEqual([4, 5]);
  expect(heights(0, ({ height }) => height > 4)).toEqual([5]);
  expect(heights(0, () => false)).toBeNull();
  expect(chain.above(0, "unknown", () => true)).toBeNull();
});

describe("a member that is asked for blocks", () => {
  const answered = (limits: Partial<SimplexOptions["limits"]>, above = 0, hash = hashed(LAST)) => {
    // the block of view 4 is its own, of another life
    const more = { limits: { ...DEFAULT_LIMITS, ...limits }, ignoresCopies: true };
    const member = new Alone(optionsOf(4, more)).until(0);
    for (const block of FIVE) member.hear(((block.view - 1) % 4) + 1, proposalOf(block, block.view - 1));
    const { length } = member.sent;
    member.hear(2, { kind: "fetch", epoch: 0, hash, above });
    const heights = member.sent
      .slice(length)
      .flatMap((one) => (one.kind === "blocks" ? [one.blocks.map(({ height }) => height)] : []));
    return [heights, member.out];
  };

  it("sends as many as a window has, and as fit in a block's characters, but always one", () => {
    expect(answered({})).toEqual([[[1, 2, 3, 4, 5]], []]);
    expect(answered({}, 3)).toEqual([[[4, 5]], []]);
    expect(answered({ windowBlocks: 2 })).toEqual([[[4, 5]], []]);
    expect(answered({ blockCharsMax: 12 })).toEqual([[[3, 4, 5]], []]);
    expect(answered({ blockCharsMax: 11 })).toEqual([[[4, 5]], []]);
    expect(answered({ blockCharsMax: 1 })).toEqual([[[5]], []]);
  });

  it("leaves it to its owner's store where it has not got them at hand", () => {
    const asked = { kind: "asked", by: 2, epoch: 0, hash: "unknown", above: 7 };
    expect(answered({}, 7, "unknown")).toEqual([[], [asked]]);
  });

  it("of an epoch that is over leaves it to its owner 32 times in a Δ; of one to come it asks what ended its own", () => {
    const succession = { membersOf: () => [1, 2, 3, 4], seals: () => false, succeed: () => undefined };
    const make = (options: SimplexOptions, nowMs: number) => new Epochs({ ...options, succession }, nowMs);
    const member = new Alone(optionsOf(4, { epoch: 1 }), make).until(0);
    const fetch = (epoch: number): Message => ({ kind: "fetch", epoch, hash: "h", above: 0 });
    for (let k = 0; k < 40; k++) member.hear(2, fetch(0));
    expect(member.out).toEqual(
      Array.from({ length: 32 }, () => ({ kind: "asked", by: 2, epoch: 0, hash: "h", above: 0 })),
    );
    const { length } = member.sent;
    member.hear(3, fetch(2));
    expect([member.out.length, member.sent.slice(length)]).toEqual([
      32,
      [{ kind: "ask", epoch: 1, views: [] }],
    ]);
  });
});

describe("a leader that lacks certificates", () => {
  it("asks for those between its view and the last that it can build on, the highest first, if it has something to do", () => {
    const asked = (command?: string) => {
      const member = new Alone(optionsOf(2)).until(0);
      if (command !== undefined) member.submit(command);
      member.certificate(certificateOf("nullify", 5, null, [1, 3, 4])).until(DELTA / 2);
      return member.sent.find(({ kind }) => kind === "ask");
    };
    expect(asked("something")).toEqual({ kind: "ask", epoch: 0, views: [4, 3, 2, 1] });
    expect(asked()).toBeUndefined();
  });

  it("asks for no more than 32 views at a time, for none while it can build, and only if it leads", () => {
    const asked = (self: number, view: number, more: (one: Alone) => Alone = (one) => one) => {
      const member = more(new Alone(optionsOf(self)).until(0).submit("something"));
      const others = [1, 2, 3, 4].filter((id) => id !== self);
      member.certificate(certificateOf("nullify", view, null, others)).until(DELTA / 2);
      return member.sent.flatMap((one) => (one.kind === "ask" ? one.views : []));
    };
    expect(asked(1, 40)).toEqual(Array.from({ length: 32 }, (_, at) => 39 - at));
    expect(asked(2, 40)).toEqual([]);
    const certified = certificateOf("notarize", 4, "unknown", [1, 3, 4]);
    expect(asked(2, 5, (one) => one.certificate(certified))).toEqual([]);
  });

  it("and whoever has its proposal asks for those that it leaves out, and for the one that it builds on", () => {
    const member = new Alone(optionsOf(3)).until(0).certificate(certificateOf("nullify", 4, null, [1, 2, 4]));
    member.hear(1, proposalOf(blockOf(5, { parent: "unknown" }), 2));
    expect(member.sent).toContainEqual({ kind: "ask", epoch: 0, views: [3, 2] });
  });

  it("and nobody for a view that its block cannot stand on, or for a block that it has voted for", () => {
    const asked = (parentView: number, block: Block, finalized = 0) => {
      const member = new Alone(optionsOf(3)).until(0);
      if (finalized > 0) member.certificate(certificateOf("finalize", finalized, hashed(FIVE[0] as Block)));
      member.certificate(certificateOf("nullify", 4, null, [1, 2, 4])).hear(1, proposalOf(block, parentView));
      return member.sent.flatMap((one) => (one.kind === "ask" ? [one.views] : []));
    };
    const block = blockOf(5, { parent: "unknown" });
    expect([asked(5, block), asked(99, block)]).toEqual([[], []]);
    expect(asked(2, block, 2)).toEqual([[3]]);
    const voted = new Alone(optionsOf(3)).until(0).hear(1, proposalOf(blockOf(1)));
    voted.hear(1, proposalOf(blockOf(1, { commands: ["another"] }), 0));
    expect([voted.voted, voted.sent.filter(({ kind }) => kind === "ask")]).toEqual([["notarize 1"], []]);
  });
});

describe("a member that lacks blocks", () => {
  it("asks for the four highest that are certified at a time", () => {
    const member = new Alone(optionsOf(4)).until(0);
    for (const view of [1, 2, 3, 5, 6, 7])
      member.certificate(certificateOf("notarize", view, `block ${view}`, [1, 2, 3]));
    const { length } = member.sent;
    member.until(3 * DELTA);
    const asked = member.sent.slice(length).flatMap((one) => (one.kind === "fetch" ? [one.hash] : []));
    expect([...new Set(asked)]).toEqual(["block 7", "block 6", "block 5", "block 3"]);
  });

  it("asks for the last final one alone while it lacks that: what stands on it can wait", () => {
    const member = new Alone(optionsOf(4)).until(0).certificate(certificateOf("finalize", 4, "block 4"));
    for (const view of [5, 6]) member.certificate(certificateOf("notarize", view, `block ${view}`));
    member.until(3 * DELTA);
    const asked = member.sent.flatMap((one) => (one.kind === "fetch" ? [one.hash] : []));
    expect(new Set(asked)).toEqual(new Set(["block 4"]));
  });

  it("asks for the next window once in Δ/16, however fast the log goes on", () => {
    const member = new Alone(optionsOf(4)).until(0);
    for (let view = 1; view <= DELTA; view++)
      member.until(view).certificate(certificateOf("finalize", view, `block ${view}`));
    const asked = member.sent.filter(({ kind }) => kind === "fetch");
    expect(asked.length).toBeGreaterThan(10);
    expect(asked.length).toBeLessThanOrEqual(16);
  });

  it("takes none of another epoch", () => {
    const member = new Alone(optionsOf(4)).until(0).certificate(certificateOf("finalize", 5, hashed(LAST)));
    const finalization = certificateOf("finalize", 5, hashed(LAST));
    member.hear(1, { kind: "blocks", epoch: 1, blocks: FIVE, finalization });
    expect([member.commands, member.faults]).toEqual([[], []]);
    const strange = blockOf(1, { epoch: 1 });
    const proof = certificateOf("finalize", 1, hashed(strange));
    member.hear(1, { kind: "blocks", epoch: 0, blocks: [strange], finalization: proof });
    expect(member.faults).toMatchObject([{ from: 1, detail: "blocks that do not follow each other" }]);
    member.hear(1, { kind: "blocks", epoch: 0, blocks: FIVE, finalization });
    expect(member.commands).toEqual(["of 1", "of 2", "of 3", "of 4", "of 5"]);
  });
});

describe("a member that gets blocks with their finalization", () => {
  const seals = (commands: readonly string[]) => commands.includes("of 2");
  const behind = blockOf(3, { height: 2, parent: hashed(SECOND), commands: [] });
  const finalization = certificateOf("finalize", 3, hashed(behind));
  const blocks: Message = { kind: "blocks", epoch: 0, blocks: [...FIVE.slice(0, 2), behind], finalization };

  it("gives out those up to the epoch's end, with its seal, and drops what is behind it", () => {
    const member = new Alone(optionsOf(4, { seals })).until(0).hear(1, blocks);
    expect(member.commands).toEqual(["of 1", "of 2"]);
    expect(member.out.map(({ kind }) => kind)).toEqual(["committed", "committed", "sealed"]);
    expect(member.out.at(-1)).toMatchObject({ seal: { epoch: 0, block: SECOND, finalization } });
    expect(member.machine.isClosed).toBe(true);
  });
});

it("who passed on the commands of a block, and of those before it that are not final, is known", () => {
  const member = new Alone(optionsOf(4)).until(0);
  const commands = (from: number, ...texts: string[]) =>
    member.hear(from, { kind: "commands", commands: texts });
  commands(1, "of 4", "elsewhere");
  commands(2, "of 5");
  for (const block of FIVE) member.hear(((block.view - 1) % 4) + 1, proposalOf(block, block.view - 1));
  const passedOn = (block: Block) => member.machine.passedOn(hashed(block)).toSorted((a, b) => a - b);
  expect([SECOND, FOURTH, LAST].map(passedOn)).toEqual([[], [1], [1, 2]]);
  expect(member.machine.passedOn("unknown")).toEqual([]);
});

it("a command of its own clients that the pool has no room for is told to be refused", () => {
  const limits = { ...DEFAULT_LIMITS, poolCommandsMax: 1 };
  const member = new Alone(optionsOf(4, { limits })).until(0).submit("one").submit("one").submit("two");
  const refused = member.notes.filter(({ kind }) => kind === "refused");
  expect(refused).toEqual([{ kind: "refused", command: "two", from: 4 }]);
  expect(member.machine.pending).toBe(1);
});
