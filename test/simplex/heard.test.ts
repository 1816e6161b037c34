/**
 * What a member makes of what one peer says (intake.ts): whose vote counts, whose block is voted for, and what is kept before
 * anything follows from it; and how long it waits in a view (state.ts).
 */
import { describe, expect, it } from "vitest";
import type { Certificate, Message, Vote } from "../../src/protocols/simplex/types.js";
import { Alone, blockOf, certificateOf, hashed, optionsOf, proposalOf, voteOf } from "./alone.js";
import { DELTA, TIMING } from "./worlds.js";

const [BLOCK, OTHER] = [blockOf(1), blockOf(1, { commands: ["another"] })];
const [A, B] = [hashed(BLOCK), hashed(OTHER)];

function member(self = 2): Alone {
  return new Alone(optionsOf(self)).until(0);
}

function counted({ notes }: Alone): Vote[] {
  return notes.flatMap((note) => (note.kind === "counted" ? [note.vote] : []));
}

function certified({ notes }: Alone): Certificate[] {
  return notes.flatMap((note) => (note.kind === "certified" ? [note.certificate] : []));
}

describe("a vote", () => {
  const vote = voteOf(3, "notarize", 1, A);

  it("counts once, and is told", () => {
    const heard = member().votes(vote, vote);
    expect([counted(heard), heard.faults]).toEqual([[vote], []]);
  });

  it.each<[string, Vote, number, object]>([
    [
      "that its signer has not signed",
      { ...vote, signature: voteOf(4, "notarize", 1, A).signature },
      3,
      { from: 3, kind: "badSignature", detail: "its notarize vote in view 1 is not under its signature" },
    ],
    [
      "that was signed for another block",
      { ...vote, hash: B },
      3,
      { from: 3, kind: "badSignature", detail: "its notarize vote in view 1 is not under its signature" },
    ],
    ["of another member", vote, 4, { from: 4, kind: "badSender", detail: "passes on a vote of node 3" }],
    ["of a stranger", { ...vote, by: 9 }, 9, { from: 9, kind: "badSender", detail: "node 9 is no member" }],
    [
      "that names no block",
      voteOf(3, "notarize", 1, null),
      3,
      { from: 3, kind: "malformed", detail: "a notarize vote that names no block" },
    ],
    [
      "against the view that names a block",
      voteOf(3, "nullify", 1, A),
      3,
      { from: 3, kind: "malformed", detail: "a nullify vote that names a block" },
    ],
  ])("%s does not count, and is a fault", (_what, bad, from, fault) => {
    const heard = member().hear(from, { kind: "vote", vote: bad });
    expect([counted(heard), heard.faults]).toMatchObject([[], [fault]]);
  });

  it("of another epoch, of a view that is over, or of one too far ahead does not count, and is no fault", () => {
    const heard = member().certificate(certificateOf("finalize", 1, A));
    heard.votes({ ...voteOf(3, "notarize", 2, A), epoch: 1 }, vote, voteOf(3, "nullify", 19, null));
    expect([counted(heard), heard.faults]).toEqual([[], []]);
    heard.votes(voteOf(3, "nullify", 18, null));
    expect(counted(heard)).toHaveLength(1);
  });

  it("for what is certified is looked at if its signer has said something else, and only then", () => {
    const certificate = certificateOf("notarize", 1, A, [1, 2, 4]);
    expect(counted(member().certificate(certificate).votes(vote))).toEqual([]);
    const liar = member()
      .votes(voteOf(3, "notarize", 1, B))
      .certificate(certificate)
      .votes(vote);
    expect(liar.notes.filter(({ kind }) => kind === "evidence")).toHaveLength(1);
  });
});

describe("a proposal", () => {
  it("that the view's leader has not signed is not voted for, and whoever brings it is told", () => {
    const { proposal } = proposalOf(BLOCK) as Extract<Message, { kind: "proposal" }>;
    const { signature } = (proposalOf(OTHER) as Extract<Message, { kind: "proposal" }>).proposal;
    const forged: Message = { kind: "proposal", proposal: { ...proposal, signature }, parentView: 0 };
    const heard = member().hear(3, forged);
    const detail = "a proposal for view 1 that its leader, node 1, has not signed";
    expect([heard.voted, heard.faults]).toMatchObject([[], [{ from: 3, kind: "badSignature", detail }]]);
    expect(heard.hear(3, proposalOf(BLOCK)).voted).toEqual(["notarize 1"]);
  });

  it("of another epoch is not voted for, and is no fault", () => {
    const heard = member().hear(1, proposalOf(blockOf(1, { epoch: 1 })));
    expect([heard.voted, heard.faults]).toEqual([[], []]);
  });

  it("that comes again says anew which certificates it needs", () => {
    const heard = member(3).certificate(certificateOf("nullify", 4, null, [1, 2, 4]));
    const block = blockOf(5, { parent: "unknown" });
    heard.hear(1, proposalOf(block, 4)).hear(1, proposalOf(block, 3));
    const asked = heard.sent.flatMap((one) => (one.kind === "ask" ? [one.views] : []));
    expect(asked).toEqual([[4], [3]]);
  });
});

describe("a certificate", () => {
  it("is kept in the step in which anything follows from it, and told; the second time it is nothing", () => {
    const certificate = certificateOf("notarize", 1, A);
    const heard = member().hear(1, proposalOf(BLOCK)).certificate(certificate).certificate(certificate);
    expect(certified(heard)).toEqual([certificate]);
    const kept = heard.kept.map((one) => (one.entry === "vote" ? one.vote.kind : one.entry));
    expect(kept).toEqual(["block", "notarize", "certificate", "finalize"]);
  });

  it("of votes that are counted one by one is kept, too", () => {
    const heard = member().hear(1, proposalOf(BLOCK));
    heard.votes(voteOf(1, "notarize", 1, A), voteOf(3, "notarize", 1, A));
    expect(certified(heard)).toMatchObject([{ kind: "notarize", view: 1, hash: A }]);
    expect(heard.kept.filter(({ entry }) => entry === "certificate")).toHaveLength(1);
  });

  it("needs the signature of each that it names, also of one whose vote is counted already", () => {
    const heard = member().votes(voteOf(3, "notarize", 1, A));
    const certificate = certificateOf("notarize", 1, A, [1, 3, 4]);
    const { signature } = voteOf(3, "notarize", 1, B);
    heard.certificate({
      ...certificate,
      votes: certificate.votes.map((vote) => (vote.by === 3 ? { by: 3, signature } : vote)),
    });
    const detail =
      "its certificate of notarize votes in view 1: the signature of node 3 is not its own under this";
    expect([certified(heard), heard.faults]).toMatchObject([[], [{ kind: "badCertificate", detail }]]);
    expect(certified(heard.certificate(certificate))).toEqual([certificate]);
  });

  it("of another epoch, or of a view that is over, is nothing, and no fault", () => {
    const heard = member().certificate(certificateOf("finalize", 2, A));
    heard.certificate({ ...certificateOf("nullify", 3, null), epoch: 1 });
    heard.certificate(certificateOf("nullify", 2, null)).certificate(certificateOf("notarize", 1, B));
    expect([certified(heard).length, heard.faults]).toEqual([1, []]);
  });
});

describe("a member", () => {
  const next = blockOf(2, { height: 2, parent: A });

  it("takes no commands of who is none", () => {
    const heard = member().hear(9, { kind: "commands", commands: ["one"] });
    expect(heard.faults).toMatchObject([{ from: 9, kind: "badSender", detail: "node 9 is no member" }]);
    expect(heard.machine.pending).toBe(0);
  });

  it("passes on to all what has it enter a view, once", () => {
    const certificate = certificateOf("nullify", 1, null, [1, 3, 4]);
    const heard = member().certificate(certificate).certificate(certificate);
    expect(heard.sent).toEqual([{ kind: "certificate", certificate }]);
  });

  it("tells who proposes in a view that is over what ended it", () => {
    const certificate = certificateOf("finalize", 1, A);
    const heard = member().certificate(certificate).until(DELTA);
    const { length } = heard.sent;
    heard.hear(1, proposalOf(BLOCK));
    expect(heard.sent.slice(length)).toContainEqual({ kind: "certificate", certificate });
  });

  it("finalizes no block that it does not hold, with all before it that are not final", () => {
    const heard = member(4).certificate(certificateOf("notarize", 1, A));
    heard.hear(2, proposalOf(next, 1)).certificate(certificateOf("notarize", 2, hashed(next)));
    expect(heard.voted).toEqual([]);
    heard.hear(1, proposalOf(BLOCK));
    expect(heard.voted).toEqual(["finalize 1", "finalize 2"]);
  });

  it("gives out each block with its own finalization, and those before the last without one", () => {
    const finalization = certificateOf("finalize", 2, hashed(next));
    const heard = member(4)
      .hear(1, proposalOf(BLOCK))
      .certificate(certificateOf("notarize", 1, A));
    heard.hear(2, proposalOf(next, 1)).certificate(finalization);
    expect(heard.out).toMatchObject([
      { block: BLOCK, finalization: null },
      { block: next, finalization },
    ]);
  });

  it("that leads proposes nothing in a view that it has given up", () => {
    const heard = member()
      .submit("something")
      .certificate(certificateOf("nullify", 5, null, [1, 3, 4]));
    heard.until(30 * DELTA);
    for (const view of [1, 2, 3, 4]) heard.certificate(certificateOf("nullify", view, null, [1, 3, 4]));
    expect(heard.voted).toContain("nullify 6");
    expect(heard.sent.filter(({ kind }) => kind === "proposal")).toEqual([]);
  });

  it("that leads proposes an empty block of no height of its own behind one that ends the epoch", () => {
    const seals = (commands: readonly string[]) => commands.includes("of view 1");
    const heard = new Alone(optionsOf(2, { seals })).until(0).submit("something").hear(1, proposalOf(BLOCK));
    heard.certificate(certificateOf("notarize", 1, A)).until(2 * DELTA);
    const proposed = heard.sent.flatMap((one) => (one.kind === "proposal" ? [one.proposal.block] : []));
    expect(proposed[0]).toMatchObject({ view: 2, height: 1, parent: A, commands: [] });
  });

  it("keeps each block that it gives out, also one that it was sent and had not voted for", () => {
    const finalization = certificateOf("finalize", 1, A);
    const sent = (proof: Certificate | null): Message => {
      return { kind: "blocks", epoch: 0, blocks: [BLOCK], finalization: proof };
    };
    for (const heard of [
      member(4).certificate(finalization).hear(3, sent(null)),
      member(4).hear(3, sent(finalization)),
    ]) {
      expect(heard.commands).toEqual(["of view 1"]);
      expect(heard.kept.filter(({ entry }) => entry === "block")).toEqual([{ entry: "block", block: BLOCK }]);
    }
  });

  it("waits in its view from when there is something to wait for, and anew if there was nothing in between", () => {
    const heard = member(4)
      .hear(1, proposalOf(BLOCK))
      .certificate(certificateOf("notarize", 1, A));
    heard.until(DELTA).certificate(certificateOf("finalize", 1, A));
    expect(heard.machine.isIdle).toBe(true);
    heard.until(10 * DELTA).submit("something");
    expect(heard.until(13 * DELTA - 1).voted).not.toContain("nullify 2");
    expect(heard.until(13 * DELTA).voted).toContain("nullify 2");
  });
});

it("who is no member signs nothing, and learns what is final", () => {
  const looking = new Alone(optionsOf(9)).until(0).submit("one").hear(1, proposalOf(BLOCK));
  looking.certificate(certificateOf("notarize", 1, A)).certificate(certificateOf("finalize", 1, A));
  looking.until(100 * DELTA);
  expect([looking.voted, looking.commands]).toEqual([[], ["of view 1"]]);
});

it("a view is given up after 3Δ, and after longer the more views went by without a final block", () => {
  const waiting = member(4).submit("something");
  const waited: number[] = [];
  for (let view = 1; view <= 9; view++) {
    const { nowMs } = waiting;
    const isGivenUp = () => waiting.voted.includes(`nullify ${view}`);
    while (!isGivenUp()) waiting.until(waiting.machine.deadlineMs ?? Number.POSITIVE_INFINITY);
    waited.push(waiting.nowMs - nowMs);
    waiting.certificate(certificateOf("nullify", view, null, [1, 2, 3]));
  }
  const { deltaMs, growth, exponentMax } = TIMING;
  const due = waited.map((_, index) => 3 * deltaMs * growth ** Math.min(index, exponentMax));
  for (const [index, ms] of waited.entries()) expect(ms).toBeCloseTo(due[index] as number, 6);
  expect(waited.at(-1)).toBe(waited.at(-2));
});
