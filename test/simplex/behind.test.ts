/** Catching up, the end of an epoch, blocks that are none, and what a machine is started from. */
import { describe, expect, it } from "vitest";
import { DEFAULT_LIMITS } from "../../src/protocols/simplex/options.js";
import type { Block } from "../../src/protocols/simplex/types.js";
import { Dice } from "../../src/sim/dice.js";
import { Alone, blockOf, certificateOf, GENESIS, hashed, optionsOf, proposalOf, voteOf } from "./alone.js";
import { commandsOf, DELTA, fourOf } from "./worlds.js";

/** Blocks on one another, of views from 1 on. */
function chainOf(length: number): Block[] {
  const blocks: Block[] = [];
  for (let view = 1; view <= length; view++) {
    const below = blocks.at(-1);
    blocks.push(blockOf(view, { height: view, parent: below ? hashed(below) : GENESIS }));
  }
  return blocks;
}

describe("a member that is behind", () => {
  it.each([4, 64])("gets hundreds of blocks, %i at a time, while the group goes on", (windowBlocks) => {
    const dice = new Dice(7);
    const group = fourOf(7, { limits: { windowBlocks }, delayMs: () => dice.between(1, DELTA / 4) });
    group.kill(4);
    for (let k = 0; k < 300; k++) group.at(DELTA * k, () => group.submit(1 + (k % 3), `command ${k}`));
    group.run(330 * DELTA);
    expect(group.member(1).log.length).toBeGreaterThan(100);
    group.start(4);
    group.run(500 * DELTA);
    expect(commandsOf(group, 4)).toEqual(commandsOf(group, 1));
    expect(new Set(commandsOf(group, 4)).size).toBe(300);
    expect(group.referee.violations).toEqual([]);
  });

  it.each([
    ["stands still", 0],
    ["goes on at full speed", 3000],
  ])(
    "asks for one window after the other while the group %s, and nobody takes it for a flooder",
    (_what, more) => {
      const floods: string[] = [];
      const group = fourOf(7, {
        limits: { windowBlocks: 4 },
        delayMs: () => 1,
        told: (_seat, { faults }) =>
          void floods.push(...faults.flatMap(({ kind, detail }) => (kind === "flood" ? [detail] : []))),
      });
      group.kill(4);
      for (let k = 0; k < 300; k++) group.at(DELTA * k, () => group.submit(1 + (k % 3), `command ${k}`));
      group.run(400 * DELTA);
      const { length } = group.member(1).log;
      expect(length).toBeGreaterThan(120);
      group.start(4);
      for (let k = 0; k < more; k++) group.at(group.nowMs + k, () => group.submit(1 + (k % 3), `then ${k}`));
      group.run(450 * DELTA, () => group.member(4).machine?.current.isBehind === true);
      const startedMs = group.nowMs;
      group.run(startedMs + 50 * DELTA, () => group.member(4).log.length >= length);
      // 30 windows and more: one each Δ/16, where one each 2Δ would take 60Δ
      expect(group.nowMs - startedMs).toBeLessThan(10 * DELTA);
      group.run(startedMs + 200 * DELTA);
      expect(commandsOf(group, 4)).toEqual(commandsOf(group, 1));
      expect(floods).toEqual([]);
      expect(group.referee.violations).toEqual([]);
    },
  );

  it("is no flooder to a member that stood still for 3Δ and reads at one time all that it was asked", () => {
    const floods: string[] = [];
    let still: readonly [number, number] = [0, 0];
    const group = fourOf(7, {
      limits: { windowBlocks: 1 },
      delayMs: (_from, to, now) => (to.id === 1 && now >= still[0] && now < still[1] ? still[1] - now : 1),
      told: (_seat, { faults }) =>
        void floods.push(...faults.flatMap(({ kind, detail }) => (kind === "flood" ? [detail] : []))),
    });
    group.kill(4);
    for (let k = 0; k < 250; k++) group.at(DELTA * k, () => group.submit(1 + (k % 3), `command ${k}`));
    group.run(300 * DELTA);
    const { length } = group.member(1).log;
    expect(length).toBeGreaterThan(100);
    group.start(4);
    group.run(350 * DELTA, () => group.member(4).machine?.current.isBehind === true);
    still = [group.nowMs + 10, group.nowMs + 10 + 3 * DELTA];
    group.run(group.nowMs + 60 * DELTA, () => group.member(4).log.length >= length);
    expect(group.nowMs).toBeGreaterThan(still[1]);
    group.run(group.nowMs + 100 * DELTA);
    expect(commandsOf(group, 4)).toEqual(commandsOf(group, 1));
    expect(floods).toEqual([]);
    expect(group.referee.violations).toEqual([]);
  });

  it("takes blocks that a finalization proves, and no others", () => {
    const blocks = chainOf(3);
    const last = blocks[2] as Block;
    const finalization = certificateOf("finalize", 3, hashed(last));
    const member = new Alone(optionsOf(4)).until(0);
    const sent = (some: readonly Block[], by = finalization) =>
      member.hear(3, { kind: "blocks", epoch: 0, blocks: some, finalization: by }).commands;
    expect(sent([...blocks.slice(0, 2), { ...last, commands: ["forged"] }])).toEqual([]);
    expect(sent([blocks[0] as Block, last])).toEqual([]);
    expect(sent(blocks.slice(1))).toEqual([]);
    expect(sent(blocks, { ...finalization, votes: finalization.votes.slice(1) })).toEqual([]);
    expect(member.faults.map(({ detail }) => detail)).toEqual([
      "blocks that do not follow each other",
      "blocks that it sent: it has 2 votes, and 3 make a quorum",
    ]);
    expect(sent(blocks)).toEqual(["of view 1", "of view 2", "of view 3"]);
    expect(member.machine.view).toBe(4);
  });

  it("takes unproved blocks only for the hash that it asked for", () => {
    const [first, second] = chainOf(2) as [Block, Block];
    const member = new Alone(optionsOf(4)).until(0);
    member.hear(3, { kind: "blocks", epoch: 0, blocks: [first, second], finalization: null });
    expect(member.machine.committed.height).toBe(0);
    member.certificate(certificateOf("finalize", 2, hashed(second)));
    member.hear(3, { kind: "blocks", epoch: 0, blocks: [first], finalization: null });
    expect(member.machine.committed.height).toBe(0);
    member.hear(3, { kind: "blocks", epoch: 0, blocks: [second], finalization: null });
    member.hear(3, { kind: "blocks", epoch: 0, blocks: [first], finalization: null });
    expect(member.commands).toEqual(["of view 1", "of view 2"]);
  });

  it("asks the signers first, then all, again and again; and who asks too often is not answered", () => {
    const [block] = chainOf(1) as [Block];
    const member = new Alone(optionsOf(4)).until(0);
    member.certificate(certificateOf("finalize", 1, hashed(block), [1, 2, 4])).until(10 * DELTA);
    const asked = member.notes.flatMap((note) => (note.kind === "fetching" ? [note.of] : []));
    expect(asked.slice(0, 3)).toEqual([
      [1, 2],
      [1, 2, 3],
      [1, 2, 3],
    ]);
    const other = new Alone(optionsOf(3)).until(0);
    const fetch = { kind: "fetch", epoch: 0, hash: "0", above: 0 } as const;
    for (let k = 0; k < 100; k++) other.hear(4, fetch);
    expect(other.out.filter(({ kind }) => kind === "asked")).toHaveLength(32);
    expect(other.faults).toEqual([]);
  });
});

describe("a machine", () => {
  it("started from what lives of the journal signs and knows the same, and gives out what its base does not hold", () => {
    const block = blockOf(1);
    const first = new Alone(optionsOf(2)).until(0).hear(1, proposalOf(block));
    first.certificate(certificateOf("notarize", 1, hashed(block)));
    const finalized = certificateOf("finalize", 1, hashed(block));
    const second = new Alone(optionsOf(2, { kept: first.machine.live() })).until(0);
    expect(new Set(second.voted)).toEqual(new Set(["notarize 1", "finalize 1"]));
    expect(second.kept.filter(({ entry }) => entry === "vote")).toEqual([]);
    second.certificate(finalized);
    expect(second.commands).toEqual(["of view 1"]);

    const third = new Alone(optionsOf(2, { kept: second.machine.live() }));
    expect(second.machine.live()).toEqual([{ entry: "certificate", certificate: finalized }]);
    expect(third.until(0).machine.isBehind).toBe(true);
    const base = { view: 1, height: 1, hash: hashed(block), finalization: finalized };
    const fourth = new Alone(optionsOf(2, { base, kept: second.machine.live() })).until(0);
    expect(fourth.machine.isBehind).toBe(false);
    expect(fourth.machine.view).toBe(2);
  });

  it("tells a peer whose link is up again all that it may lack", () => {
    const member = new Alone(optionsOf(2)).until(0).hear(1, proposalOf(blockOf(1)));
    const { length } = member.sent;
    member.link(4);
    expect(member.sent.slice(length)).toMatchObject([{ kind: "vote", vote: { kind: "notarize", by: 2 } }]);
  });
});

describe("a block that is none", () => {
  const tooMany = new Array<string>(DEFAULT_LIMITS.blockCommandsMax + 1).fill("").map((_, k) => `${k}`);
  it.each([
    ["its height is 2, and on its parent it is 1", blockOf(1, { height: 2 })],
    ["its height is 0, and heights begin at 1", blockOf(1, { height: 0 })],
    ["it has a command twice", blockOf(1, { commands: ["a", "a"] })],
    [`it has ${tooMany.length} commands, and 4096 is the most`, blockOf(1, { commands: tooMany })],
    [
      "a command takes 65537 characters, and 65536 is the most",
      blockOf(1, { commands: ["x".repeat(DEFAULT_LIMITS.commandCharsMax + 1)] }),
    ],
  ])("is not voted for, and its view is given up at once: %s", (why, block) => {
    const member = new Alone(optionsOf(2)).until(0).hear(1, proposalOf(block));
    expect(member.voted).toEqual(["nullify 1"]);
    expect(member.faults).toMatchObject([
      { from: 1, kind: "badBlock", detail: expect.stringContaining(why) },
    ]);
  });

  it("with a parent that is not certified is neither voted for nor judged", () => {
    const member = new Alone(optionsOf(2)).until(0).hear(1, proposalOf(blockOf(1, { parent: "unknown" })));
    expect(member.voted).toEqual([]);
    expect(member.faults).toEqual([]);
  });
});

describe("an epoch's end", () => {
  const seals = (commands: readonly string[]) => commands.includes("members");

  it("comes with the sealing block's finalization: blocks behind it are empty and dropped, and nothing more is signed", () => {
    const sealing = blockOf(1, { commands: ["members"] });
    const behind = blockOf(2, { height: 1, parent: hashed(sealing), commands: [] });
    const member = new Alone(optionsOf(4, { seals })).until(0).hear(1, proposalOf(sealing));
    member.certificate(certificateOf("notarize", 1, hashed(sealing))).hear(2, proposalOf(behind, 1));
    expect(member.voted).toEqual(["notarize 1", "finalize 1", "notarize 2"]);
    member.certificate(certificateOf("finalize", 2, hashed(behind)));
    expect(member.commands).toEqual(["members"]);
    expect(member.out.map(({ kind }) => kind)).toEqual(["committed", "sealed"]);
    expect(member.machine.isClosed).toBe(true);
    member.submit("too late").hear(3, proposalOf(blockOf(3, { height: 2, parent: hashed(behind) }), 2));
    member.until(100 * DELTA);
    expect(member.voted.filter((vote) => vote.endsWith("3"))).toEqual([]);
    const { length } = member.sent;
    member.votes(voteOf(3, "nullify", 2, null));
    expect(member.sent.slice(length)).toMatchObject([{ kind: "certificate", certificate: { view: 2 } }]);
  });

  it("a block with commands behind it is none", () => {
    const sealing = blockOf(1, { commands: ["members"] });
    const member = new Alone(optionsOf(4, { seals })).until(0).hear(1, proposalOf(sealing));
    member.certificate(certificateOf("notarize", 1, hashed(sealing)));
    member.hear(2, proposalOf(blockOf(2, { height: 1, parent: hashed(sealing) }), 1));
    expect(member.voted).toEqual(["notarize 1", "finalize 1", "nullify 2"]);
  });
});
