/** When a snapshot counts as the group's (member/log/snapshots.ts): whose word, how many, and of which state. */
import { describe, expect, it } from "vitest";
import type { Fault } from "../../src/core/fault.js";
import { type Certified, leafOf, PIECE_CHARS, Snapshots } from "../../src/member/log/snapshots.js";
import { rootOf } from "../../src/protocols/simplex/block.js";
import { attestationText } from "../../src/protocols/simplex/statement.js";
import type { Attestation } from "../../src/protocols/simplex/types.js";
import { toyCrypto } from "../../src/sim/log/toy-crypto.js";
import { archiveOn } from "./disk.js";

const FOUR = { group: "g", epoch: 0, members: [1, 2, 3, 4] };
const { digest } = toyCrypto(0);
const stateOf = (...pieces: string[]) =>
  rootOf(
    pieces.map((piece) => leafOf(piece, digest)),
    digest,
  );
const STATE = stateOf("state");

/** What member `by` signs of the state after a height. */
function said(by: number, more: Partial<Attestation> = {}): Attestation {
  const place = { epoch: 0, view: 7, height: 10, hash: "h", state: STATE, ...more };
  return { ...place, by, signature: toyCrypto(by).sign(attestationText(FOUR, place)) };
}

function certifiedBy(signers: readonly number[], more: Partial<Attestation> = {}): Certified {
  const { by: _, signature: __, ...place } = said(1, more);
  return { ...place, votes: signers.map((by) => ({ by, signature: said(by, more).signature })) };
}

/** Those of member 1, on a disk that is a map. */
class Member {
  readonly disk = new Map<string, string>();
  readonly faults: Fault[] = [];
  readonly certified: Certified[] = [];
  readonly diverged: string[] = [];
  readonly snapshots: Snapshots;
  sync = async (): Promise<void> => undefined;

  constructor(disk: ReadonlyMap<string, string> = new Map(), self = 1) {
    for (const [key, text] of disk) this.disk.set(key, text);
    this.snapshots = new Snapshots({
      ...{ archive: archiveOn(this.disk, () => this.sync()), self, crypto: toyCrypto(self) },
      membershipOf: (epoch) => (epoch === 0 ? FOUR : null),
      onCertified: (certified) => this.certified.push(certified),
      onFault: (fault) => this.faults.push(fault),
      onDiverged: ({ message }) => this.diverged.push(message),
    });
  }

  async make(height = 10, text = "state"): Promise<Attestation | null> {
    return await this.snapshots.make({ epoch: 0, view: 7, height, hash: "h" }, text);
  }

  hear(...attestations: readonly Attestation[]): this {
    for (const one of attestations) this.snapshots.hear(one.by, one);
    return this;
  }
}

describe("a snapshot", () => {
  it("is certified by a quorum that signed the same, the member's own word among them", async () => {
    const member = new Member();
    expect(await member.make()).toEqual(said(1));
    expect(member.hear(said(3), said(3)).certified).toEqual([]);
    expect(member.hear(said(2)).certified).toEqual([certifiedBy([1, 2, 3])]);
    expect(member.snapshots.certified).toEqual(certifiedBy([1, 2, 3]));
    expect(new Member(member.disk).snapshots.certified).toEqual(certifiedBy([1, 2, 3]));
    expect(member.faults).toEqual([]);
  });

  it("is certified by the member's own word, too, where that comes last", async () => {
    const member = new Member();
    member.hear(said(2), said(3));
    await member.make();
    expect(member.certified).toEqual([certifiedBy([1, 2, 3])]);
  });

  it("is signed, or taken from others, once it is durable, and no sooner", async () => {
    const member = new Member();
    const syncs: (() => void)[] = [];
    member.sync = () => new Promise((resolve) => void syncs.push(resolve));
    const turn = () => new Promise((resolve) => setImmediate(resolve));
    const done: string[] = [];
    const made = member.make().then(() => done.push("made"));
    await turn();
    expect([done, member.snapshots.own, syncs.length]).toEqual([[], null, 1]);
    syncs[0]!();
    await made;
    expect(member.snapshots.own).toEqual(said(1));
    const certified = certifiedBy([1, 2, 3], { height: 20 });
    const installed = member.snapshots.install(certified, ["state"]).then(() => done.push("installed"));
    await turn();
    expect([member.snapshots.certified, syncs.length]).toEqual([null, 2]);
    syncs[1]!();
    await turn();
    expect([done, syncs.length]).toEqual([["made"], 3]);
    syncs[2]!();
    await installed;
    expect(member.snapshots.certified).toEqual(certified);
  });

  it("is signed with its own state where the next one is begun before it is durable", async () => {
    const member = new Member();
    const later = said(1, { height: 20, state: stateOf("later") });
    expect(await Promise.all([member.make(), member.make(20, "later")])).toEqual([said(1), later]);
  });

  it("is not signed by who only looks on", async () => {
    const learner = new Member(new Map(), 9);
    expect([await learner.make(), learner.snapshots.own]).toEqual([null, null]);
    expect(learner.snapshots.newest).toMatchObject({ height: 10, state: STATE });
  });

  it("is not certified by words of others' places, states or heights, nor by old ones", async () => {
    const member = new Member();
    await member.make();
    member.hear(said(4, { hash: "i" }), said(3, { height: 11 }), said(2, { state: "another" }));
    expect(member.certified).toEqual([]);
    expect(member.faults).toMatchObject([
      { from: 2, kind: "otherState", detail: "signed another state after height 10 than member 1" },
    ]);
    // the last word of a member counts: a lower one comes too late
    const faults = member.faults.length;
    member.hear(said(4, { height: 12, state: "a later one" }));
    expect(member.faults).toHaveLength(faults);
    const late = new Member();
    await late.make();
    expect(late.hear(said(3, { height: 11 }), said(3), said(2)).certified).toEqual([]);
  });

  it("counts no word that its member has not signed, that another passes on, or of a stranger or another epoch", async () => {
    const member = new Member();
    await member.make();
    member.hear({ ...said(2), signature: said(3).signature }, { ...said(3), state: "another" });
    const detail = "signed a snapshot with a signature that is not its own";
    expect(member.faults).toMatchObject([2, 3].map((from) => ({ from, kind: "badSignature", detail })));
    member.snapshots.hear(4, said(2));
    member.hear(said(9), { ...said(2), epoch: 1 });
    expect(member.hear(said(3)).certified).toEqual([]);
    expect([member.hear(said(4)).certified, member.faults.length]).toEqual([[certifiedBy([1, 3, 4])], 2]);
  });

  it("of a quorum that holds another state is not taken, and this member is told that it is wrong", async () => {
    const member = new Member();
    await member.make();
    member.hear(...[2, 3, 4].map((by) => said(by, { state: "another" })));
    expect(member.diverged).toMatchObject([expect.stringMatching(/^after height 10 the state of member 1 /)]);
    expect([member.certified, member.snapshots.certified]).toEqual([[], null]);
  });

  it.each([1, 9])(
    "is not what a quorum certified before member %i came there, and it is told so",
    async (self) => {
      const member = new Member(new Map(), self);
      member.hear(...[2, 3, 4].map((by) => said(by, { state: "another" })));
      expect(await member.make()).toBeNull();
      expect(member.diverged).toMatchObject([
        expect.stringMatching(`^after height 10 the state of member ${self} is not the one`),
      ]);
      expect([member.faults, member.snapshots.own]).toEqual([[], null]);
    },
  );

  it("that is older than the certified one goes, with its pieces, and that one is offered piece by piece", async () => {
    const member = new Member();
    const long = `${"x".repeat(PIECE_CHARS)}y`;
    const state = stateOf("x".repeat(PIECE_CHARS), "y");
    await member.make(10);
    await member.make(20, long);
    expect(member.snapshots.offer()).toBeNull();
    expect([member.snapshots.newest?.height, new Member(member.disk).snapshots.newest?.height]).toEqual([
      20, 20,
    ]);
    expect(member.snapshots.piece(10, 0)).toBe("state");
    member.hear(said(2, { height: 20, state }), said(3, { height: 20, state }));
    expect(member.snapshots.offer()).toMatchObject({ certified: { height: 20 }, leaves: { length: 2 } });
    expect([
      member.snapshots.piece(10, 0),
      member.snapshots.piece(20, 1),
      member.snapshots.piece(20, 2),
    ]).toEqual([null, "y", null]);
    expect([...member.disk.keys()].filter((key) => key.startsWith("piece/"))).toEqual([
      "piece/20/0",
      "piece/20/1",
    ]);
    const { newest } = member.snapshots;
    expect(newest && member.snapshots.textOf(newest)).toBe(long);
    const again = new Member(member.disk).snapshots;
    expect([again.newest, again.offer()]).toEqual([newest, member.snapshots.offer()]);
    expect(again.piece(10, 0)).toBeNull();
  });

  it("that is certified before this member comes there is not offered, and the one before goes once it does", async () => {
    const member = new Member();
    await member.make(10);
    member.hear(...[2, 3, 4].map((by) => said(by, { height: 20 })));
    expect([member.snapshots.certified?.height, member.snapshots.offer()]).toEqual([20, null]);
    // it would start from this one
    expect([member.snapshots.newest?.height, member.snapshots.piece(10, 0)]).toEqual([10, "state"]);
    await member.make(20);
    expect(member.snapshots.offer()).toMatchObject({ certified: { height: 20 } });
    expect(member.snapshots.piece(10, 0)).toBeNull();
  });

  it("of a peer's is taken in the place of what was held, and whatever is not above it counts no more", async () => {
    const member = new Member();
    await member.make(5);
    await member.snapshots.install(certifiedBy([1, 2, 3]), ["state"]);
    expect(member.snapshots.offer()).toMatchObject({ certified: { height: 10 }, leaves: { length: 1 } });
    expect([...member.disk.keys()].filter((key) => key.startsWith("piece/"))).toEqual(["piece/10/0"]);
    member.hear(...[2, 3, 4].map((by) => said(by)));
    expect(member.certified).toHaveLength(1);
  });
});

it.each<[string, Certified]>([
  ["it has no quorum", certifiedBy([1, 2])],
  ["it has no quorum", certifiedBy([1, 2, 2])],
  ["a signature under it is not its member's", certifiedBy([1, 2, 9])],
  ["a signature under it is not its member's", { ...certifiedBy([1, 2, 3]), state: "another" }],
  ["a signature under it is not its member's", { ...certifiedBy([1, 2, 3]), height: 11 }],
  ["it is of epoch 1, whose members are not known here", { ...certifiedBy([1, 2, 3]), epoch: 1 }],
])("what a peer calls certified is not where %s", (fault, certified) => {
  const { snapshots } = new Member();
  expect([snapshots.faultOf(certified), snapshots.faultOf(certifiedBy([2, 3, 4]))]).toEqual([fault, null]);
});
