/** A member of a group that keeps one log: its protocol, its disk, its links, its state, and those who wait at it. */
import { EventEmitter } from "node:events";
import type { NodeId } from "../../core/group.js";
import type { Step } from "../../core/machine.js";
import type { Json } from "../../log/command.js";
import { Replica, type StateMachine } from "../../log/replica.js";
import { Links } from "../../net/links.js";
import { monotonicMs } from "../../node/clock.js";
import { genesisHash } from "../../protocols/simplex/block.js";
import { Simplex } from "../../protocols/simplex/machine.js";
import { DEFAULT_LIMITS, DEFAULT_TIMING } from "../../protocols/simplex/options.js";
import type { Base, Kept, Message, Note, Out, Timing } from "../../protocols/simplex/types.js";
import { Store } from "../../store/store.js";
import { CatchUp } from "./catch-up.js";
import { Cutting } from "./cutting.js";
import { entriesOf } from "./entries.js";
import { type LogEntry, LogError, type LogEvents, type Submitted } from "./events.js";
import { FRAME_BYTES_MAX, type Frame, FrameCodec } from "./frames.js";
import type { LogIdentity } from "./identity.js";
import { type EntryProof, Ledger, type LedgerBlock } from "./ledger.js";
import { Outbox } from "./outbox.js";
import { type Certified, Snapshots } from "./snapshots.js";
import { Submissions, type SubmitOptions } from "./submissions.js";
import { Turns } from "./turns.js";
import { Waiting } from "./waiting.js";

export interface LogMemberSetup extends LogIdentity {
  readonly folder: string;
  readonly markFile?: string | undefined;
  readonly machine: StateMachine;
  readonly timing?: Partial<Timing>;
  /** heights from one snapshot to the next */
  readonly snapshotEvery?: number;
  /** blocks that stay when a snapshot covers them, for those who read the log */
  readonly keepBlocks?: number;
}

const SNAPSHOT_EVERY = 1000;
const KEEP_BLOCKS = 100_000;
const SENT_A_SECOND = { frames: 20_000, bytes: 256 * 1024 * 1024 };
/** What the state, the pool and the log's end may take of this process's memory, before peers are suspected. */
const MEMORY_BYTES = 1024 * 1024 * 1024;

export class LogMember extends EventEmitter<LogEvents> {
  readonly id: NodeId;
  readonly #setup: LogMemberSetup;
  readonly #store: Store;
  readonly #replica: Replica;
  readonly #ledger: Ledger;
  readonly #snapshots: Snapshots;
  readonly #catchUp: CatchUp;
  readonly #codec: FrameCodec;
  readonly #outbox = new Outbox((peer, frame) => this.#links?.post(peer, [frame]));
  readonly #waiting: Waiting;
  readonly #submissions: Submissions;
  readonly #cutting: Cutting;
  readonly #heard = new Set<NodeId>();
  #simplex!: Simplex;
  #turns!: Turns<Message, Out, Note>;
  #links: Links | null = null;
  #clock: NodeJS.Timeout | null = null;
  #isBehind = false;
  #failure: Error | null = null;
  #closing: Promise<void> | null = null;

  private constructor(
    setup: LogMemberSetup,
    store: Store,
    snapshots: Snapshots,
    replica: Replica,
    ledger: Ledger,
    waiting: Waiting,
  ) {
    super();
    this.id = setup.id;
    this.#setup = setup;
    this.#store = store;
    this.#snapshots = snapshots;
    this.#replica = replica;
    this.#ledger = ledger;
    this.#waiting = waiting;
    this.#codec = new FrameCodec(DEFAULT_LIMITS, setup.members.length);
    this.#submissions = new Submissions({
      ...{
        id: setup.id,
        replica,
        waiting: this.#waiting,
        machine: setup.machine,
        digest: setup.crypto.digest,
      },
      hasRoom: (text) => this.#simplex.hasRoom(text),
      propose: (text) => this.#turns.input({ kind: "propose", value: text }),
    });
    this.#cutting = new Cutting(store.archive, (error) => this.#fail(error));
    this.#catchUp = new CatchUp({
      ...{ ledger, snapshots, limits: DEFAULT_LIMITS, digest: setup.crypto.digest },
      height: () => this.#replica.height,
      send: (to, frame) => this.#send([to], frame),
      onFault: (fault) => this.emit("fault", fault),
      install: (certified, pieces) =>
        void this.#install(certified, pieces).catch((error: unknown) => this.#fail(error)),
    });
  }

  /** Replays what is kept, listens, and dials. Rejects with `StoreError` and `PortInUseError`. */
  static async open(setup: LogMemberSetup): Promise<LogMember> {
    const { folder, markFile, group, id, crypto, machine } = setup;
    const store = await Store.open({ folder, group, member: id, markFile });
    try {
      let member!: LogMember;
      const snapshots = new Snapshots({
        archive: store.archive,
        membership: { group, epoch: 0, members: setup.members },
        self: id,
        crypto,
        onCertified: (certified) => member.#certified(certified),
        onFault: (fault) => member.emit("fault", fault),
        onDiverged: (error) => member.#fail(error),
      });
      const waiting = new Waiting();
      const replica = new Replica({
        ...{ machine, group, digest: crypto.digest, verify: setup.verifyClient },
        onDone: (...done) => waiting.settle(...done),
      });
      const { newest } = snapshots;
      if (newest) replica.restore(snapshots.textOf(newest));
      const ledger = await Ledger.open(store.archive, newest?.height ?? 0);
      member = new LogMember(setup, store, snapshots, replica, ledger, waiting);
      for (let height = replica.height + 1; height <= ledger.last; height++)
        replica.apply(height, (ledger.at(height) as LedgerBlock).block.commands);
      member.#begin(member.#base(), store.kept as unknown as Kept[]);
      await member.#connect();
      return member;
    } catch (error) {
      await store.close();
      throw error;
    }
  }

  /** Resolves when the command is final, with what came of it. Rejects with {@link LogError}. */
  async submit(command: Json, options: SubmitOptions = {}): Promise<Submitted> {
    this.#refuseEnded();
    return this.#submissions.submit(command, options);
  }

  /** The answer to a question from a state no older than this call. */
  async read(question: Json): Promise<{ readonly value: Json; readonly height: number }> {
    this.#refuseEnded();
    await this.#submissions.moment();
    return this.peek(question);
  }

  /** The answer from the state as this member holds it, at once. */
  peek(question: Json): { readonly value: Json; readonly height: number } {
    const { machine } = this.#setup;
    if (!machine.query)
      throw new LogError("usage", "the machine answers no questions", "give it a query(question)");
    return { value: machine.query(question) ?? null, height: this.#replica.height };
  }

  /** The committed commands of a height; null where it is not held. */
  entriesAt(height: number): LogEntry[] | null {
    const held = this.#ledger.at(height);
    return held && entriesOf(held);
  }

  /** What proves a command's place to whoever knows the group's keys; null: see {@link Ledger.proof}. */
  proofOf(height: number, index: number): EntryProof | null {
    const proof = this.#ledger.proof(height, index, this.#setup.crypto.digest);
    return proof && { version: 1, height, index, ...proof };
  }

  get status() {
    const { view, leader, pending, isIdle, finalizedView } = this.#simplex;
    const { first, last } = this.#ledger;
    const { certified } = this.#snapshots;
    return {
      id: this.id,
      members: this.#setup.members,
      height: this.#replica.height,
      firstHeight: first,
      lastHeight: last,
      ...{ view, leader, finalizedView, pending, isIdle },
      isBehind: this.#simplex.isBehind,
      heard: [...this.#heard].toSorted((a, b) => a - b),
      waiting: this.#waiting.size,
      sessions: this.#replica.sessions,
      snapshot: certified && { height: certified.height, state: certified.state },
      failed: this.#failure?.message ?? null,
    };
  }

  get links() {
    return this.#links?.stats();
  }

  close(): Promise<void> {
    this.#closing ??= this.#end(
      new LogError(
        "closed",
        `member ${this.id} has left`,
        "the command may still be done: ask another member",
      ),
    );
    return this.#closing;
  }

  async #end(why: LogError): Promise<void> {
    this.#turns.stop();
    if (this.#clock) clearInterval(this.#clock);
    this.#waiting.close(
      new LogError(
        "unknown",
        why.message.split("\n")[0] as string,
        "ask another member under the same client and sequence",
      ),
    );
    await this.#links?.close();
    await this.#store.close();
  }

  #refuseEnded(): void {
    if (this.#failure)
      throw new LogError(
        "notDone",
        `member ${this.id} has stopped: ${this.#failure.message.split("\n")[0]}`,
        "ask another member",
      );
    if (this.#closing) throw new LogError("closed", `member ${this.id} has left`, "join again");
  }

  #base(): Base {
    const { newest } = this.#snapshots;
    const base = this.#ledger.base();
    if (base && base.height >= (newest?.height ?? 0)) return base;
    if (newest) return { view: newest.view, height: newest.height, hash: newest.hash, finalization: null };
    return {
      view: 0,
      height: 0,
      hash: genesisHash(this.#setup.group, this.#setup.crypto.digest),
      finalization: null,
    };
  }

  #begin(base: Base, kept: readonly Kept[]): void {
    const { group, id, members, crypto, timing } = this.#setup;
    const options = { self: id, members, group, epoch: 0, base, crypto, limits: DEFAULT_LIMITS, kept };
    this.#simplex = new Simplex({ ...options, timing: { ...DEFAULT_TIMING, ...timing } }, monotonicMs());
    this.#turns = new Turns(this.#simplex, {
      append: (entries) => this.#store.append(entries),
      sync: () => this.#store.sync(),
      send: (to, message) => this.#outbox.add(to, this.#codec.encode({ kind: "message", message })),
      sent: () => this.#outbox.flush(),
      told: (step) => this.#told(step),
      ended: () => this.#cut(),
      failed: (error) => this.#fail(error),
    });
  }

  async #connect(): Promise<void> {
    const { id, address, peers, keys } = this.#setup;
    this.#links = await Links.open(
      {
        ...{ self: id, address, peers },
        ...(keys && { keys }),
        frameBytesMax: FRAME_BYTES_MAX,
        budget: { frames: 65_536, bytes: Number.MAX_SAFE_INTEGER },
        perSecond: SENT_A_SECOND,
        runBytesMax: MEMORY_BYTES,
      },
      {
        onUp: (peer) => this.#up(peer),
        onFrame: (from, parts) => this.#receive(from, parts),
        onFault: ({ from, kind, detail }) => {
          if (from !== null) this.#cutOff(from);
          this.emit("fault", { from, round: null, kind, detail });
        },
      },
    );
    this.#clock = setInterval(
      () => this.#catchUp.again(),
      2 * (this.#setup.timing?.deltaMs ?? DEFAULT_TIMING.deltaMs),
    );
  }

  #up(peer: NodeId): void {
    this.#heard.add(peer);
    this.emit("heard", peer);
    this.#turns.input({ kind: "peer", id: peer, is: "heard" });
    const { own } = this.#snapshots;
    if (own) this.#send([peer], { kind: "message", message: { kind: "attestation", attestation: own } });
  }

  /** A flooder's link is dialled again after a while: its next process may be another. */
  #cutOff(peer: NodeId): void {
    this.#heard.delete(peer);
    setTimeout(() => this.#links?.restore(peer), 5000).unref();
  }

  #receive(from: NodeId, parts: readonly Buffer[]): void {
    for (const frame of this.#codec.decodeAll(parts[0] as Buffer)) {
      if ("fault" in frame) this.emit("fault", { from, round: null, kind: "malformed", detail: frame.fault });
      else this.#heardFrame(from, frame);
    }
  }

  #heardFrame(from: NodeId, frame: Frame): void {
    switch (frame.kind) {
      case "message":
        if (frame.message.kind === "attestation") this.#snapshots.hear(from, frame.message.attestation);
        else this.#turns.input({ kind: "message", from, message: frame.message });
        return;
      default:
        return this.#catchUp.heard(from, frame);
    }
  }

  #told({ out, notes, faults }: Step<Message, Out, Note>): void {
    for (const fault of faults) this.emit("fault", fault);
    for (const one of out) {
      if (one.kind === "committed") this.#commit({ ...one, outcomes: [] });
      else this.#catchUp.answer(one);
      if (this.#failure) return;
    }
    for (const note of notes) {
      if (note.kind === "entered")
        this.emit("view", { view: note.view, leader: note.leader, through: note.through });
      this.emit("note", note);
    }
    if (this.#simplex.isBehind === this.#isBehind) return;
    this.#isBehind = this.#simplex.isBehind;
    this.emit("behind", { height: this.#replica.height, isBehind: this.#isBehind });
  }

  /** What is final and durable is done, told, and kept for those who ask. */
  #commit({ block, hash, finalization }: LedgerBlock): void {
    const { height } = block;
    if (height <= this.#ledger.last) return;
    const outcomes = this.#replica.apply(height, block.commands);
    const held = { block, hash, finalization, outcomes };
    this.#ledger.add(held);
    this.#cutting.committed(held);
    this.#waiting.pass(height);
    for (const entry of this.listenerCount("committed") > 0 ? entriesOf(held) : [])
      this.emit("committed", entry);
    if (height % (this.#setup.snapshotEvery ?? SNAPSHOT_EVERY) === 0) this.#snapshot(held);
  }

  #snapshot({ block, hash }: LedgerBlock): void {
    const { epoch, view, height } = block;
    const text = this.#replica.snapshot();
    this.#snapshots.make({ epoch, view, height, hash }, text).then(
      (attestation) =>
        this.#send(
          this.#setup.peers.map((peer) => peer.id),
          { kind: "message", message: { kind: "attestation", attestation } },
        ),
      (error: unknown) => this.#fail(error),
    );
  }

  #certified({ height, state }: Certified): void {
    this.#ledger.prune(Math.min(height, this.#replica.height) - (this.#setup.keepBlocks ?? KEEP_BLOCKS));
    this.emit("snapshot", { height, state });
  }

  /** A certified snapshot takes the place of all that this member held: it goes on from there. */
  async #install(certified: Certified, pieces: readonly string[]): Promise<void> {
    if (certified.height <= this.#replica.height) return;
    this.#turns.stop();
    await this.#snapshots.install(certified, pieces);
    this.#replica.restore(pieces.join(""));
    this.#ledger.restart(certified.height);
    this.#waiting.recheck((command) => this.#submissions.known(command));
    const { view, height, hash } = certified;
    this.#begin({ view, height, hash, finalization: null }, this.#simplex.live());
    this.emit("behind", { height, isBehind: this.#simplex.isBehind });
  }

  /** At the end of a turn: what the archive holds durably need not stand in the journal any longer. */
  #cut(): void {
    const entries = this.#cutting.due(this.#store.journalBytes);
    if (entries) this.#store.cut([...entries, ...this.#simplex.live()].map((entry) => ({ ...entry })));
  }

  #send(to: readonly NodeId[], frame: Frame): void {
    this.#outbox.add(to, this.#codec.encode(frame));
    this.#outbox.flush();
  }

  /** Nothing is signed or answered any more: what its disk holds, or its state, cannot be relied on. */
  #fail(error: unknown): void {
    if (this.#failure || this.#closing) return;
    this.#failure = error as Error;
    this.#closing = this.#end(
      new LogError("closed", `member ${this.id} has stopped`, "see why, and start it again"),
    );
    this.emit("failed", this.#failure);
  }
}
