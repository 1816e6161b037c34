/**
 * A proof of a command, to one who trusts the first configuration alone (member/log/verify.ts): all that may be wrong with it,
 * under signatures that are right; and how such a one learns of later members (lineage.ts).
 */
import { describe, expect, it } from "vitest";
import { parseConfig } from "../../src/config/given.js";
import { makeSigningKeyPair } from "../../src/config/keys.js";
import { commandText } from "../../src/log/command.js";
import { type Change, changeText, changingText, type LogNode } from "../../src/log/members.js";
import { digestOf, logGroup } from "../../src/member/log/identity.js";
import type { EntryProof } from "../../src/member/log/ledger.js";
import { firstMembers, Lineage } from "../../src/member/log/lineage.js";
import { Seals } from "../../src/member/log/seals.js";
import { verifyEntry } from "../../src/member/log/verify.js";
import { isSignedWith, signedWith } from "../../src/node/ed25519.js";
import { ed25519Crypto, memberVerifier } from "../../src/node/log-signatures.js";
import { hashOf, hashOfHeader, headerOf, pathOf } from "../../src/protocols/simplex/block.js";
import { sealOf } from "../../src/protocols/simplex/seal.js";
import { statementText } from "../../src/protocols/simplex/statement.js";
import type { Block, Certificate, Header, Seal, VoteKind } from "../../src/protocols/simplex/types.js";
import { archiveOn } from "./disk.js";

const PAIRS = [1, 2, 3, 4, 5].map(makeSigningKeyPair);
const NODES = PAIRS.map(
  ({ signingKey }, at): LogNode => ({
    id: at + 1,
    address: `tcp://127.0.0.1:${7100 + at}`,
    publicKey: null,
    signingKey,
  }),
);
const CONFIG = parseConfig(
  JSON.stringify({
    version: 1,
    nodes: NODES.slice(0, 4).map(({ id, address, signingKey }) => ({ id, address, signingKey })),
  }),
);
const GROUP = logGroup(CONFIG);
const cryptos = PAIRS.map(({ signingSecret }) =>
  ed25519Crypto((id) => NODES[id - 1]?.signingKey, signingSecret),
);

function certificate(
  kind: VoteKind,
  view: number,
  hash: string,
  { epoch = 0, signers = [1, 2, 3] } = {},
): Certificate {
  const text = statementText({ group: GROUP, epoch }, { kind, view, hash });
  const votes = signers.map((by) => ({ by, signature: cryptos[by - 1]!.sign(text) }));
  return { kind, epoch, view, hash, votes };
}

/** Blocks of one epoch, each on the one before. */
function chain(parent: string, ...commands: string[][]): Block[] {
  const blocks: Block[] = [];
  for (const [at, some] of commands.entries()) {
    const before = blocks.at(-1);
    const on = before ? hashOf(before, digestOf) : parent;
    blocks.push({ epoch: 0, view: at + 1, height: at + 1, parent: on, commands: some });
  }
  return blocks;
}

const COMMANDS = ["a", "b", "c"].map((command, sequence) => commandText({ client: "c", sequence, command }));
const [OWN, NEXT] = chain("0".repeat(64), COMMANDS, ["later"]) as [Block, Block];
const HEADERS = [OWN, NEXT].map((block) => headerOf(block, digestOf));
const END = hashOf(NEXT, digestOf);

const PROOF: EntryProof = {
  ...{ version: 1, height: 1, index: 1, seals: [], headers: HEADERS },
  command: COMMANDS[1]!,
  path: pathOf(COMMANDS, 1, digestOf),
  finalization: certificate("finalize", 2, END),
};

function whyNot(
  more: Partial<EntryProof> | Readonly<Record<string, unknown>>,
  config = CONFIG,
): string | null {
  const verified = verifyEntry(config, JSON.parse(JSON.stringify({ ...PROOF, ...more })));
  return verified.holds ? null : verified.why;
}

/** These headers, and a quorum under the last of them. */
function under(headers: readonly Header[]): Partial<EntryProof> {
  return { headers, finalization: certificate("finalize", 2, hashOfHeader(headers.at(-1)!, digestOf)) };
}

describe("a proof of a command", () => {
  it("holds for each command of its block, where it stands, and for no other", () => {
    for (const [index, command] of COMMANDS.entries()) {
      const path = pathOf(COMMANDS, index, digestOf);
      expect(whyNot({ index, command, path })).toBeNull();
      for (const other of [0, 1, 2, 3, -1].filter((one) => one !== index))
        expect(whyNot({ index: other, command, path })).not.toBeNull();
    }
  });

  it.each<[string, Partial<EntryProof> | Readonly<Record<string, unknown>>]>([
    ["it is a proof of another version than 1", { version: 2 }],
    ["its first header is not that of height 2", { height: 2 }],
    ["its first header is not that of height 1", { headers: [] }],
    ["the command is not among those of its block", { command: COMMANDS[0] }],
    ["the command is not among those of its block", { path: PROOF.path.slice(1) }],
    [
      "header 2 does not build on the one before",
      under([HEADERS[0]!, { ...HEADERS[1]!, parent: "1".repeat(64) }]),
    ],
    ["the finalization is not that of the last header", { headers: HEADERS.slice(0, 1) }],
    ["the finalization is not that of the last header", { finalization: certificate("notarize", 2, END) }],
    [
      "the finalization proves nothing: it has 2 votes, and 3 make a quorum",
      { finalization: certificate("finalize", 2, END, { signers: [1, 2] }) },
    ],
    [
      "the finalization proves nothing: node 5 is no member",
      { finalization: certificate("finalize", 2, END, { signers: [1, 2, 5] }) },
    ],
    [
      "the finalization proves nothing: the signature of node 1 is not its own under this",
      { finalization: { ...certificate("finalize", 3, END), view: 2 } },
    ],
    [
      "the members of epoch 1 are not proved: an epoch's end is missing",
      { finalization: certificate("finalize", 2, END, { epoch: 1 }) },
    ],
    [
      "the members of epoch 0 are not proved: an epoch's end is missing",
      under([HEADERS[0]!, { ...HEADERS[1]!, epoch: 1 }]),
    ],
  ])("does not hold where %s", (why, more) => {
    expect(whyNot(more)).toBe(why);
  });

  it.each<[string, unknown]>([
    ["null", null],
    ["nothing", undefined],
    ["text", "proof"],
    ["without a command", { ...PROOF, command: 1 }],
    ["of a height that is none", { ...PROOF, height: -1 }],
    ["of an index that is none", { ...PROOF, index: 0.5 }],
    ["with a path that is no list", { ...PROOF, path: "x" }],
    ["with a path of no hashes", { ...PROOF, path: ["x"] }],
    ["with headers that are no list", { ...PROOF, headers: {} }],
    ["with a header that is none", { ...PROOF, headers: [null] }],
    ["with a header that is left out", { ...PROOF, headers: [undefined] }],
    ["with a header of no height", { ...PROOF, headers: [{ ...HEADERS[0], height: "1" }] }],
    ["with a header of no root", { ...PROOF, headers: [{ ...HEADERS[0], root: "x" }] }],
    ["with a finalization that is none", { ...PROOF, finalization: { ...PROOF.finalization, votes: [1] } }],
    ["with seals that are no list", { ...PROOF, seals: 1 }],
    ["with a seal that is none", { ...PROOF, seals: [{}] }],
  ])("%s is no proof", (_what, given) => {
    expect(verifyEntry(CONFIG, given)).toEqual({ holds: false, why: "it is no proof of an entry" });
  });

  it("holds by the last of its headers alone, however many lead there", () => {
    const blocks = chain("0".repeat(64), COMMANDS, ["later"], ["last"]);
    const headers = blocks.map((block) => headerOf(block, digestOf));
    expect(whyNot(under(headers))).toBeNull();
    expect(whyNot({ headers })).toBe("the finalization is not that of the last header");
  });

  it("does not hold where the configuration has no keys of its members", () => {
    const nodes = CONFIG.nodes.map(({ signingKey: _, ...node }) => node);
    expect(whyNot({}, { ...CONFIG, nodes })).toBe("the configuration has no signingKey of node 1");
  });

  it("does not hold under another group's configuration, nor of a command for which nothing was done", () => {
    expect(whyNot({}, { ...CONFIG, run: "other" })).toMatch(/proves nothing: the signature of node 1/);
    const [odd] = chain("0".repeat(64), ["odd"]) as [Block];
    const finalization = certificate("finalize", 1, hashOf(odd, digestOf));
    const proof = { index: 0, command: "odd", path: [], headers: [headerOf(odd, digestOf)], finalization };
    expect(whyNot(proof)).toMatch(/^the block holds it, and nothing was done for it: the command /);
  });
});

describe("the members of later epochs", () => {
  const change: Change = { add: NODES[4]! };
  const text = changeText(GROUP, 0, change);
  const changing = (signers: readonly number[]) =>
    changingText({
      ...{ epoch: 0, change, isLearner: false },
      approvals: signers.map((by) => ({ by, signature: signedWith(PAIRS[by - 1]!.signingSecret, text) })),
    });

  /** A block with this change as the end of epoch 0. */
  function sealed(command: string): Seal {
    const [block] = chain("0".repeat(64), [command]) as [Block];
    const hash = hashOf(block, digestOf);
    return sealOf([[hash, block]], hash, certificate("finalize", 1, hash), digestOf);
  }

  function lineage() {
    const made = new Lineage(firstMembers(CONFIG), { group: GROUP, verify: isSignedWith });
    const learn = (seal: Seal) =>
      made.learn(seal, { digest: digestOf, verify: memberVerifier((id) => made.keyOf(id)) });
    return { made, learn };
  }

  it("are learned from the end of the last one that is known, and so a proof of theirs holds", () => {
    const { made, learn } = lineage();
    const seal = sealed(changing([1, 2, 3]));
    expect([made.last, made.keyOf(5), made.membership(1)]).toEqual([0, undefined, null]);
    expect(learn(seal)).toBeNull();
    expect([made.last, made.membersOf(1), made.keyOf(5)]).toEqual([1, [1, 2, 3, 4, 5], NODES[4]!.signingKey]);
    expect(learn(seal)).toBe("it is not of epoch 1");
    const later = { ...HEADERS[1]!, epoch: 1 };
    const end = hashOfHeader(later, digestOf);
    const proof = (signers: readonly number[]) => ({
      headers: [HEADERS[0]!, later],
      seals: [seal],
      finalization: certificate("finalize", 2, end, { epoch: 1, signers: [...signers] }),
    });
    expect(whyNot(proof([1, 2, 4, 5]))).toBeNull();
    expect(whyNot(proof([1, 2, 3]))).toMatch(/it has 3 votes, and 4 make a quorum$/);
  });

  it("are proved to be changed like any other command", () => {
    const { block, headers, finalization } = sealed(changing([1, 2, 3]));
    const proof = { index: 0, command: block.commands[0], path: [], finalization };
    const given = { ...PROOF, ...proof, headers: [headerOf(block, digestOf), ...headers] };
    expect(verifyEntry(CONFIG, JSON.parse(JSON.stringify(given)))).toMatchObject({
      holds: true,
      command: { client: "~members", sequence: 0, command: { members: change } },
    });
  });

  it("are not learned from a block that changes none, or of which too few signed the change", () => {
    for (const command of ["nothing", changing([1, 2])]) {
      const { made, learn } = lineage();
      expect([learn(sealed(command)), made.last]).toEqual(["its block changes no members", 0]);
      expect(whyNot({ seals: [sealed(command)] })).toBe(
        "the end of epoch 0 proves nothing: its block changes no members",
      );
    }
  });

  it("are not those of a seal that a quorum has not made final", () => {
    const seal = sealed(changing([1, 2, 3]));
    const few = { ...seal, finalization: { ...seal.finalization, votes: seal.finalization.votes.slice(1) } };
    expect(lineage().learn(few)).toBe("it has 2 votes, and 3 make a quorum");
  });

  it("are on a member's disk, each end of an epoch once, and are known again from there", async () => {
    const disk = new Map<string, string>();
    const opened = async () => {
      const { made } = lineage();
      const seals = await Seals.open(archiveOn(disk), made);
      const learn = (seal: Seal) =>
        seals.learn(seal, { digest: digestOf, verify: memberVerifier((id) => made.keyOf(id)) });
      return { made, seals, learn };
    };
    const seal = sealed(changing([1, 2, 3]));
    const one = await opened();
    expect(one.learn(sealed("nothing"))).toBe("its block changes no members");
    expect(one.learn({ ...seal, epoch: 1 })).toBeNull(); // it says nothing yet
    expect([disk.size, one.made.last, one.seals.at(0), one.seals.between(0, 9)]).toEqual([0, 0, null, []]);
    expect([one.learn(seal), one.learn(seal)]).toEqual([null, null]);
    for (const { made, seals } of [one, await opened()]) {
      expect([made.last, made.keyOf(5), disk.size]).toEqual([1, NODES[4]!.signingKey, 1]);
      expect([seals.at(0), seals.at(1)]).toEqual([seal, null]);
      expect([seals.between(0, 9), seals.between(0, 0), seals.between(1, 9)]).toEqual([[seal], [], []]);
    }
  });
});

it("the first members are in the order of their ids, and the next one's is above them all", () => {
  const { nodes } = CONFIG;
  const first = firstMembers({ nodes: [nodes[2]!, nodes[0]!, nodes[3]!, nodes[1]!] });
  expect(first).toEqual({ epoch: 0, members: NODES.slice(0, 4), learners: [], highest: 4 });
});
