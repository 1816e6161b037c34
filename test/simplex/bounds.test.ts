/** What a member holds of what peers send without end: each has a bound (docs/LOG.md, "Bounds"). */
import { describe, expect, it } from "vitest";
import { Chain } from "../../src/protocols/simplex/chain.js";
import { Epochs } from "../../src/protocols/simplex/epochs.js";
import { DEFAULT_LIMITS } from "../../src/protocols/simplex/options.js";
import { Pool } from "../../src/protocols/simplex/pool.js";
import type { Block, Certificate, Hash, Message, SimplexOptions } from "../../src/protocols/simplex/types.js";
import { Views } from "../../src/protocols/simplex/views.js";
import { Alone, blockOf, certificateOf, GENESIS, hashed, optionsOf, proposalOf, voteOf } from "./alone.js";
import { TIMING } from "./worlds.js";

const BASE = { view: 0, height: 0, hash: GENESIS, finalization: null };

/** A member whose parts can be looked at. */
function looked(limits = DEFAULT_LIMITS) {
  const member = new Alone(optionsOf(4, { limits })).until(0);
  const { views, chain } = (member.machine as unknown as { state: { views: Views; chain: Chain } }).state;
  return { member, views, chain };
}

describe("a peer without end", () => {
  it("makes a member hold no view by certificates that prove nothing", () => {
    const { member, views } = looked();
    const before = views.above().length;
    for (let view = 1; view < 5000; view++) {
      const { votes, ...said } = certificateOf("nullify", 1, null);
      member.certificate({ ...said, view: view * 1000, votes });
    }
    expect(views.above()).toHaveLength(before);
    expect(member.faults).toHaveLength(4999);
    // one that does prove something is held, wherever it is
    member.certificate(certificateOf("nullify", 5_000_000, null));
    expect(views.above().length).toBeGreaterThan(before);
    expect(member.machine.view).toBe(5_000_001);
  });

  it("has four votes of a kind held in each of sixteen views ahead, and one block of a leader's beside another", () => {
    const { member, views, chain } = looked();
    for (let view = 1; view <= 100; view++) {
      for (let k = 0; k < 20; k++) {
        const block = blockOf(view, { commands: [`${k}`] });
        member.hear(1, proposalOf(block));
        for (const kind of ["notarize", "finalize"] as const)
          member.votes(voteOf(1, kind, view, hashed(blockOf(view, { commands: [`voted ${k}`] }))));
      }
    }
    const held = views
      .above()
      .map(([view, record]) => [
        view,
        record.proposals.size,
        record.votesBy(1).filter(({ kind }) => kind === "finalize").length,
      ]);
    expect(held).toEqual(Array.from({ length: 17 }, (_, at) => [at + 1, 2, 4]));
    expect(chain.chars).toBeLessThan(17 * 2 * 600);
  });

  it("asks for certificates, and gets 32 answers each Δ", () => {
    const { member } = looked();
    member.certificate(certificateOf("nullify", 1, null));
    const { length } = member.sent;
    for (let asked = 0; asked < 40; asked++) member.hear(1, { kind: "ask", epoch: 0, views: [1] });
    expect(member.sent.slice(length).map(({ kind }) => kind)).toEqual(new Array(32).fill("certificate"));
    expect(member.faults).toEqual([]);
  });

  it("speaks of a view that is over, and is told what ended it once in 3Δ", () => {
    const { member } = looked();
    const hash = hashed(blockOf(1));
    // until it has passed on the finalization to all
    member.certificate(certificateOf("finalize", 1, hash)).until(TIMING.deltaMs);
    const { length } = member.sent;
    const told = () => member.sent.slice(length).filter(({ kind }) => kind === "certificate").length;
    const speak = () => {
      for (let said = 0; said < 5; said++) member.votes(voteOf(1, "notarize", 1, hash));
      return told();
    };
    expect(speak()).toBe(1);
    member.nowMs += 3 * TIMING.deltaMs - 1;
    expect(speak()).toBe(1);
    member.nowMs += 1;
    expect(speak()).toBe(2);
  });

  it("speaks of other epochs, and is told so, or asked, once in a Δ", () => {
    const succession = { membersOf: () => [1, 2, 3, 4], seals: () => false, succeed: () => undefined };
    const make = (options: SimplexOptions, nowMs: number) => new Epochs({ ...options, succession }, nowMs);
    const member = new Alone(optionsOf(4, { epoch: 1 }), make).until(0);
    const { length } = member.sent;
    const vote = voteOf(1, "notarize", 1, hashed(blockOf(1)));
    const speak = (from: number, epoch: number) => {
      for (let said = 0; said < 5; said++) member.hear(from, { kind: "vote", vote: { ...vote, epoch } });
    };
    for (const sinceMs of [0, TIMING.deltaMs - 1, 1]) {
      member.nowMs += sinceMs;
      speak(1, 0);
      speak(2, 2);
    }
    const lagging = { kind: "lagging", by: 1, epoch: 0 };
    const ask = { kind: "ask", epoch: 1, views: [] };
    expect(member.out).toEqual([lagging, lagging]);
    expect(member.sent.slice(length)).toEqual([ask, ask]);
  });

  it("fills its own share of the pool, and is told so", () => {
    const { member } = looked();
    const commands = (count: number, from: number): Message => ({
      kind: "commands",
      commands: Array.from({ length: count }, (_, at) => `of ${from} ${at}`),
    });
    member.hear(1, commands(DEFAULT_LIMITS.poolCommandsMax + 10, 1)).hear(2, commands(10, 2));
    expect(member.machine.pending).toBe(DEFAULT_LIMITS.poolCommandsMax + 10);
    expect(member.faults).toMatchObject([{ from: 1, kind: "flood" }]);
  });

  it("is not blamed for it by a member that is behind, for which not all is final yet that is", () => {
    const { member } = looked();
    const { poolCommandsMax } = DEFAULT_LIMITS;
    const commands = Array.from({ length: poolCommandsMax + 10 }, (_, at) => `${at}`);
    member
      .certificate(certificateOf("finalize", 1, hashed(blockOf(1))))
      .hear(1, { kind: "commands", commands });
    expect(member.machine.isBehind).toBe(true);
    expect(member.machine.pending).toBe(poolCommandsMax);
    expect(member.faults).toEqual([]);
  });

  it("answers from the top, and the member holds no more of it than 32 of the longest blocks; proved ones get it on", () => {
    const limits = { ...DEFAULT_LIMITS, blockCharsMax: 10_000 };
    const blocks: Block[] = [];
    for (let height = 1; height <= 600; height++) {
      const parent: Hash = height === 1 ? GENESIS : hashed(blocks.at(-1)!);
      blocks.push(blockOf(height, { height, parent, commands: ["x".repeat(9_000)] }));
    }
    const { member, chain } = looked(limits);
    member.certificate(certificateOf("finalize", 600, hashed(blocks[599]!)));
    for (let end = 600; end > 20; end -= 20)
      member.hear(1, { kind: "blocks", epoch: 0, blocks: blocks.slice(end - 20, end), finalization: null });
    expect(chain.chars).toBeGreaterThan(32 * 10_000);
    expect(chain.chars).toBeLessThan(32 * 10_000 + 20 * 10_000);
    for (let from = 0; from < 600; from += 60) {
      const some = blocks.slice(from, from + 60);
      const finalization = certificateOf("finalize", from + 60, hashed(some.at(-1)!));
      member.hear(3, { kind: "blocks", epoch: 0, blocks: some, finalization });
    }
    expect(member.machine.committed.height).toBe(600);
    expect(chain.chars).toBeLessThan((limits.windowBlocks + 1) * 10_000);
  });
});

it("final commands are remembered up to 65,536 of them and 16 M characters", () => {
  const pool = new Pool([1], DEFAULT_LIMITS);
  const held = () => Array.from({ length: 400 }, (_, k) => pool.hasRoom(2, long(k))).filter(Boolean).length;
  const long = (k: number) => `${k} `.padEnd(60_000, "x");
  for (let k = 0; k < 400; k++) pool.remove([long(k)]);
  expect(held()).toBe(Math.floor((16 * 1024 * 1024) / 60_000));
  for (let k = 0; k < 70_000; k++) pool.remove([`short ${k}`]);
  expect(held()).toBe(0);
  const short = Array.from({ length: 70_000 }, (_, k) => pool.hasRoom(2, `short ${k}`)).filter(
    Boolean,
  ).length;
  expect(short).toBe(65_536);
});

it("of a log that goes on a member holds the last 64 blocks, and nothing of views that are over", () => {
  const views = new Views(BASE);
  const chain = new Chain(BASE, DEFAULT_LIMITS.windowBlocks, () => false);
  let parent: Hash = GENESIS;
  for (let view = 1; view <= 20_000; view++) {
    const block = blockOf(view, { height: view, parent, commands: [] });
    parent = `${view}`;
    chain.add(parent, block);
    chain.commit(parent, block);
    views.at(view);
    views.take({ kind: "finalize", epoch: 0, view, hash: parent, votes: [] });
  }
  expect(chain.chars).toBe(64 * 512);
  expect(views.above()).toEqual([]);
});

/**
 * One that lacks a whole log asks three: one that answers with blocks of its own making, under certificates that prove nothing,
 * one that answers with sound blocks from the top, and one that is loyal and has the others' answers before its own.
 */
it("one that is 20,000 blocks behind comes to a log's end beside servers that lie, while the log grows", () => {
  const blocks: Block[] = [];
  const hashes: Hash[] = [];
  const grow = (count: number) => {
    for (let end = blocks.length + count; blocks.length < end; ) {
      const height = blocks.length + 1;
      blocks.push(blockOf(height, { height, parent: hashes.at(-1) ?? GENESIS, commands: [`of ${height}`] }));
      hashes.push(hashed(blocks.at(-1)!));
    }
    return certificateOf("finalize", blocks.length, hashes.at(-1)!);
  };
  const { member, chain } = looked();
  const proved = (some: readonly Block[], finalization: Certificate): Message => ({
    kind: "blocks",
    epoch: 0,
    blocks: some,
    finalization,
  });
  member.certificate(grow(20_000));
  let [most, answers] = [0, 0];
  for (let end = blocks.length; member.machine.isBehind && answers < 1000; answers++) {
    const from = member.machine.committed.height;
    const some = blocks.slice(from, from + 64);
    const last = some.at(-1)!;
    const finalization = certificateOf("finalize", last.view, hashes[last.height - 1]!);
    const forged = [...some.slice(0, -1), { ...last, commands: ["forged"] }];
    member.hear(1, proved(forged, { ...finalization, hash: hashed(forged.at(-1)!) }));
    member.hear(1, proved(some, { ...finalization, votes: finalization.votes.slice(1) }));
    member.hear(2, {
      kind: "blocks",
      epoch: 0,
      blocks: blocks.slice(Math.max(end - 64, 0), end),
      finalization: null,
    });
    end -= 64;
    member.hear(3, proved(some, finalization));
    most = Math.max(most, chain.chars);
    if (answers % 50 === 0) member.certificate(grow(10));
  }
  expect(member.machine.committed).toMatchObject({ height: blocks.length, hash: hashes.at(-1)! });
  expect(member.commands).toEqual(blocks.flatMap(({ commands }) => commands));
  expect(most).toBeLessThan(33 * DEFAULT_LIMITS.blockCharsMax);
  expect(new Set(member.faults.map(({ from }) => from))).toEqual(new Set([1]));
});
