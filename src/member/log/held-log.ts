/** What a member holds of its log, for those who read it and for those who want a proof. */
import { EventEmitter } from "node:events";
import type { NodeId } from "../../core/group.js";
import type { Json } from "../../log/command.js";
import type { Members } from "../../log/members.js";
import type { Epoch, Evidence, Seal } from "../../protocols/simplex/types.js";
import { onlyListenedTo } from "../listened.js";
import { answerText, type SignedAnswer } from "./answers.js";
import { entriesOf } from "./entries.js";
import { LOG_EVENTS, type LogEntry, LogError, type LogEvents } from "./events.js";
import type { LogEvidence } from "./evidence-box.js";
import type { EntryProof } from "./ledger.js";
import type { LogMemberSetup, Parts } from "./parts.js";
import { type MemberRecorder, recorderOf } from "./recorder.js";

const LISTENERS_MAX = 100;

export abstract class HeldLog extends EventEmitter<LogEvents> {
  readonly id: NodeId;
  /** private to Node.js, too: its keys are not printed with the member */
  readonly #setup: LogMemberSetup;
  protected readonly recorder: MemberRecorder | null;
  protected leaves: () => void = () => undefined;

  constructor(
    setup: LogMemberSetup,
    protected readonly parts: Parts,
  ) {
    super();
    onlyListenedTo(this, LOG_EVENTS, (cause, fix) => new LogError("usage", cause, fix));
    // each reader that follows the log listens, and there are bounds for them elsewhere
    this.setMaxListeners(LISTENERS_MAX);
    this.id = setup.id;
    this.#setup = setup;
    this.recorder = recorderOf(setup, parts, (error) => this.tell("unrecorded", error));
  }

  protected get setup(): LogMemberSetup {
    return this.#setup;
  }

  /** Told once, when this member begins to leave, or stops. */
  onClose(listener: () => void): void {
    this.leaves = listener;
  }

  /** A listener that throws is the program's failure, and not this member's, which is in the midst of a step. */
  protected tell<Name extends keyof LogEvents>(name: Name, ...told: LogEvents[Name]): void {
    try {
      EventEmitter.prototype.emit.call(this, name, ...told);
    } catch (error) {
      queueMicrotask(() => {
        throw error;
      });
    }
  }

  protected witness(evidence: Evidence): void {
    const key = this.parts.lineage.keyOf(evidence.by);
    if (key !== undefined) this.parts.evidence.add(evidence, key);
  }

  /** The answer from the state as this member holds it, at once. */
  peek(question: Json): { readonly value: Json; readonly height: number } {
    const { machine } = this.setup;
    if (!machine.query)
      throw new LogError("usage", "the machine answers no questions", "give it a query(question)");
    return { value: machine.query(question) ?? null, height: this.parts.replica.height };
  }

  /** The committed commands of a height; null where it is not held. */
  entriesAt(height: number): LogEntry[] | null {
    const held = this.parts.ledger.at(height);
    return held && entriesOf(held);
  }

  /** What proves a command's place to whoever knows the first configuration; null: see `Ledger.proof`. */
  proofOf(height: number, index: number): EntryProof | null {
    const { ledger, seals, crypto } = this.parts;
    const sealOf = (epoch: Epoch) => seals.at(epoch);
    const proof = ledger.proof({ height, index }, sealOf, crypto.digest);
    const before = seals.between(0, proof?.finalization.epoch ?? 0);
    return proof && { version: 1, height, index, ...proof, seals: before };
  }

  /** Why the member has ended, if it has. */
  abstract get failure(): Error | null;

  /**
   * This member's signed word on what came of a command; null: the height is not held, nothing was done for it there, or the
   * member has failed, so that its state cannot be relied on.
   */
  answerAt(height: number, index: number): SignedAnswer | null {
    const { ledger, crypto } = this.parts;
    const held = this.failure ? null : ledger.at(height);
    const entry = held && entriesOf(held).find((one) => one.index === index);
    if (!held || !entry) return null;
    const command = crypto.digest(held.block.commands[index] as string);
    const said = { height, index, command, result: entry.result };
    return { version: 1, by: this.id, ...said, signature: crypto.sign(answerText(this.group, said)) };
  }

  /** Against members that signed what no loyal one signs: each proves itself to a stranger. */
  get evidence(): readonly LogEvidence[] {
    return [...this.parts.evidence.all];
  }

  /** What names the group in all that is signed. */
  get group(): string {
    return this.setup.group;
  }

  /** Who the members are, and what proves it to whoever knows the first configuration. A copy: the group's are nobody's to change. */
  get members(): Members & { readonly seals: readonly Seal[] } {
    const { replica, seals } = this.parts;
    return structuredClone({ ...replica.members, seals: seals.between(0, replica.members.epoch) });
  }
}
