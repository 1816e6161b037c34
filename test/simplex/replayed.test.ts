/**
 * What a member knows after a start, of what it kept (state.ts): all that it has signed above its finalization, and nothing
 * below. Siblings looked at: the journal as it was kept, what is left of it when it is made anew, an epoch's share of it.
 */
import { describe, expect, it } from "vitest";
import { Epochs } from "../../src/protocols/simplex/epochs.js";
import type { Kept, Message, SimplexOptions } from "../../src/protocols/simplex/types.js";
import { Alone, blockOf, certificateOf, hashed, optionsOf, proposalOf, voteOf } from "./alone.js";
import { DELTA } from "./worlds.js";

const block = blockOf(1, { commands: ["one"] });
const HASH = hashed(block);

/** The leader of view 1, which has proposed in it. */
function leader(): Alone {
  return new Alone(optionsOf(1)).until(0).submit("one").until(DELTA);
}

function again(kept: readonly Kept[], more: Partial<SimplexOptions> = {}): Alone {
  return new Alone(optionsOf(1, { kept, ...more })).until(0);
}

function proposals(member: Alone): Message[] {
  return member.sent.filter(({ kind }) => kind === "proposal");
}

describe("a leader that has proposed", () => {
  it("signs no other block of that view in a later life, whether its journal was made anew or not", () => {
    const first = leader();
    expect(proposals(first)).toHaveLength(1);
    for (const kept of [first.kept, first.machine.live()]) {
      const later = again(kept)
        .submit("another")
        .until(30 * DELTA);
      const said = proposals(later).filter((one) => one.kind === "proposal" && one.proposal.block.view === 1);
      expect(said.length).toBeGreaterThan(0);
      for (const one of said) expect(one).toEqual(proposals(first)[0]);
      expect(later.kept.filter(({ entry }) => entry === "proposed")).toEqual([]);
    }
  });

  it("votes for its own block in a later life, if it had not", () => {
    const kept = leader().kept.filter(({ entry }) => entry === "block" || entry === "proposed");
    expect(kept).toHaveLength(2);
    expect(new Set(again(kept).voted)).toEqual(new Set(["notarize 1"]));
  });

  it("keeps no block twice", () => {
    const kept = leader().kept.filter(({ entry }) => entry === "block" || entry === "proposed");
    expect(again(kept).kept.map(({ entry }) => entry)).toEqual(["vote"]);
  });
});

describe("what is kept of views that are over", () => {
  const finalization = certificateOf("finalize", 3, HASH);
  const below: Kept[] = [
    { entry: "vote", vote: voteOf(1, "notarize", 2, HASH) },
    { entry: "vote", vote: voteOf(1, "nullify", 3, null) },
    { entry: "certificate", certificate: certificateOf("nullify", 3, null) },
    { entry: "block", block },
    { entry: "proposed", epoch: 0, view: 1, hash: HASH, signature: "s", parentView: 0 },
  ];

  it.each([
    ["that the log began behind", { base: { view: 3, height: 1, hash: HASH, finalization } }, below],
    [
      "before a finalization that is kept",
      {},
      [{ entry: "certificate" as const, certificate: finalization }, ...below],
    ],
  ])("%s is said no more, nor kept again", (_which, more, kept) => {
    const member = again(kept, more)
      .submit("more")
      .until(20 * DELTA);
    const old = member.sent.filter(
      (one) =>
        (one.kind === "vote" && one.vote.view <= 3) ||
        (one.kind === "proposal" && one.proposal.block.view <= 3) ||
        (one.kind === "certificate" && one.certificate.kind === "nullify"),
    );
    expect(old).toEqual([]);
    const entries = member.machine.live().filter(({ entry }) => entry !== "block");
    expect(entries.filter((one) => one.entry === "proposed")).toEqual([]);
    expect(
      entries.flatMap((one) => (one.entry === "vote" ? one.vote.view : [])).filter((at) => at <= 3),
    ).toEqual([]);
  });
});

it("what is kept of an epoch is held once, and of later ones for their time", () => {
  const kept: Kept[] = [
    { entry: "vote", vote: voteOf(1, "nullify", 1, null) },
    { entry: "vote", vote: { ...voteOf(1, "nullify", 1, null), epoch: 1 } },
  ];
  const succession = { membersOf: () => [1, 2, 3, 4], seals: () => false, succeed: () => undefined };
  expect(new Epochs({ ...optionsOf(1, { kept }), succession }, 0).live()).toEqual(kept);
});

it("commands of a member's own clients are passed on in the next epoch, all of them", () => {
  const succession = {
    membersOf: () => [1, 2, 3, 4],
    seals: (_epoch: number, commands: readonly string[]) => commands.includes("members"),
    succeed: () => undefined,
  };
  const epochs = new Epochs({ ...optionsOf(4), succession }, 0);
  const member = new Alone(optionsOf(4), () => epochs).until(0).submit("one").submit("two");
  const sealing = blockOf(1, { commands: ["members"] });
  const finalization = certificateOf("finalize", 1, hashed(sealing));
  member.hear(1, { kind: "blocks", epoch: 0, blocks: [sealing], finalization });
  expect([epochs.epoch, epochs.current.own]).toEqual([1, ["one", "two"]]);
});

describe("a member", () => {
  it("tells who looks on what is final, but not itself, and nobody twice", () => {
    const learners = () => [1, 2, 8, 9];
    const { state } = new Alone(optionsOf(2, { learners })).machine as unknown as {
      state: { audience: readonly number[] };
    };
    expect(state.audience).toEqual([1, 3, 4, 8, 9]);
  });

  it("tells once that its key signs elsewhere", () => {
    const member = new Alone(optionsOf(2)).until(0);
    for (const view of [1, 2]) member.certificate(certificateOf("nullify", view, null, [1, 2, 3]));
    expect(member.out).toEqual([{ kind: "copied", epoch: 0, view: 1 }]);
  });

  it("whose epoch is over is idle and lacks nothing, whatever was final behind the block that ended it", () => {
    const seals = (commands: readonly string[]) => commands.includes("members");
    const sealing = blockOf(1, { commands: ["members"] });
    const behind = blockOf(2, { height: 1, parent: hashed(sealing), commands: [] });
    const member = new Alone(optionsOf(4, { seals })).until(0).submit("too late");
    member.hear(1, proposalOf(sealing)).certificate(certificateOf("notarize", 1, hashed(sealing)));
    member.hear(2, proposalOf(behind, 1)).certificate(certificateOf("finalize", 2, hashed(behind)));
    const { isClosed, isBehind, isIdle } = member.machine;
    expect({ isClosed, isBehind, isIdle }).toEqual({ isClosed: true, isBehind: false, isIdle: true });
  });

  it("is idle while no more members give the view up than may be faulty, and nobody has proposed", () => {
    const member = new Alone(optionsOf(4)).until(0);
    const isIdle = (...by: number[]) =>
      member.votes(...by.map((one) => voteOf(one, "nullify", 1, null))).machine.isIdle;
    expect([isIdle(), isIdle(1), isIdle(2)]).toEqual([true, true, false]);
    const proposed = new Alone(optionsOf(4)).until(0).hear(1, proposalOf(blockOf(1, { parent: "unknown" })));
    expect([proposed.voted, proposed.machine.isIdle]).toEqual([[], false]);
  });

  it("keeps with a vote the block that it is for, and those before it that are not final, each once", () => {
    const first = blockOf(1, { commands: ["one"] });
    const second = blockOf(2, { height: 2, parent: hashed(first), commands: ["two"] });
    const member = new Alone(optionsOf(4)).until(0).hear(1, proposalOf(first)).hear(2, proposalOf(second, 1));
    member.certificate(certificateOf("notarize", 1, hashed(first)));
    const kept = () => member.kept.flatMap((one) => (one.entry === "block" ? [one.block.height] : []));
    expect(kept()).toEqual([1, 2]);
    const late = new Alone(optionsOf(4)).until(0).certificate(certificateOf("notarize", 1, hashed(first)));
    late.hear(2, proposalOf(second, 1));
    late.hear(1, { kind: "blocks", epoch: 0, blocks: [first], finalization: null });
    expect(late.voted).toContain("notarize 2");
    expect(
      late.kept.flatMap((one) => (one.entry === "block" ? [one.block.height] : [])).toSorted((a, b) => a - b),
    ).toEqual([1, 2]);
    member.certificate(certificateOf("finalize", 2, hashed(second)));
    expect([kept(), member.commands]).toEqual([
      [1, 2],
      ["one", "two"],
    ]);
    expect(member.machine.live().filter(({ entry }) => entry === "block")).toEqual([]);
  });

  it("tells of a leader's bad block once a view", () => {
    const bad = ["a", "b"].map((text) => proposalOf(blockOf(1, { commands: [text, text] })));
    const member = new Alone(optionsOf(2)).until(0).hear(1, ...bad);
    expect(member.faults.map(({ kind }) => kind)).toEqual(["badBlock", "equivocation"]);
  });
});
