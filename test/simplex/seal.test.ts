/**
 * What shows an epoch's end to one who knows its members alone, and what a certificate must be (seal.ts, statement.ts): each
 * thing that may be wrong with it, under signatures that are right. Siblings looked at: a certificate of another kind, of
 * another epoch, of another block; headers that do not follow, that have commands, or that are of another epoch.
 */
import { describe, expect, it } from "vitest";
import { hashOf, hashOfHeader, headerOf } from "../../src/protocols/simplex/block.js";
import { emptyBlock, sealFault, sealOf } from "../../src/protocols/simplex/seal.js";
import { certificateFault, statementText } from "../../src/protocols/simplex/statement.js";
import type { Block, Certificate, Header, Seal, VoteKind } from "../../src/protocols/simplex/types.js";
import { toyCrypto } from "../../src/sim/log/toy-crypto.js";
import { Alone, blockOf, certificateOf, GROUP, hashed, optionsOf } from "./alone.js";

const { digest, verify } = toyCrypto(0);
const FOUR = { group: GROUP, epoch: 0, members: [1, 2, 3, 4] };

/** A change of members, and two blocks that were built on it before that was known. */
const before = blockOf(1, { commands: ["before"] });
const sealing = blockOf(2, { height: 2, parent: hashed(before), commands: ["members"] });
const behind = blockOf(3, { height: 2, parent: hashed(sealing), commands: [] });
const last = blockOf(5, { height: 2, parent: hashed(behind), commands: [] });
const PATH = [before, sealing, behind, last].map((block) => [hashed(block), block] as const);

const SEAL: Seal = sealOf(PATH, hashed(sealing), certificateOf("finalize", 5, hashed(last)), digest);

function faultOf(seal: Seal, membership = FOUR): string | null {
  return sealFault(membership, seal, { digest, verify });
}

/** With these headers, and a quorum under the last of them. */
function sealedWith(headers: readonly Header[], kind: VoteKind = "finalize"): Seal {
  const end = headers.at(-1);
  const hash = end ? hashOfHeader(end, digest) : hashed(sealing);
  return { ...SEAL, headers, finalization: certificateOf(kind, 5, hash) };
}

describe("a seal", () => {
  it("is the sealing block, the headers behind it alone, and the finalization of the last", () => {
    expect(SEAL.block).toEqual(sealing);
    expect(SEAL.headers).toEqual([headerOf(behind, digest), headerOf(last, digest)]);
    expect(SEAL.headers.map(emptyBlock)).toEqual([behind, last]);
    expect(faultOf(SEAL)).toBeNull();
    expect(faultOf(sealedWith([]))).toBeNull();
  });

  it.each<[string, Seal]>([
    ["it is not of epoch 0", { ...SEAL, epoch: 1 }],
    ["it is not of epoch 0", { ...SEAL, block: { ...sealing, epoch: 1 } }],
    ["it is not of epoch 0", sealedWith([headerOf({ ...behind, epoch: 1 }, digest)])],
    ["its blocks do not follow each other", sealedWith([headerOf(last, digest)])],
    ["its blocks do not follow each other", sealedWith(SEAL.headers.toReversed())],
    [
      "a block behind its own has commands",
      sealedWith([headerOf({ ...behind, commands: ["late"] }, digest)]),
    ],
    ["a block behind its own has commands", sealedWith([{ ...headerOf(behind, digest), count: 1 }])],
    ["a block behind its own has commands", sealedWith([{ ...headerOf(behind, digest), root: "another" }])],
    ["its finalization is not that of its last block", sealedWith(SEAL.headers, "notarize")],
    [
      "its finalization is not that of its last block",
      { ...SEAL, finalization: certificateOf("finalize", 2, hashed(sealing)) },
    ],
    ["it has 2 votes, and 3 make a quorum", { ...SEAL, finalization: quorum([1, 2]) }],
  ])("shows nothing where %s", (fault, seal) => {
    expect(faultOf(seal)).toBe(fault);
  });

  it("of one epoch shows nothing of another", () => {
    expect(faultOf(SEAL, { ...FOUR, epoch: 1 })).toBe("it is not of epoch 1");
    expect(faultOf(SEAL, { ...FOUR, group: "another" })).toMatch(/signature of node 1/);
    expect(faultOf(SEAL, { ...FOUR, members: [2, 3, 4, 5] })).toBe("node 1 is no member");
  });

  it("that shows nothing, or changes no members, moves no member, and is told", () => {
    const seals = (commands: readonly string[]) => commands.includes("members");
    const ends = (seal: Seal) => {
      const member = new Alone(optionsOf(4, { seals })).until(0).hear(1, { kind: "seal", seal });
      return [member.machine.finalizedView, member.faults.map(({ detail }) => detail)];
    };
    const unchanged = sealOf(PATH, hashed(before), SEAL.finalization, digest);
    expect(ends(SEAL)).toEqual([5, []]);
    expect(ends(sealedWith(SEAL.headers, "notarize"))).toEqual([
      0,
      ["an end of the epoch: its finalization is not that of its last block"],
    ]);
    expect(ends(unchanged)).toEqual([0, ["an end of the epoch: its block changes no members"]]);
  });
});

function quorum(signers: readonly number[], more: Partial<Certificate> = {}): Certificate {
  return { ...certificateOf("finalize", 5, hashed(last), signers), ...more };
}

describe("a certificate", () => {
  /** Signed by a quorum as it is, whatever it says. */
  function signed(kind: VoteKind, hash: string | null): Certificate {
    const text = statementText(FOUR, { kind, view: 1, hash });
    const votes = [1, 2, 3].map((by) => ({ by, signature: toyCrypto(by).sign(text) }));
    return { kind, epoch: 0, view: 1, hash, votes };
  }

  it.each<[string, Certificate]>([
    ["it is of epoch 1", quorum([1, 2, 3], { epoch: 1 })],
    ["it names a block where there is none, or none where there is one", signed("nullify", hashed(before))],
    ["it names a block where there is none, or none where there is one", signed("notarize", null)],
    ["its votes are not by ascending id, each id once", quorum([1, 2, 2])],
    ["its votes are not by ascending id, each id once", quorum([1, 3, 2])],
    ["node 5 is no member", quorum([1, 2, 5])],
    ["the signature of node 1 is not its own under this", quorum([1, 2, 3], { view: 6 })],
    ["the signature of node 1 is not its own under this", quorum([1, 2, 3], { kind: "notarize" })],
  ])("proves nothing where %s", (fault, certificate) => {
    expect(certificateFault(FOUR, certificate, verify)).toBe(fault);
  });

  it("is of a quorum and no fewer, whatever the members' number", () => {
    const quorums = [1, 2, 3, 4, 5, 6, 7].map((n) => {
      const members = Array.from({ length: n }, (_, index) => index + 1);
      const isEnough = (q: number) =>
        certificateFault({ ...FOUR, members }, quorum(members.slice(0, q)), verify) === null;
      return members.find(isEnough);
    });
    expect(quorums).toEqual([1, 2, 2, 3, 4, 4, 5]);
  });
});

it("a block's hash covers each of its fields", () => {
  const changed: Partial<Block>[] = [
    { epoch: 1 },
    { view: 2 },
    { height: 3 },
    { parent: "p" },
    { commands: [] },
  ];
  const hashes = changed.map((more) => hashOf({ ...before, ...more }, digest));
  expect(new Set([hashed(before), ...hashes]).size).toBe(changed.length + 1);
});
