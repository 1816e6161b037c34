/**
 * A whole member with its disk, and its three peers as bare machines in this process: over 100,000 appends neither its memory
 * nor its folder grows, since snapshots are certified and what is old goes.
 */
import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect, it, onTestFinished, vi } from "vitest";
import { KeyValue } from "../../src/log/key-value.js";
import type { Members } from "../../src/log/members.js";
import { FrameCodec } from "../../src/member/log/frames.js";
import { digestOf } from "../../src/member/log/identity.js";
import { openLinks } from "../../src/member/log/linking.js";
import { LogMember } from "../../src/member/log/log-member.js";
import { monotonicMs } from "../../src/net/clock.js";
import type { Links } from "../../src/net/links.js";
import type { LinksEvents } from "../../src/net/links-options.js";
import { isSignedWith } from "../../src/node/ed25519.js";
import { genesisHash } from "../../src/protocols/simplex/block.js";
import { Simplex } from "../../src/protocols/simplex/machine.js";
import { DEFAULT_LIMITS, DEFAULT_TIMING } from "../../src/protocols/simplex/options.js";
import { attestationText } from "../../src/protocols/simplex/statement.js";
import type { Attestation, Crypto, Message, SimplexOptions } from "../../src/protocols/simplex/types.js";

vi.mock(import("../../src/member/log/linking.js"), () => ({ openLinks: vi.fn<typeof openLinks>() }));

const SELF = 4;
const IDS = [1, 2, 3, SELF];
const GROUP = digestOf("flat");
const TIMING = { ...DEFAULT_TIMING, deltaMs: 200 };
const EVERY = 20;
const KEPT = 50;
const codec = new FrameCodec(IDS.length);
/** Signatures of the right form, which take no time; nobody forges any here. */
const signed = (by: number, text: string): string =>
  createHash("sha512").update(`${by} ${text}`).digest("base64url");
const crypto = (id: number): Crypto => ({
  sign: (text) => signed(id, text),
  verify: (by, text, signature) => signature === signed(by, text),
  digest: digestOf,
});

interface Post {
  readonly from: number;
  readonly to: number;
  readonly message: Message;
}

/** The peers, and the links between all. */
class Peers {
  readonly #machines: ReadonlyMap<number, Simplex>;
  #posts: Post[] = [];
  events: LinksEvents | null = null;

  constructor() {
    const base = { view: 0, height: 0, hash: genesisHash(GROUP, digestOf), finalization: null };
    const fixed = {
      members: IDS,
      group: GROUP,
      epoch: 0,
      base,
      timing: TIMING,
      limits: DEFAULT_LIMITS,
      kept: [],
    };
    const peer = (id: number): SimplexOptions => ({ ...fixed, self: id, crypto: crypto(id) });
    this.#machines = new Map(
      IDS.filter((id) => id !== SELF).map((id) => [id, new Simplex(peer(id), monotonicMs())]),
    );
  }

  readonly post = (to: number, [bytes]: readonly Uint8Array[]): void => {
    for (const frame of codec.decodeAll(Buffer.from(bytes!)))
      if (!("fault" in frame) && frame.kind === "message") this.#send(SELF, to, frame.message);
  };

  #send(from: number, to: number, message: Message): void {
    if (this.#posts.length === 0) setImmediate(() => this.#deliver());
    this.#posts.push({ from, to, message });
  }

  #deliver(): void {
    const posts = this.#posts;
    this.#posts = [];
    for (const { from, to, message } of posts) {
      if (to === SELF) this.events?.onFrame(from, [Buffer.from(codec.encode({ kind: "message", message }))]);
      else if (message.kind === "attestation") this.#attest(to, message.attestation);
      else this.#step(to, { kind: "message", from, message });
    }
  }

  /** A peer without a state of its own says what the member says. */
  #attest(by: number, said: Attestation): void {
    const text = attestationText({ group: GROUP, epoch: 0 }, said);
    const attestation = { ...said, by, signature: crypto(by).sign(text) };
    this.#send(by, SELF, { kind: "attestation", attestation });
  }

  tick(): void {
    for (const [id, { deadlineMs }] of this.#machines)
      if (deadlineMs !== null && deadlineMs <= monotonicMs()) this.#step(id, { kind: "tick" });
  }

  #step(id: number, input: Parameters<Simplex["step"]>[0]): void {
    const { send } = this.#machines.get(id)!.step(input, monotonicMs());
    for (const { to, message } of send) for (const peer of to) this.#send(id, peer, message);
  }
}

async function started(keepBlocks: number): Promise<{ member: LogMember; folder: string }> {
  const folder = mkdtempSync(join(tmpdir(), "strategos-flat-"));
  const peers = new Peers();
  const clock = setInterval(() => peers.tick(), 2);
  const idle = async () => undefined;
  vi.mocked(openLinks).mockImplementation(async (_setup, _peers, events) => {
    peers.events = events;
    return { post: peers.post, meet: idle, close: idle, hears: () => false } as unknown as Links;
  });
  const nodes = IDS.map((id) => ({
    id,
    address: "tcp://127.0.0.1:1",
    publicKey: null,
    signingKey: `${id}`.repeat(64),
  }));
  const first: Members = { epoch: 0, members: nodes, learners: [], highest: SELF };
  const member = await LogMember.open({
    ...{ id: SELF, first, group: GROUP, address: nodes[0]!.address, folder, machine: new KeyValue() },
    ...{ timing: TIMING, snapshotEvery: EVERY, keepBlocks },
    cryptoWith: () => crypto(SELF),
    verifyClient: isSignedWith,
  });
  onTestFinished(async () => {
    clearInterval(clock);
    await member.close();
    rmSync(folder, { recursive: true });
  });
  return { member, folder };
}

/** So many more appends, of one client's, to some keys. */
async function append(member: LogMember, from: number, to: number): Promise<void> {
  for (let n = from; n < to; n += 500)
    await Promise.all(
      Array.from({ length: 500 }, (_, at) =>
        member.submit({ put: [`key ${at % 50}`, n + at] }, { client: "c", sequence: n + at }),
      ),
    );
}

const collect = (() => {
  setFlagsFromString("--expose-gc");
  return runInNewContext("gc") as () => void;
})();

/** The least of three: what is compiled or flushed just now comes and goes. */
function heapBytes(): number {
  return Math.min(
    ...[1, 2, 3].map(() => {
      collect();
      return process.memoryUsage().heapUsed;
    }),
  );
}

function folderBytes(folder: string): number {
  const entries = readdirSync(folder, { withFileTypes: true, recursive: true }).filter((one) => one.isFile());
  return entries.reduce((sum, { parentPath, name }) => sum + statSync(join(parentPath, name)).size, 0);
}

it("memory and disk stay as they are from 70,000 to 100,000 appends", async () => {
  const { member, folder } = await started(KEPT);
  await append(member, 0, 70_000);
  const before = heapBytes();
  await append(member, 70_000, 100_000);
  const { firstHeight, lastHeight, snapshot } = member.status;
  expect(snapshot?.height).toBeGreaterThan(lastHeight - 2 * EVERY);
  expect(lastHeight - firstHeight).toBeLessThan(KEPT + 2 * EVERY);
  // an append's text alone takes 60 bytes
  expect(heapBytes() - before).toBeLessThan(30_000 * 20);
  expect(folderBytes(folder)).toBeLessThan(32 * 1024 * 1024);
});

it("planted: a member that keeps what it is told, and prunes nothing, is seen to grow", async () => {
  const { member, folder } = await started(1_000_000);
  const told: unknown[] = [];
  member.on("committed", (entry) => told.push(entry));
  const before = heapBytes();
  await append(member, 0, 4000);
  expect(member.status.firstHeight).toBe(1);
  expect(heapBytes() - before).toBeGreaterThan(4000 * 20);
  expect(told).toHaveLength(4000);
  expect(folderBytes(folder)).toBeGreaterThan(1024);
});
