/**
 * What a member says, to each peer as soon as it waits for it. Of n members that finalize a block all have to know in the end,
 * but few at once: the leader of the next view, who builds on it, and those whose clients wait for it. Where that is one
 * member, the finalize votes, and the notarization that was the reason for them, go to these two. All others get them with what
 * they are sent next: mostly the next proposal brings the finalization that makes them needless.
 *
 * The rules know nothing of this (protocols/simplex/machine.ts): to them it is a slower way to some peers, by Δ/10 at the most.
 */
import type { NodeId } from "../../core/group.js";
import type { Hash, Message, Out, View } from "../../protocols/simplex/types.js";
import type { Frame } from "./frames.js";
import { Outbox } from "./outbox.js";

/** Into so many parts Δ is divided for the time that votes are held, in case the leader does not tell what came of them. */
const VOTES_SHARE = 10;

/** The same for the time that the leader holds the finalization, where nothing is proposed on it. */
const FINAL_SHARE = 50;

/** Of the machine of the present epoch. */
export interface Course {
  readonly finalizedView: View;
  leaderOf(view: View): NodeId;
  /** whose clients' commands stand in a block, or in one before it, that is not final yet */
  passedOn(hash: Hash): readonly NodeId[];
}

export interface MailSetup {
  readonly self: NodeId;
  readonly deltaMs: number;
  readonly course: () => Course;
  readonly encode: (frame: Frame) => Uint8Array;
  readonly post: (to: NodeId, frame: Uint8Array) => void;
}

export class Mail {
  readonly #outbox: Outbox;
  /** of blocks that are not final yet: who passed on what stands in them */
  readonly #clients = new Map<Hash, readonly NodeId[]>();

  constructor(private readonly setup: MailSetup) {
    this.#outbox = new Outbox(setup.post);
  }

  /** A message of a turn, which ends with `flush`. */
  add(to: readonly NodeId[], message: Message): void {
    const { encode, deltaMs } = this.setup;
    const line = encode({ kind: "message", message });
    // what goes to one is an answer
    const block = to.length > 1 ? blockIn(message) : null;
    if (block === null) return this.#outbox.add(to, line);
    const { view, hash } = block;
    const isAwaited = this.#awaiting(view, hash);
    this.#outbox.add(to.filter(isAwaited), line);
    const others = to.filter((peer) => !isAwaited(peer));
    this.#hold(others, line, deltaMs / VOTES_SHARE, (finalizedView) => finalizedView < view);
  }

  flush(): void {
    this.#outbox.flush();
  }

  /** At once, with all that is to go. */
  send(to: readonly NodeId[], frame: Frame): void {
    this.#outbox.add(to, this.setup.encode(frame));
    this.#outbox.flush();
  }

  /** A block is final: whom the votes were not sent to is told, where no proposal does it. */
  committed({ hash, finalization }: Extract<Out, { kind: "committed" }>, peers: readonly NodeId[]): void {
    const { self, deltaMs, course, encode } = this.setup;
    if (finalization === null) return;
    const { view } = finalization;
    const isAwaited = this.#awaiting(view, hash);
    this.#clients.clear();
    if (course().leaderOf(view + 1) !== self) return;
    const line = encode({ kind: "message", message: { kind: "certificate", certificate: finalization } });
    const others = peers.filter((peer) => !isAwaited(peer));
    this.#hold(others, line, deltaMs / FINAL_SHARE, (finalizedView) => finalizedView === view);
  }

  close(): void {
    this.#outbox.close();
  }

  /** In the next epoch it is of no use: what ended this one goes to all. */
  #hold(
    to: readonly NodeId[],
    line: Uint8Array,
    limitMs: number,
    isNeeded: (finalizedView: View) => boolean,
  ): void {
    const { course } = this.setup;
    const present = course();
    if (to.length > 0)
      this.#outbox.hold(to, line, limitMs, () => course() === present && isNeeded(present.finalizedView));
  }

  /** Of a block whose commands nobody here knows everybody may be waiting. */
  #awaiting(view: View, hash: Hash): (peer: NodeId) => boolean {
    const { course } = this.setup;
    const clients = this.#clients.get(hash) ?? course().passedOn(hash);
    this.#clients.set(hash, clients);
    const next = course().leaderOf(view + 1);
    return (peer) => clients.length !== 1 || peer === clients[0] || peer === next;
  }
}

/** The block on its way to be final that a message is about; null: another message. */
function blockIn(message: Message): { readonly view: View; readonly hash: Hash } | null {
  if (message.kind === "certificate") {
    const { kind, view, hash } = message.certificate;
    return kind === "notarize" && hash !== null ? { view, hash } : null;
  }
  if (message.kind !== "vote") return null;
  const { kind, view, hash } = message.vote;
  return kind === "finalize" && hash !== null ? { view, hash } : null;
}
