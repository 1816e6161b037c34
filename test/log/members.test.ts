/** Changes of a log's members: which count, and what they leave. */
import { describe, expect, it } from "vitest";
import { makeKeyPair, makeSigningKeyPair } from "../../src/config/keys.js";
import {
  type Change,
  type Changing,
  changed,
  changeFault,
  changeText,
  changingOf,
  changingText,
  type LogNode,
  type Members,
  membersIn,
  readChanging,
  sealingChange,
  sharedMembers,
} from "../../src/log/members.js";
import { isSignedWith, signedWith } from "../../src/node/ed25519.js";

const GROUP = "b".repeat(64);
const electorate = { group: GROUP, verify: isSignedWith };
const secrets = new Map<number, string>();

function nodeOf(id: number): LogNode {
  const { signingKey, signingSecret } = makeSigningKeyPair();
  secrets.set(id, signingSecret);
  return { id, address: `tcp://127.0.0.1:${7100 + id}`, publicKey: makeKeyPair().publicKey, signingKey };
}

const FOUR: Members = { epoch: 3, members: [1, 2, 3, 5].map(nodeOf), learners: [], highest: 5 };
const SIXTH = nodeOf(6);

function signed(change: Change, by: readonly number[] = [1, 2, 3], epoch = 3, isLearner = false): Changing {
  const text = changeText(GROUP, epoch, change);
  const approvals = by.map((id) => ({ by: id, signature: signedWith(secrets.get(id) as string, text) }));
  return { epoch, change, approvals, isLearner };
}

const faultOf = (changing: Changing, members = FOUR) => changeFault(members, changing, electorate);

describe("a change of the members", () => {
  it("counts with a quorum's signatures, in its epoch; a learner's leaves the epoch as it is", () => {
    const add = { add: SIXTH };
    expect(faultOf(signed(add))).toBeNull();
    const learning = changed(FOUR, signed(add, [1, 2, 3], 3, true));
    expect(learning).toMatchObject({ epoch: 3, highest: 5, learners: [{ id: 6 }] });
    const five = changed(learning, signed(add));
    expect(five).toMatchObject({ epoch: 4, highest: 6, learners: [] });
    expect(five.members.map(({ id }) => id)).toEqual([1, 2, 3, 5, 6]);
    const four = changed(five, signed({ remove: 2 }, [1, 3, 5, 6], 4));
    expect(four).toMatchObject({ epoch: 5, highest: 6 });
    expect(four.members.map(({ id }) => id)).toEqual([1, 3, 5, 6]);
  });

  it.each<[string, () => Changing, RegExp]>([
    ["too few signatures", () => signed({ add: SIXTH }, [1, 2]), /2 members signed it, and 3 make a quorum/],
    ["a stranger's signature", () => signed({ add: SIXTH }, [1, 2, 6]), /6 signed it, and is no member/],
    ["one signature twice", () => signed({ add: SIXTH }, [1, 2, 2]), /each id once/],
    ["another epoch", () => signed({ add: SIXTH }, [1, 2, 3], 2), /signed for epoch 2, and this is epoch 3/],
    ["an id of before", () => signed({ add: { ...SIXTH, id: 4 } }), /a new member's id is above 5/],
    ["an address that is none", () => signed({ add: { ...SIXTH, address: "7106" } }), /tcp:\/\/HOST:PORT/],
    [
      "another's signing key",
      () => signed({ add: { ...SIXTH, signingKey: FOUR.members[0]!.signingKey } }),
      /its signingKey is that of member 1/,
    ],
    ["no member", () => signed({ remove: 4 }), /4 is no member/],
    ["too few that are left", () => signed({ remove: 1 }), /add another one first/],
    ["an id that is none", () => signed({ add: { ...SIXTH, id: 6.5 } }), /a new member's id is above 5/],
    [
      "no signing key",
      () => signed({ add: { ...SIXTH, signingKey: "A".repeat(64) } }),
      /it has no signingKey/,
    ],
    [
      "a link key that is none",
      () => signed({ add: { ...SIXTH, publicKey: "x".repeat(39) } }),
      /publicKey is none/,
    ],
    ["signatures out of order", () => signed({ add: SIXTH }, [2, 1, 3]), /not by ascending id/],
    [
      "a signature in other letters",
      () => {
        const { approvals, ...rest } = signed({ add: SIXTH });
        return {
          ...rest,
          approvals: approvals.map((one) => ({ ...one, signature: one.signature.toUpperCase() })),
        };
      },
      /member 1 did not sign it/,
    ],
    [
      "what was not signed",
      () => ({ ...signed({ add: SIXTH }), change: { add: { ...SIXTH, address: "tcp://10.0.0.1:1" } } }),
      /member 1 did not sign it/,
    ],
  ])("does not count with %s", (_what, changing, why) => {
    expect(faultOf(changing())).toMatch(why);
  });

  it("removes one where more than four are left to bear a fault; a learner cannot leave", () => {
    const five = changed(FOUR, signed({ add: SIXTH }));
    const leaving = (isLearner: boolean) => faultOf(signed({ remove: 6 }, [1, 2, 3, 5], 4, isLearner), five);
    expect([false, true].map(leaving)).toEqual([null, "only a new member can be a learner"]);
  });

  it("adds up to the fortieth member, whose links may have no key", () => {
    const many = (count: number): Members => ({
      ...{ epoch: 3, learners: [], highest: 5 },
      members: [...FOUR.members, ...Array.from({ length: count - 4 }, (_, k) => ({ ...SIXTH, id: 10 + k }))],
    });
    const { signingKey } = makeSigningKeyPair();
    const add = signed({ add: { ...nodeOf(60), publicKey: null, signingKey } }, [1, 2, 3, 5]);
    expect([39, 40].map((count) => faultOf(add, many(count)))).toEqual([
      "4 members signed it, and 26 make a quorum",
      "a group has at most 40 members",
    ]);
  });

  it("has the last four learners, each once", () => {
    const learning = [6, 7, 8, 9, 10, 8].reduce(
      (members, id) => changed(members, signed({ add: { ...SIXTH, id } }, [1, 2, 3], 3, true)),
      FOUR,
    );
    expect(learning.learners.map(({ id }) => id)).toEqual([7, 9, 10, 8]);
    expect(learning.members).toBe(FOUR.members);
  });

  it("is given by a program with what it is made of alone", () => {
    const changing = signed({ add: SIXTH });
    expect(changingOf({ ...changing, isLearner: true, more: 1 })).toEqual(changing);
    for (const none of [null, {}, { ...changing, approvals: 1 }, { ...changing, change: null }])
      expect(changingOf(none)).toBeNull();
  });

  it("leaves the same state at members whose configurations have other addresses", () => {
    const moved = { ...FOUR, members: FOUR.members.map((one) => ({ ...one, address: "tcp://10.0.0.9:1" })) };
    const [here, there] = [FOUR, moved].map((first) => {
      const five = changed(first, signed({ add: SIXTH }));
      const data = sharedMembers(five, first);
      expect(membersIn(data, first)).toEqual(five);
      return JSON.stringify(data);
    });
    expect(here).toBe(there);
  });

  it("is read from its own text alone", () => {
    const text = changingText(signed({ add: SIXTH }));
    expect(readChanging(text)).toEqual(signed({ add: SIXTH }));
    for (const other of [
      `${text} `,
      text.replace("}}", '},"x":1}'),
      "{}",
      '{"members":1}',
      '{"members":null}',
    ])
      expect(readChanging(other)).toBeNull();
  });

  it("ends an epoch where it is the first in its block that counts", () => {
    const texts = [
      "a command",
      changingText(signed({ add: SIXTH }, [1, 2])),
      changingText(signed({ add: SIXTH }, [1, 2, 3], 3, true)),
      changingText(signed({ add: SIXTH }, [1, 2, 5])),
      changingText(signed({ add: { ...SIXTH, id: 7 } })),
    ];
    expect(sealingChange(FOUR, texts, electorate)?.approvals.map(({ by }) => by)).toEqual([1, 2, 5]);
    expect(sealingChange(FOUR, texts.slice(0, 3), electorate)).toBeNull();
  });
});
