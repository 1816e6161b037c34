/** Evidence: what a loyal member never signs together, checked by a third party with one key. */
import { describe, expect, it } from "vitest";
import { provesMisdeed } from "../../src/protocols/simplex/evidence.js";
import type { Evidence, Vote } from "../../src/protocols/simplex/types.js";
import { toyCrypto } from "../../src/sim/log/toy-crypto.js";
import { Alone, blockOf, certificateOf, GROUP, hashed, optionsOf, proposalOf, voteOf } from "./alone.js";

const { verify } = toyCrypto(1);
const [A, B] = [hashed(blockOf(1)), hashed(blockOf(1, { commands: ["another"] }))];

function evidenceFrom(...votes: readonly Vote[]): Evidence[] {
  return evidenceIn(new Alone(optionsOf(2)).until(0).votes(...votes));
}

function evidenceIn(member: Alone): Evidence[] {
  return member.notes.flatMap((note) => (note.kind === "evidence" ? [note.evidence] : []));
}

describe("evidence", () => {
  it.each([
    ["twoNotarize", voteOf(3, "notarize", 1, A), voteOf(3, "notarize", 1, B)],
    ["twoFinalize", voteOf(3, "finalize", 1, A), voteOf(3, "finalize", 1, B)],
    ["finalizeAndNullify", voteOf(3, "nullify", 1, null), voteOf(3, "finalize", 1, A)],
  ] as const)("%s is found in either order, and proves itself", (misdeed, one, other) => {
    for (const votes of [
      [one, other],
      [other, one],
    ]) {
      const found = evidenceFrom(...votes);
      expect(found).toMatchObject([{ misdeed, by: 3, view: 1 }]);
      expect(found.every((evidence) => provesMisdeed(evidence, verify))).toBe(true);
    }
  });

  it("two proposals of a view are evidence against its leader", () => {
    const member = new Alone(optionsOf(2)).until(0);
    member.hear(1, proposalOf(blockOf(1)), proposalOf(blockOf(1, { commands: ["another"] })));
    const found = evidenceIn(member);
    expect(found).toMatchObject([{ misdeed: "twoProposals", by: 1, view: 1 }]);
    expect(found.every((evidence) => provesMisdeed(evidence, verify))).toBe(true);
    expect(member.voted).toEqual(["notarize 1"]);
    expect(member.faults).toMatchObject([
      { from: 1, kind: "equivocation", detail: "signed two blocks for view 1" },
    ]);
  });

  it("a notarize vote beside a nullify vote is none, nor are equal votes, nor votes of two views or members", () => {
    expect(evidenceFrom(voteOf(3, "notarize", 1, A), voteOf(3, "nullify", 1, null))).toEqual([]);
    expect(evidenceFrom(voteOf(3, "notarize", 1, A), voteOf(3, "notarize", 1, A))).toEqual([]);
    expect(evidenceFrom(voteOf(3, "notarize", 1, A), voteOf(3, "notarize", 2, B))).toEqual([]);
    expect(evidenceFrom(voteOf(3, "notarize", 1, A), voteOf(4, "notarize", 1, B))).toEqual([]);
  });

  it("that is changed in any field proves nothing", () => {
    const [evidence] = evidenceFrom(voteOf(3, "notarize", 1, A), voteOf(3, "notarize", 1, B)) as [Evidence];
    const [first, second] = evidence.statements;
    const forged: Evidence[] = [
      { ...evidence, by: 4 },
      { ...evidence, group: "another" },
      { ...evidence, epoch: 1 },
      { ...evidence, view: 2 },
      { ...evidence, misdeed: "twoFinalize" },
      { ...evidence, statements: [first, first] },
      { ...evidence, statements: [first, { ...second, hash: "0" }] },
      { ...evidence, statements: [first, { ...second, kind: "nullify", hash: null }] },
    ];
    expect(forged.filter((one) => provesMisdeed(one, verify))).toEqual([]);
  });

  it("is none of what loyal members sign, whatever it is called", () => {
    const of = (misdeed: Evidence["misdeed"], ...votes: readonly [Vote, Vote]): Evidence => {
      const [first, second] = votes;
      return { misdeed, by: 3, group: GROUP, epoch: 0, view: 1, statements: [first, second] };
    };
    const notarize = (hash: string) => voteOf(3, "notarize", 1, hash);
    const finalize = (hash: string) => voteOf(3, "finalize", 1, hash);
    const nullify = (hash: string | null = null) => voteOf(3, "nullify", 1, hash);
    const signed: Evidence[] = [
      of("finalizeAndNullify", notarize(A), nullify()),
      of("finalizeAndNullify", nullify(), finalize(A)),
      of("twoFinalize", notarize(A), finalize(A)),
      of("twoFinalize", finalize(A), finalize(A)),
      of("twoNotarize", notarize(A), finalize(A)),
      of("twoNotarize", notarize(A), notarize(A)),
      of("twoProposals", notarize(A), notarize(B)),
    ];
    expect(signed.filter((one) => provesMisdeed(one, verify))).toEqual([]);
    // of what no loyal member signs these have no meaning
    expect(provesMisdeed(of("finalizeAndNullify", finalize(A), nullify(B)), verify)).toBe(false);
    expect(provesMisdeed(of("finalizeAndNullify", finalize(A), nullify()), verify)).toBe(true);
  });

  it("is found in what certificates say, too, whichever comes first", () => {
    const certificate = certificateOf("notarize", 1, A, [1, 3, 4]);
    const other = voteOf(3, "notarize", 1, B);
    for (const member of [
      new Alone(optionsOf(2)).until(0).certificate(certificate).votes(other),
      new Alone(optionsOf(2)).until(0).votes(other).certificate(certificate),
    ]) {
      expect(evidenceIn(member)).toMatchObject([{ misdeed: "twoNotarize", by: 3, view: 1 }]);
      expect(member.faults).toEqual([
        {
          from: 3,
          round: 1,
          kind: "equivocation",
          detail: "signed two votes in view 1 of which no loyal member gives both",
        },
      ]);
    }
  });
});
