/** A member of a group that keeps one log: its protocol, its disk, its links, its state, and those who wait at it. */
import type { NodeId } from "../../core/group.js";
import type { Step } from "../../core/machine.js";
import type { Json } from "../../log/command.js";
import type { Changing } from "../../log/members.js";
import type { Epochs } from "../../protocols/simplex/epochs.js";
import type { Base, Kept, Message, Note, Out } from "../../protocols/simplex/types.js";
import { CatchUp } from "./catch-up.js";
import { type ChangeState, Changes } from "./changes.js";
import { copied } from "./copied.js";
import { LogError, type Submitted } from "./events.js";
import { FinalLog } from "./final-log.js";
import type { Frame } from "./frames.js";
import { HeldLog } from "./held-log.js";
import { LogPeers } from "./log-peers.js";
import { Mail } from "./mail.js";
import { Pace } from "./pace.js";
import { baseOf, epochsOf, type LogMemberSetup, openParts, type Parts } from "./parts.js";
import { Roster } from "./roster.js";
import type { Certified } from "./snapshots.js";
import { Submissions, type SubmitOptions } from "./submissions.js";
import { Turns } from "./turns.js";

export class LogMember extends HeldLog {
  readonly #changes: Changes;
  readonly #roster: Roster;
  readonly #peers: LogPeers;
  readonly #catchUp: CatchUp;
  readonly #mail: Mail;
  readonly #submissions: Submissions;
  readonly #final: FinalLog;
  readonly #pace: Pace;
  #epochs!: Epochs;
  /** undefined: it is not begun yet */
  #turns: Turns<Message, Out, Note> | undefined;
  #clock: NodeJS.Timeout | null = null;
  #failure: Error | null = null;
  #closing: Promise<void> | null = null;

  private constructor(setup: LogMemberSetup, parts: Parts) {
    super(setup, parts);
    const { lineage, replica } = parts;
    this.#roster = new Roster(setup.id, lineage, () => replica.members, setup.keys !== undefined);
    this.#peers = new LogPeers(setup, () => this.#roster.peers, {
      up: (peer) => this.#up(peer),
      receive: (from, frame) => this.#heard(from, frame),
      fault: (fault) => this.tell("fault", fault),
    });
    this.#mail = new Mail({
      ...{ self: setup.id, deltaMs: parts.timing.deltaMs },
      course: () => this.#epochs.current,
      encode: (frame) => this.#peers.encode(frame),
      post: (peer, frame) => this.#peers.post(peer, frame),
    });
    this.#changes = new Changes({
      electorate: { group: setup.group, verify: setup.verifyClient },
      ...{ replica, events: this },
      propose: (text) => this.#propose(text),
    });
    this.#submissions = new Submissions(setup, parts, {
      hasRoom: (text) => this.#epochs.current.hasRoom(text),
      propose: (text) => this.#propose(text),
    });
    this.#final = new FinalLog({
      ...{ parts, setup },
      hasListeners: () => this.listenerCount("committed") > 0,
      tell: (name, ...told) => this.tell(name, ...told),
      onChanged: () => this.#changed(),
      attest: (attestation) =>
        this.#mail.send(this.#peers.ids, { kind: "message", message: { kind: "attestation", attestation } }),
      onFailure: (error) => this.#fail(error),
    });
    this.#pace = new Pace(replica, (behind) => this.tell("behind", behind));
    this.#catchUp = new CatchUp(parts, {
      send: (to, frame) => this.#mail.send([to], frame),
      onFault: (fault) => this.#peers.blame(fault),
      install: (certified, pieces) =>
        void this.#install(certified, pieces).catch((error: unknown) => this.#fail(error)),
    });
  }

  /** Replays what is kept, listens, and dials. Rejects with `StoreError` and `PortInUseError`. */
  static async open(setup: LogMemberSetup): Promise<LogMember> {
    let member!: LogMember;
    const parts = await openParts(setup, {
      onCertified: (certified) => member.#final.certified(certified),
      onFault: (fault) => member.#peers.blame(fault),
      onDiverged: (error) => member.#fail(error),
    });
    try {
      member = new LogMember(setup, parts);
      member.#roster.refuseRemoved();
      member.#begin(baseOf(setup.group, parts), parts.store.kept as Kept[]);
      await member.#connect();
      if (member.#failure) throw member.#failure;
      parts.store.archive.onUnread = (error) => member.#fail(error);
      return member;
    } catch (error) {
      const begun = member as LogMember | undefined;
      if (begun) await begun.#hangUp();
      await parts.store.close();
      throw error;
    }
  }

  /** Resolves when the command is final, with what came of it. Rejects with {@link LogError}. */
  async submit(command: Json, options: SubmitOptions = {}): Promise<Submitted> {
    this.#refuseOthers();
    return this.#submissions.submit(command, options);
  }

  /** The answer to a question from a state no older than this call. */
  async read(question: Json): Promise<{ readonly value: Json; readonly height: number }> {
    this.#refuseOthers();
    await this.#submissions.moment();
    return this.peek(question);
  }

  /** The next step of a change of the members that a quorum of them signed; to be asked for again while one is a learner. */
  async changeMembers(asked: Omit<Changing, "isLearner">): Promise<ChangeState> {
    this.#refuseOthers();
    return this.#changes.change(asked);
  }

  get status() {
    const { view, leader, pending, isIdle, finalizedView } = this.#epochs.current;
    const { first, last } = this.parts.ledger;
    const { certified } = this.parts.snapshots;
    return {
      id: this.id,
      ...this.#roster.ids,
      height: this.parts.replica.height,
      firstHeight: first,
      lastHeight: last,
      ...{ view, leader, finalizedView, pending, isIdle },
      ...this.#pace.status(this.#epochs.current),
      heard: this.#peers.heard,
      waiting: this.parts.waiting.size,
      sessions: this.parts.replica.sessions,
      snapshot: certified && { height: certified.height, state: certified.state },
      evidence: this.evidence.map(({ by, misdeed }) => ({ by, misdeed })),
      failed: this.#failure?.message ?? null,
    };
  }

  /** Why it has ended, if it has. */
  get failure(): Error | null {
    return this.#failure;
  }

  get links() {
    return this.#peers.stats;
  }

  close(): Promise<void> {
    return (this.#closing ??= this.#end(`member ${this.id} has left`));
  }

  async #end(cause: string): Promise<void> {
    this.leaves();
    const hungUp = this.#hangUp();
    const fix = "ask another member under the same client and sequence";
    this.parts.waiting.close(new LogError("unknown", cause, fix));
    this.#changes.close(cause);
    await hungUp;
    this.recorder?.close();
    await this.parts.store.close();
  }

  /** It steps no more, and is heard no more. */
  async #hangUp(): Promise<void> {
    this.#turns?.stop();
    this.#mail.close();
    if (this.#clock) clearInterval(this.#clock);
    await this.#peers.close();
  }

  /** Who has ended, or is no member yet, answers nobody. */
  #refuseOthers(): void {
    if (this.#failure)
      throw new LogError(
        "notDone",
        `member ${this.id} has stopped: ${this.#failure.message.split("\n")[0]}`,
        "ask another member",
      );
    if (this.#closing) throw new LogError("closed", `member ${this.id} has left`, "join again");
    this.#roster.refuseLearner();
  }

  #propose(text: string): void {
    this.recorder?.submitted(text);
    this.#turns?.input({ kind: "propose", value: text });
  }

  #begin(base: Base, kept: readonly Kept[]): void {
    this.recorder?.enter(this.parts.replica.members.epoch);
    this.#epochs = epochsOf(this.setup, this.parts, base, kept);
    this.#turns = new Turns(this.#epochs, {
      append: (entries) => this.parts.store.append(entries),
      sync: () => this.parts.store.sync(),
      send: (to, message) => this.#mail.add(to, message),
      sent: () => this.#mail.flush(),
      told: (step) => this.#told(step),
      isAwaited: (step) => this.parts.waiting.isFor(step, this.listenerCount("committed") > 0),
      ended: () => this.#cut(),
      failed: (error) => this.#fail(error),
    });
  }

  async #connect(): Promise<void> {
    await this.#peers.connect();
    this.#clock = setInterval(() => {
      this.#catchUp.again();
      if (!this.#roster.isMember)
        this.#mail.send(this.#peers.heard, { kind: "at", height: this.parts.replica.height });
    }, 2 * this.parts.timing.deltaMs);
  }

  #up(peer: NodeId): void {
    this.tell("heard", peer);
    this.#turns?.input({ kind: "peer", id: peer, is: "heard" });
    const { own } = this.parts.snapshots;
    if (own) this.#mail.send([peer], { kind: "message", message: { kind: "attestation", attestation: own } });
  }

  #heard(from: NodeId, frame: Frame): void {
    if (frame.kind === "at") return this.#changes.heardOf(from, frame.height);
    try {
      if (frame.kind !== "message") return this.#catchUp.heard(from, frame);
      const { message } = frame;
      if (this.#catchUp.learn(from, message)) this.#turns?.input({ kind: "message", from, message });
    } catch (error) {
      this.#fail(error);
    }
  }

  #told(step: Step<Message, Out, Note>): void {
    const { out, notes, faults } = step;
    this.recorder?.told(step);
    for (const fault of faults) this.#peers.blame(fault);
    for (const one of out) {
      if (one.kind === "committed") {
        this.#mail.committed(one, this.#peers.ids);
        this.#final.commit({ ...one, outcomes: [] });
      } else if (one.kind === "sealed") {
        this.#final.sealed(one.seal);
        this.#roster.refuseRemoved();
      } else if (one.kind === "asked") this.#catchUp.answer(one);
      else if (one.kind === "copied") this.#fail(copied(this.parts.store.archive, this.id, one));
      else this.#catchUp.tellSeals(one.by, one.epoch, this.parts.replica.members.epoch);
      if (this.#failure) return;
    }
    for (const note of notes) {
      if (note.kind === "entered")
        this.tell("view", { view: note.view, leader: note.leader, through: note.through });
      if (note.kind === "evidence") this.witness(note.evidence);
      this.tell("note", note);
    }
    const hasCommitted = out.some(({ kind }) => kind === "committed");
    this.#pace.told(this.#epochs.current, hasCommitted);
  }

  /** Members, or learners, are others: links go with them. */
  #changed(): void {
    this.#peers.meet().catch((error: unknown) => this.#fail(error));
    this.tell("members", this.#roster.ids);
  }

  /** A certified snapshot takes the place of all that this member held: it goes on from there. */
  async #install(certified: Certified, pieces: readonly string[]): Promise<void> {
    // what is final already in this turn is not told yet
    if (certified.height <= Math.max(this.parts.replica.height, this.#epochs.current.committed.height))
      return;
    this.#turns?.stopKept();
    await this.parts.snapshots.install(certified, pieces);
    if (this.#closing) return;
    this.parts.replica.restore(pieces.join(""));
    this.parts.ledger.restart(certified.height);
    this.parts.waiting.recheck((command) => this.#submissions.known(command));
    const { view, height, hash } = certified;
    this.#begin({ view, height, hash, finalization: null }, this.#epochs.live());
    this.#changed();
    this.#pace.installed(this.#epochs.current);
  }

  /** At the end of a turn: what the archive holds durably need not stand in the journal any longer. */
  #cut(): void {
    const entries = this.#final.cut(this.parts.store.journalBytes);
    if (entries) this.parts.store.cut([...entries, ...this.#epochs.live()].map((entry) => ({ ...entry })));
  }

  /** Nothing is signed or answered any more: what its disk holds, or its state, cannot be relied on. */
  #fail(error: unknown): void {
    if (this.#failure || this.#closing) return;
    const failure = (this.#failure = error as Error);
    this.#closing = this.#end(`member ${this.id} has stopped`);
    const told = () => this.tell("failed", failure);
    this.#closing.then(told, told);
  }
}
