/**
 * Mistakes that were found in other systems of this kind and published with their mending, each as a test of its name: here
 * they are not made.
 */
import { describe, expect, it } from "vitest";
import { certificateFault } from "../../src/protocols/simplex/statement.js";
import { toyCrypto } from "../../src/sim/log/toy-crypto.js";
import {
  Alone,
  blockOf,
  certificateOf,
  GENESIS,
  GROUP,
  hashed,
  optionsOf,
  proposalOf,
  voteOf,
} from "./alone.js";
import { DELTA, fourOf } from "./worlds.js";

const { verify } = toyCrypto(1);
const membership = { group: GROUP, epoch: 0, members: [1, 2, 3, 4] };

describe("published mistakes", () => {
  it("finalize sent by re-broadcast after nullify", () => {
    const block = blockOf(1);
    const member = new Alone(optionsOf(2))
      .until(0)
      .hear(1, proposalOf(block))
      .until(3 * DELTA);
    expect(member.voted).toEqual(["notarize 1", "notarize 1", "nullify 1"]);
    member.certificate(certificateOf("notarize", 1, hashed(block))).until(100 * DELTA);
    expect(member.machine.view).toBe(2);
    expect(member.voted).toContain("nullify 1");
    expect(member.voted).not.toContain("finalize 1");
  });

  it("own vote not counted after restart", () => {
    const block = blockOf(1);
    const first = new Alone(optionsOf(2)).until(0).hear(1, proposalOf(block));
    const second = new Alone(optionsOf(2, { kept: first.kept })).until(0);
    second.votes(voteOf(1, "notarize", 1, hashed(block)), voteOf(3, "notarize", 1, hashed(block)));
    expect(second.machine.view).toBe(2);
    expect(second.voted).toEqual(["notarize 1", "finalize 1"]);
  });

  it("votes read before replay was over", () => {
    const [block, other] = [blockOf(1), blockOf(1, { commands: ["another"] })];
    const first = new Alone(optionsOf(2)).until(0).hear(1, proposalOf(block));
    for (let count = 0; count <= first.kept.length; count++) {
      const second = new Alone(optionsOf(2, { kept: first.kept.slice(0, count) }));
      second
        .hear(1, proposalOf(other))
        .votes(voteOf(1, "notarize", 1, hashed(other)))
        .until(0);
      const hasVoted = first.kept.slice(0, count).some(({ entry }) => entry === "vote");
      const own = second.sent.flatMap((message) => (message.kind === "vote" ? [message.vote.hash] : []));
      expect(new Set(own)).toEqual(new Set([hasVoted ? hashed(block) : hashed(other)]));
    }
  });

  it("votes from non-members or twice by one signer in a certificate", () => {
    const faultOf = (signers: readonly number[]) =>
      certificateFault(membership, certificateOf("nullify", 1, null, signers), verify);
    expect(faultOf([1, 2, 3])).toBeNull();
    expect(faultOf([1, 2, 5])).toBe("node 5 is no member");
    expect(faultOf([1, 2, 2])).toBe("its votes are not by ascending id, each id once");
    expect(faultOf([3, 2, 1])).toBe("its votes are not by ascending id, each id once");
    expect(faultOf([1, 2])).toBe("it has 2 votes, and 3 make a quorum");
  });

  it("certificates made of votes for other blocks", () => {
    const [block, other] = [blockOf(1), blockOf(1, { commands: ["another"] })];
    const certificate = certificateOf("notarize", 1, hashed(block), [1, 2]);
    const { signature } = voteOf(3, "notarize", 1, hashed(other));
    const mixed = { ...certificate, votes: [...certificate.votes, { by: 3, signature }] };
    expect(certificateFault(membership, mixed, verify)).toBe(
      "the signature of node 3 is not its own under this",
    );
    const member = new Alone(optionsOf(4)).until(0).certificate(mixed);
    member.votes(voteOf(1, "notarize", 1, hashed(block)), voteOf(2, "notarize", 1, hashed(other)));
    member.votes(voteOf(3, "notarize", 1, hashed(block)));
    expect(member.machine.view).toBe(1);
  });

  it("a cached proposal that blocks the certified one", () => {
    const [cached, certified] = [blockOf(1), blockOf(1, { commands: ["the others' block"] })];
    const member = new Alone(optionsOf(2)).until(0).hear(1, proposalOf(cached));
    member.certificate(certificateOf("finalize", 1, hashed(certified), [1, 3, 4]));
    expect(member.sent).toContainEqual({ kind: "fetch", epoch: 0, hash: hashed(certified), above: 0 });
    member.hear(3, { kind: "blocks", epoch: 0, blocks: [certified], finalization: null });
    expect(member.commands).toEqual(["the others' block"]);
  });

  it("resending for ever to peers long past", () => {
    let messages = 0;
    const group = fourOf(1, { told: (_seat, { send }) => void (messages += send.length) });
    group.submit(1, "only");
    group.run(60_000);
    expect(group.referee.height).toBe(1);
    const before = messages;
    group.run(60_000 + 100 * 2000);
    expect(messages - before).toBeLessThanOrEqual(4 * 101);

    const member = new Alone(optionsOf(2)).until(0);
    member.hear(1, proposalOf(blockOf(1))).certificate(certificateOf("finalize", 1, hashed(blockOf(1))));
    const { length } = member.sent;
    for (let k = 0; k < 100; k++) member.votes(voteOf(3, "nullify", 1, null));
    expect(member.sent.slice(length)).toEqual([
      { kind: "certificate", certificate: certificateOf("finalize", 1, hashed(blockOf(1))) },
    ]);
  });

  it("a timeout vote that is not recorded", () => {
    const block = blockOf(1);
    const first = new Alone(optionsOf(2))
      .until(0)
      .submit("x")
      .until(10 * DELTA);
    expect(first.voted).toContain("nullify 1");
    const second = new Alone(optionsOf(2, { kept: first.kept })).until(0);
    second.hear(1, proposalOf(block)).certificate(certificateOf("notarize", 1, hashed(block)));
    expect(second.voted).toContain("nullify 1");
    expect(second.voted).not.toContain("finalize 1");
  });

  it("a leader's many proposals that crowd out the honest one", () => {
    const certified = blockOf(1, { commands: ["what the others were sent"] });
    const member = new Alone(optionsOf(2)).until(0);
    for (let k = 0; k < 100; k++) member.hear(1, proposalOf(blockOf(1, { commands: [`of ${k}`] })));
    member.certificate(certificateOf("notarize", 1, hashed(certified), [1, 3, 4]));
    member.hear(3, { kind: "blocks", epoch: 0, blocks: [certified], finalization: null });
    expect(member.voted).toEqual(["notarize 1", "finalize 1"]);
    member.votes(...[3, 4].map((by) => voteOf(by, "finalize", 1, hashed(certified))));
    expect(member.commands).toEqual(["what the others were sent"]);
    expect(member.notes.filter(({ kind }) => kind === "received")).toHaveLength(2);
    expect(member.notes.filter(({ kind }) => kind === "evidence")).toHaveLength(1);
  });

  it('"catching up: false" while stuck', () => {
    const [first, second] = [blockOf(1), blockOf(2, { height: 2, parent: hashed(blockOf(1)) })];
    const member = new Alone(optionsOf(4)).until(0);
    expect(member.machine.isBehind).toBe(false);
    member.certificate(certificateOf("finalize", 2, hashed(second)));
    member.until(1000 * DELTA);
    expect(member.machine.isBehind).toBe(true);
    expect(member.machine.committed.hash).toBe(GENESIS);
    member.hear(1, { kind: "blocks", epoch: 0, blocks: [first, second], finalization: null });
    expect(member.machine.isBehind).toBe(false);
    expect(member.commands).toEqual(["of view 1", "of view 2"]);
  });
});
