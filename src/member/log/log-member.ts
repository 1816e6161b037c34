/** A member of a group that keeps one log: its protocol, its disk, its links, its state, and those who wait at it. */
import { EventEmitter } from "node:events";
import type { NodeId } from "../../core/group.js";
import type { Step } from "../../core/machine.js";
import { type Json, readCommand } from "../../log/command.js";
import type { Changing, Members } from "../../log/members.js";
import { commandDigest, Replica, type StateMachine } from "../../log/replica.js";
import { Links, type Peer } from "../../net/links.js";
import { monotonicMs } from "../../node/clock.js";
import { genesisHash, hashOf } from "../../protocols/simplex/block.js";
import { Epochs } from "../../protocols/simplex/epochs.js";
import { DEFAULT_LIMITS, DEFAULT_TIMING } from "../../protocols/simplex/options.js";
import type {
  Base,
  Crypto,
  Epoch,
  Kept,
  Message,
  Note,
  Out,
  Seal,
  Timing,
} from "../../protocols/simplex/types.js";
import { Store } from "../../store/store.js";
import { CatchUp } from "./catch-up.js";
import { type ChangeState, Changes } from "./changes.js";
import { Cutting } from "./cutting.js";
import { entriesOf } from "./entries.js";
import { type LogEntry, LogError, type LogEvents, type Submitted } from "./events.js";
import { FRAME_BYTES_MAX, type Frame, FrameCodec } from "./frames.js";
import type { LogIdentity } from "./identity.js";
import { type EntryProof, Ledger, type LedgerBlock } from "./ledger.js";
import { Lineage } from "./lineage.js";
import { Seals } from "./seals.js";
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
/** Frames of the largest group have their bounds. */
const MEMBERS_MAX = 40;
const SENT_A_SECOND = { frames: 20_000, bytes: 256 * 1024 * 1024 };
/** What the state, the pool and the log's end may take of this process's memory, before peers are suspected. */
const MEMORY_BYTES = 1024 * 1024 * 1024;

interface Parts {
  readonly store: Store;
  readonly lineage: Lineage;
  readonly seals: Seals;
  readonly snapshots: Snapshots;
  readonly replica: Replica;
  readonly ledger: Ledger;
  readonly crypto: Crypto;
}

export class LogMember extends EventEmitter<LogEvents> {
  readonly id: NodeId;
  readonly #setup: LogMemberSetup;
  readonly #crypto: Crypto;
  readonly #store: Store;
  readonly #lineage: Lineage;
  readonly #seals: Seals;
  readonly #changes: Changes;
  readonly #replica: Replica;
  readonly #ledger: Ledger;
  readonly #snapshots: Snapshots;
  readonly #catchUp: CatchUp;
  readonly #codec: FrameCodec;
  readonly #waiting = new Waiting();
  readonly #submissions: Submissions;
  readonly #cutting: Cutting;
  readonly #heard = new Set<NodeId>();
  #epochs!: Epochs;
  #peers: readonly Peer[] = [];
  #turns!: Turns<Message, Out, Note>;
  #links: Links | null = null;
  #clock: NodeJS.Timeout | null = null;
  #isBehind = false;
  #failure: Error | null = null;
  #closing: Promise<void> | null = null;

  private constructor(setup: LogMemberSetup, parts: Parts) {
    super();
    const { store, lineage, seals, snapshots, replica, ledger, crypto } = parts;
    this.id = setup.id;
    this.#setup = setup;
    this.#crypto = crypto;
    this.#store = store;
    this.#lineage = lineage;
    this.#seals = seals;
    this.#snapshots = snapshots;
    this.#replica = replica;
    this.#ledger = ledger;
    this.#codec = new FrameCodec(DEFAULT_LIMITS, MEMBERS_MAX);
    this.#changes = new Changes({
      electorate: { group: setup.group, verify: setup.verifyClient },
      members: () => replica.members,
      height: () => replica.height,
      propose: (text) => this.#turns.input({ kind: "propose", value: text }),
      onChange: (look) => {
        this.on("members", look);
        return () => this.off("members", look);
      },
    });
    this.#submissions = new Submissions({
      ...{
        id: setup.id,
        replica,
        waiting: this.#waiting,
        machine: setup.machine,
        digest: crypto.digest,
      },
      hasRoom: (text) => this.#epochs.current.hasRoom(text),
      propose: (text) => this.#turns.input({ kind: "propose", value: text }),
    });
    this.#cutting = new Cutting(store.archive, (error) => this.#fail(error));
    this.#catchUp = new CatchUp({
      ...{ ledger, snapshots, seals, limits: DEFAULT_LIMITS, digest: crypto.digest },
      height: () => this.#replica.height,
      send: (to, frame) => this.#send([to], frame),
      onFault: (fault) => this.emit("fault", fault),
      install: (certified, pieces) =>
        void this.#install(certified, pieces).catch((error: unknown) => this.#fail(error)),
    });
  }

  /** Replays what is kept, listens, and dials. Rejects with `StoreError` and `PortInUseError`. */
  static async open(setup: LogMemberSetup): Promise<LogMember> {
    const { folder, markFile, group, id, first, machine, verifyClient: verify } = setup;
    const lineage = new Lineage(first, { group, verify });
    const crypto = setup.cryptoWith((one) => lineage.keyOf(one));
    const { digest } = crypto;
    const store = await Store.open({ folder, group, member: id, markFile });
    try {
      let member!: LogMember;
      const seals = await Seals.open(store.archive, lineage);
      const snapshots = new Snapshots({
        archive: store.archive,
        membershipOf: (epoch) => lineage.membership(epoch),
        self: id,
        crypto,
        onCertified: (certified) => member.#certified(certified),
        onFault: (fault) => member.emit("fault", fault),
        onDiverged: (error) => member.#fail(error),
      });
      const replica = new Replica({ machine, group, members: first, digest, verify });
      const { newest } = snapshots;
      if (newest) replica.restore(snapshots.textOf(newest));
      const ledger = await Ledger.open(store.archive, newest?.height ?? 0);
      member = new LogMember(setup, { store, lineage, seals, snapshots, replica, ledger, crypto });
      for (let height = replica.height + 1; height <= ledger.last; height++)
        replica.apply(height, (ledger.at(height) as LedgerBlock).block.commands);
      member.#refuseRemoved();
      member.#begin(member.#base(), store.kept as unknown as Kept[]);
      await member.#connect();
      member.#refuseRemoved();
      return member;
    } catch (error) {
      await store.close();
      throw error;
    }
  }

  /** Resolves when the command is final, with what came of it. Rejects with {@link LogError}. */
  async submit(command: Json, options: SubmitOptions = {}): Promise<Submitted> {
    this.#refuseEnded();
    this.#refuseLearner();
    return this.#submissions.submit(command, options);
  }

  /** The answer to a question from a state no older than this call. */
  async read(question: Json): Promise<{ readonly value: Json; readonly height: number }> {
    this.#refuseEnded();
    this.#refuseLearner();
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
    const sealOf = (epoch: Epoch) => this.#seals.at(epoch);
    const proof = this.#ledger.proof({ height, index }, sealOf, this.#crypto.digest);
    const seals = this.#seals.between(0, proof?.finalization.epoch ?? 0);
    return proof && { version: 1, height, index, ...proof, seals };
  }

  /** Who the members are, and what proves it to whoever knows the first configuration. */
  get members(): Members & { readonly seals: readonly Seal[] } {
    return { ...this.#replica.members, seals: this.#seals.between(0, this.#replica.members.epoch) };
  }

  /** The next step of a change of the members that a quorum of them signed; to be asked for again while one is a learner. */
  async changeMembers(asked: Omit<Changing, "isLearner">): Promise<ChangeState> {
    this.#refuseEnded();
    this.#refuseLearner();
    return this.#changes.change(asked);
  }

  get status() {
    const { view, leader, pending, isIdle, finalizedView, isBehind } = this.#epochs.current;
    const { epoch, members, learners } = this.#replica.members;
    const { first, last } = this.#ledger;
    const { certified } = this.#snapshots;
    return {
      id: this.id,
      epoch,
      members: members.map(({ id }) => id),
      learners: learners.map(({ id }) => id),
      height: this.#replica.height,
      firstHeight: first,
      lastHeight: last,
      ...{ view, leader, finalizedView, pending, isIdle },
      isBehind,
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

  /** Where the present epoch goes on. */
  #base(): Base {
    const { newest } = this.#snapshots;
    const { epoch } = this.#replica.members;
    const base = this.#ledger.base(epoch);
    if (base && base.height >= (newest?.height ?? 0)) return base;
    if (newest?.epoch === epoch)
      return { view: newest.view, height: newest.height, hash: newest.hash, finalization: null };
    const { digest } = this.#crypto;
    const before = epoch === 0 ? null : (this.#seals.at(epoch - 1) as Seal).block;
    const hash = before ? hashOf(before, digest) : genesisHash(this.#setup.group, digest);
    return { view: 0, height: before?.height ?? 0, hash, finalization: null };
  }

  #begin(base: Base, kept: readonly Kept[]): void {
    const { group, id, timing } = this.#setup;
    const options = {
      ...{ self: id, group, epoch: this.#replica.members.epoch, base, crypto: this.#crypto },
      ...{ limits: DEFAULT_LIMITS, kept, succession: this.#lineage },
      learners: () => this.#replica.members.learners.map((node) => node.id),
      timing: { ...DEFAULT_TIMING, ...timing },
    };
    this.#epochs = new Epochs(options, monotonicMs());
    this.#turns = new Turns(this.#epochs, {
      append: (entries) => this.#store.append(entries),
      sync: () => this.#store.sync(),
      send: (to, message) => this.#send(to, { kind: "message", message }),
      told: (step) => this.#told(step),
      ended: () => this.#cut(),
      failed: (error) => this.#fail(error),
    });
  }

  async #connect(): Promise<void> {
    const { id, address, keys } = this.#setup;
    this.#peers = this.#present();
    this.#links = await Links.open(
      {
        ...{ self: id, address, peers: this.#peers },
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
    // what the journal held may have changed them
    await this.#links.meet(this.#peers);
    this.#clock = setInterval(
      () => {
        this.#catchUp.again();
        if (!this.#isMember) this.#send([...this.#heard], { kind: "at", height: this.#replica.height });
      },
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
    const frame = this.#codec.decode(parts[0] as Buffer);
    if ("fault" in frame) {
      this.emit("fault", { from, round: null, kind: "malformed", detail: frame.fault });
      return;
    }
    switch (frame.kind) {
      case "message":
        return this.#hear(from, frame.message);
      case "at":
        return this.#changes.heardOf(from, frame.height);
      default:
        return this.#catchUp.heard(from, frame);
    }
  }

  #hear(from: NodeId, message: Message): void {
    if (message.kind === "attestation") return this.#snapshots.hear(from, message.attestation);
    const fault = message.kind === "seal" ? this.#seals.learn(message.seal, this.#crypto) : null;
    if (fault !== null) {
      const detail = `an end of the epoch: ${fault}`;
      this.emit("fault", { from, round: null, kind: "badCertificate", detail });
      return;
    }
    this.#turns.input({ kind: "message", from, message });
  }

  #told({ out, notes, faults }: Step<Message, Out, Note>): void {
    for (const fault of faults) this.emit("fault", fault);
    for (const one of out) {
      if (one.kind === "committed") this.#commit({ ...one, outcomes: [] });
      else if (one.kind === "sealed") this.#sealed(one.seal);
      else if (one.kind === "asked") this.#catchUp.answer(one);
      else this.#catchUp.tellSeals(one.by, one.epoch, this.#replica.members.epoch);
      if (this.#failure) return;
    }
    for (const note of notes) this.#note(note);
    const { isBehind } = this.#epochs.current;
    if (isBehind === this.#isBehind) return;
    this.#isBehind = isBehind;
    this.emit("behind", { height: this.#replica.height, isBehind: this.#isBehind });
  }

  #note(note: Note): void {
    if (note.kind === "entered")
      this.emit("view", { view: note.view, leader: note.leader, through: note.through });
    this.emit("note", note);
  }

  /** What is final and durable is done, told, and kept for those who ask. */
  #commit({ block, hash, finalization }: LedgerBlock): void {
    const { height } = block;
    if (height <= this.#ledger.last) return;
    const before = this.#replica.members;
    const outcomes = this.#replica.apply(height, block.commands);
    const held = { block, hash, finalization, outcomes };
    this.#ledger.add(held);
    this.#cutting.committed(held);
    for (const [index, outcome] of outcomes.entries()) {
      const command = readCommand(block.commands[index] as string);
      if ("bad" in command) continue;
      const digest = commandDigest(command.command, this.#crypto.digest);
      this.#waiting.settle(command, digest, { height, index }, outcome);
    }
    this.#waiting.pass(height);
    for (const entry of this.listenerCount("committed") > 0 ? entriesOf(held) : [])
      this.emit("committed", entry);
    const isEnd = this.#replica.members.epoch > block.epoch;
    // the last block of an epoch is where the next one begins: what it leaves is that one's to sign
    if (height % (this.#setup.snapshotEvery ?? SNAPSHOT_EVERY) === 0 && !isEnd) this.#snapshot(held);
    if (before !== this.#replica.members) this.#changed();
  }

  /** Members, or learners, are others: links go with them. */
  #changed(): void {
    this.#peers = this.#present();
    this.#links?.meet(this.#peers).catch((error: unknown) => this.#fail(error));
    const { epoch, members, learners } = this.#replica.members;
    const ids = (nodes: Members["members"]) => nodes.map(({ id }) => id);
    this.emit("members", { epoch, members: ids(members), learners: ids(learners) });
  }

  #sealed(seal: Seal): void {
    this.#seals.add(seal);
    this.#cutting.sealed(seal);
    try {
      this.#refuseRemoved();
    } catch (error) {
      this.#fail(error);
    }
  }

  #refuseLearner(): void {
    if (!this.#isMember)
      throw new LogError("notDone", `node ${this.id} looks on, and is no member yet`, "ask a member");
  }

  get #isMember(): boolean {
    return this.#replica.members.members.some(({ id }) => id === this.id);
  }

  #refuseRemoved(): void {
    const { epoch } = this.#replica.members;
    if (this.#isMember || this.#lineage.keyOf(this.id) === undefined) return;
    throw new LogError(
      "removed",
      `member ${this.id} was removed from the group: epoch ${epoch} is without it`,
      "stop serving it; to come back, its machine needs an empty folder, a new key and a new id (docs/LOG.md)",
    );
  }

  /** Those that this one is linked with: members, learners, and those that the last change removed, which may not know yet. */
  #present(): Peer[] {
    const { epoch, members, learners } = this.#replica.members;
    const before = this.#lineage.at(epoch - 1)?.members ?? [];
    const nodes = new Map([...before, ...learners, ...members].map((node) => [node.id, node]));
    nodes.delete(this.id);
    return [...nodes.values()].map(({ id, address, publicKey }) => ({
      ...{ id, address },
      ...(publicKey !== null && { publicKey }),
    }));
  }

  #snapshot({ block, hash }: LedgerBlock): void {
    const { epoch, view, height } = block;
    const text = this.#replica.snapshot();
    this.#snapshots.make({ epoch, view, height, hash }, text).then(
      (attestation) => {
        if (!attestation) return;
        const to = this.#peers.map((peer) => peer.id);
        this.#send(to, { kind: "message", message: { kind: "attestation", attestation } });
      },
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
    this.#begin({ view, height, hash, finalization: null }, this.#epochs.live());
    this.#changed();
    this.emit("behind", { height, isBehind: this.#epochs.current.isBehind });
  }

  /** At the end of a turn: what the archive holds durably need not stand in the journal any longer. */
  #cut(): void {
    const entries = this.#cutting.due(this.#store.journalBytes);
    if (entries) this.#store.cut([...entries, ...this.#epochs.live()].map((entry) => ({ ...entry })));
  }

  #send(to: readonly NodeId[], frame: Frame): void {
    const bytes = this.#codec.encode(frame);
    for (const peer of to) if (this.#peers.some(({ id }) => id === peer)) this.#links?.post(peer, [bytes]);
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
