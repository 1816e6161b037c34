/**
 * Rows 48 to 51 of docs/SECURITY.md: a member of a log that says over its own proved links what counts for nothing, and what no
 * loyal one signs. The others' commands are final, in one order.
 */
import { expect, it, onTestFinished, vi } from "vitest";
import { type Frame, FrameCodec } from "../../src/member/log/frames.js";
import { digestOf, type LogIdentity, logGroup } from "../../src/member/log/identity.js";
import { openLinks } from "../../src/member/log/linking.js";
import type { LogMember } from "../../src/member/log/log-member.js";
import { ed25519Crypto } from "../../src/node/log-signatures.js";
import { genesisHash, hashOf } from "../../src/protocols/simplex/block.js";
import { statementText } from "../../src/protocols/simplex/statement.js";
import type {
  Block,
  Certificate,
  Hash,
  Message,
  MessageOf,
  Vote,
  VoteKind,
} from "../../src/protocols/simplex/types.js";
import { LogGroup, until } from "../member/group.js";

const codec = new FrameCodec(7);
const OTHER = "ab".repeat(32);

/** A member's links and keys in this test's hand. */
class Attacker {
  private constructor(
    private readonly id: number,
    private readonly group: Hash,
    private readonly secret: string,
    readonly say: (to: number, ...messages: readonly Message[]) => void,
  ) {}

  /** Resolves once its links with those who run are up. `answer`: what it does about what a member says to it. */
  static async join(
    { options, members }: LogGroup,
    id: number,
    answer: (attacker: Attacker, from: number, message: Message) => void,
  ): Promise<Attacker> {
    const { config, secretKey, signingSecret } = options[id - 1]!;
    const { address, publicKey } = config.nodes[id - 1]!;
    const others = config.nodes.filter((node) => node.id !== id);
    const peers = others.map(({ id: peer, address: at, publicKey: key }) => ({
      ...{ id: peer, address: at, publicKey: key! },
    }));
    const keys = { publicKey: publicKey!, secretKey: secretKey! };
    const unheard = new Set(members.keys());
    let up!: () => void;
    const allUp = new Promise<void>((resolve) => {
      up = resolve;
    });
    const links = await openLinks({ id, address, keys } as LogIdentity, peers, {
      onUp: (peer) => {
        unheard.delete(peer);
        if (unheard.size === 0) up();
      },
      onFault: () => undefined,
      onFrame: (from, [bytes]) => {
        for (const frame of codec.decodeAll(bytes!))
          if (!("fault" in frame) && frame.kind === "message") answer(attacker, from, frame.message);
      },
    });
    onTestFinished(() => links.close());
    const say = (to: number, ...messages: readonly Message[]) => {
      const frames = messages.map((message): Frame => ({ kind: "message", message }));
      for (const frame of frames) links.post(to, [codec.encode(frame)]);
    };
    const attacker = new Attacker(id, logGroup(config), signingSecret, say);
    await allUp;
    return attacker;
  }

  vote(kind: VoteKind, view: number, hash: Hash | null, more: Partial<Vote> = {}): Message {
    const signature = this.#signed(kind, view, hash);
    return { kind: "vote", vote: { kind, epoch: 0, view, hash, by: this.id, signature, ...more } };
  }

  certificate(
    kind: VoteKind,
    view: number,
    hash: Hash | null,
    by: readonly number[],
  ): MessageOf<"certificate"> {
    const signature = this.#signed(kind, view, hash);
    const certificate: Certificate = {
      ...{ kind, epoch: 0, view, hash },
      votes: by.map((signer) => ({ by: signer, signature })),
    };
    return { kind: "certificate", certificate };
  }

  proposal(block: Block): Message {
    const signature = this.#signed("propose", block.view, hashOf(block, digestOf));
    return { kind: "proposal", proposal: { block, signature }, parentView: 0 };
  }

  get genesis(): Hash {
    return genesisHash(this.group, digestOf);
  }

  #signed(kind: VoteKind | "propose", view: number, hash: Hash | null): string {
    const { sign } = ed25519Crypto(() => undefined, this.secret);
    return sign(statementText({ group: this.group, epoch: 0 }, { kind, view, hash }));
  }
}

/** The loyal members, once they are up, and all that is told of the attacker. */
async function beside(group: LogGroup, ids: readonly number[]) {
  const members = await Promise.all(ids.map((id) => group.start(id)));
  const told: string[] = [];
  for (const member of members)
    member.on("fault", ({ from, kind, detail }) => told.push(`${from} ${kind}: ${detail}`));
  return { members, told };
}

async function agreeOn(members: readonly LogMember[], count: number): Promise<void> {
  for (let n = 0; n < count; n++)
    expect(await members[n % members.length]!.submit({ put: ["key", n] })).toMatchObject({ result: true });
  const heights = members.map(({ status }) => status.height);
  const logs = members.map((member) =>
    Array.from({ length: Math.min(...heights) }, (_, at) => member.entriesAt(at + 1)),
  );
  for (const log of logs) expect(log).toEqual(logs[0]);
  expect(members.map(({ failure }) => failure)).toEqual(members.map(() => null));
}

it("row 48: votes for two blocks, for and against a view, of others, twice and of other epochs: evidence, and nobody is fooled", async () => {
  const group = await LogGroup.of(4);
  const { members, told } = await beside(group, [1, 2, 3]);
  await Attacker.join(group, 4, (attacker, from, message) => {
    if (message.kind !== "proposal") return;
    const { block } = message.proposal;
    const [view, hash] = [block.view, hashOf(block, digestOf)];
    const own = [attacker.vote("notarize", view, hash), attacker.vote("notarize", view, OTHER)];
    const both = [attacker.vote("nullify", view, null), attacker.vote("finalize", view, hash)];
    const others = [1, 2, 3, 9].map((by) => attacker.vote("notarize", view, OTHER, { by }));
    attacker.say(
      from,
      ...own,
      ...own,
      ...both,
      ...others,
      attacker.vote("finalize", view, hash, { epoch: 7 }),
    );
  });
  await agreeOn(members, 12);
  for (const member of members) await until(member, () => member.evidence.some(({ by }) => by === 4));
  expect(new Set(members.flatMap((member) => member.evidence.map(({ by }) => by)))).toEqual(new Set([4]));
  expect(told.filter((one) => !one.startsWith("4 "))).toEqual([]);
});

it("row 49: certificates of junk, too few, unsorted, repeated signers, and by the thousand prove nothing", async () => {
  const group = await LogGroup.of(4);
  const { members, told } = await beside(group, [1, 2, 3]);
  await Attacker.join(group, 4, (attacker, from, message) => {
    if (message.kind !== "proposal") return;
    const { view } = message.proposal.block;
    for (const by of [[1, 2, 3], [4], [3, 2, 1], [4, 4, 4], [1, 2, 9]])
      attacker.say(from, attacker.certificate("finalize", view, OTHER, by));
    for (let ahead = 1; ahead <= 300; ahead++)
      attacker.say(from, attacker.certificate("nullify", view + ahead, null, [1, 2, 3]));
  });
  await agreeOn(members, 12);
  expect(told.length).toBeGreaterThan(0);
  expect(told.filter((one) => !one.startsWith("4 "))).toEqual([]);
});

it("row 50: a leader that proposes rubbish, on an old block, at a wrong height, and nobody's commands: the next one leads", async () => {
  const group = await LogGroup.of(4);
  const { members, told } = await beside(group, [1, 2, 3]);
  let led = 0;
  await Attacker.join(group, 4, (attacker, from, message) => {
    const view = message.kind === "proposal" ? message.proposal.block.view + 1 : 0;
    if (view === 0 || view % 4 !== 0) return;
    led++;
    const rubbish = { epoch: 0, view, height: 1, parent: attacker.genesis, commands: ["rubbish"] };
    attacker.say(
      from,
      attacker.proposal(rubbish),
      attacker.proposal({ ...rubbish, height: 99, parent: OTHER }),
    );
  });
  await agreeOn(members, 12);
  expect(led).toBeGreaterThan(0);
  expect(told.filter((one) => !one.startsWith("4 "))).toEqual([]);
});

it("row 51: to one that catches up, wrong blocks, endless heights and another group's log are served in vain", async () => {
  const group = await LogGroup.of(7);
  const loyal = [1, 2, 3, 4, 5];
  const { members } = await beside(group, loyal);
  await agreeOn(members, 12);
  const { height } = members[0]!.status;
  const log = Array.from({ length: height }, (_, at) => members[0]!.entriesAt(at + 1));
  // nobody else is there at first
  await Promise.all(loyal.map((id) => group.stop(id)));
  const {
    members: [late],
    told,
  } = await beside(group, [6]);
  const attacker = await Attacker.join(group, 7, () => undefined);

  const blockOf = (at: number, parent: Hash): Block => ({
    ...{ epoch: 0, view: at, height: at, parent, commands: [`forged ${at}`] },
  });
  let last = attacker.genesis;
  const blocks = Array.from({ length: 60 }, (_, at) => {
    const block = blockOf(at + 1, last);
    last = hashOf(block, digestOf);
    return block;
  });
  const lone = { kind: "blocks", epoch: 0, blocks: [blockOf(10 ** 9, OTHER)], finalization: null } as const;
  const { certificate } = attacker.certificate("finalize", 60, last, loyal);
  attacker.say(6, lone, { ...lone, blocks, finalization: certificate }, { kind: "certificate", certificate });
  await vi.waitFor(() => expect(told).toContainEqual(expect.stringMatching(/^7 badCertificate: /)), 10_000);
  expect(late!.status.height).toBe(0);

  const again = await Promise.all(loyal.map((id) => group.start(id)));
  await until(late!, () => late!.status.height >= height);
  expect(log).toEqual(log.map((_, at) => late!.entriesAt(at + 1)));
  await agreeOn([...again, late!], 6);
});
