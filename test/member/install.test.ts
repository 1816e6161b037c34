/**
 * A whole member with its disk and its journal, and links in this test's hand: what it has signed when a certified snapshot
 * takes the place of its log is on its disk before it leaves.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it, vi } from "vitest";
import { KeyValue } from "../../src/log/key-value.js";
import { Replica } from "../../src/log/replica.js";
import { digestOf, logGroup } from "../../src/member/log/identity.js";
import { firstMembers } from "../../src/member/log/lineage.js";
import type { openLinks } from "../../src/member/log/linking.js";
import { type Certified, leafOf } from "../../src/member/log/snapshots.js";
import { Turns } from "../../src/member/log/turns.js";
import { isSignedWith } from "../../src/node/ed25519.js";
import { ed25519Crypto } from "../../src/node/log-signatures.js";
import { genesisHash, hashOf, rootOf } from "../../src/protocols/simplex/block.js";
import { attestationText, statementText } from "../../src/protocols/simplex/statement.js";
import type { Block, Message, VoteKind } from "../../src/protocols/simplex/types.js";
import { byHand, framed } from "./by-hand.js";
import { LogGroup } from "./group.js";

vi.mock(import("../../src/member/log/linking.js"), () => ({ openLinks: vi.fn<typeof openLinks>() }));

const SELF = 4;
const PEERS = [1, 2, 3];

/** What its peers sign and say: a block of view 1 that is final, the state after it, and a block of view 2. */
function worldOf({ options }: LogGroup) {
  const { config } = options[0]!;
  const group = logGroup(config);
  const membership = { group, epoch: 0, members: [1, 2, 3, 4] };
  const sign = (by: number, text: string) =>
    ed25519Crypto(() => undefined, options[by - 1]!.signingSecret).sign(text);
  const blockOf = (view: number, parent: string): Block => ({
    epoch: 0,
    view,
    height: view,
    parent,
    commands: [],
  });
  const first = blockOf(1, genesisHash(group, digestOf));
  const hash = hashOf(first, digestOf);
  const proposalOf = (block: Block): Message => {
    const said = { kind: "propose", view: block.view, hash: hashOf(block, digestOf) } as const;
    const signature = sign(block.view, statementText(membership, said));
    return { kind: "proposal", proposal: { block, signature }, parentView: block.view - 1 };
  };
  const certificate = (kind: VoteKind): Message => {
    const text = statementText(membership, { kind, view: 1, hash });
    const votes = PEERS.map((by) => ({ by, signature: sign(by, text) }));
    return { kind: "certificate", certificate: { kind, epoch: 0, view: 1, hash, votes } };
  };
  const replica = new Replica({
    ...{
      machine: new KeyValue(),
      group,
      members: firstMembers(config),
      digest: digestOf,
      verify: isSignedWith,
    },
    onDone: () => undefined,
  });
  replica.apply(1, []);
  const text = replica.snapshot();
  const leaves = [leafOf(text, digestOf)];
  const said = { view: 1, height: 1, hash, state: rootOf(leaves, digestOf) };
  const votes = PEERS.map((by) => ({ by, signature: sign(by, attestationText(membership, said)) }));
  const certified: Certified = { epoch: 0, ...said, votes };
  return {
    first: proposalOf(first),
    notarization: certificate("notarize"),
    second: proposalOf(blockOf(2, hash)),
    offer: { kind: "offer", certified, leaves } as const,
    piece: { kind: "piece", height: 1, index: 0, text } as const,
  };
}

/** Whether the vote of view 2 was on the member's disk when it left. */
async function isKeptFirst(): Promise<boolean> {
  const group = await LogGroup.of(4, {}, "60s");
  const world = worldOf(group);
  const journal = join(group.options[SELF - 1]!.folder, "journal");
  const kept = () =>
    readdirSync(journal)
      .map((name) => readFileSync(join(journal, name), "utf8"))
      .join("");
  let isHeard = false;
  let isKept: boolean | null = null;
  const { member, hear } = await byHand(group, SELF, (message) => {
    if (message.kind !== "vote") return;
    isHeard = true;
    const { view, signature } = message.vote;
    if (view === 2) isKept ??= kept().includes(signature);
  });
  hear(1, framed(world.first));
  await vi.waitFor(() => expect(isHeard).toBe(true), 15_000);
  hear(1, world.offer);
  // both in one turn: it votes in view 2, and has the last piece
  hear(2, framed(world.notarization), framed(world.second), world.piece);
  await vi.waitFor(() => expect(isKept).not.toBeNull(), 15_000);
  expect(member.status).toMatchObject({ height: 1, snapshot: { height: 1 } });
  await group.stop(SELF);
  return isKept as unknown as boolean;
}

it("a vote that was given just before a snapshot was taken is on the disk before it leaves", async () => {
  expect(await isKeptFirst()).toBe(true);
});

it("planted: steps that are dropped with the old log leave by the new one's resending, and are not kept", async () => {
  const planted = vi.spyOn(Turns.prototype, "stopKept").mockImplementation(function (
    this: Turns<never, never, never>,
  ) {
    this.stop();
  });
  expect(await isKeptFirst()).toBe(false);
  planted.mockRestore();
});
