/** Members of a log that lie: machines around an honest one. */

import type { NodeId } from "../../core/group.js";
import { keptIn } from "../../core/grouped.js";
import type { Input, Sending, Step } from "../../core/machine.js";
import { hashOf } from "../../protocols/simplex/block.js";
import { Simplex } from "../../protocols/simplex/machine.js";
import type { MemberState } from "../../protocols/simplex/state.js";
import { statementText } from "../../protocols/simplex/statement.js";
import type { Crypto, Hash, Message, Note, Out, Vote, VoteKind } from "../../protocols/simplex/types.js";

type LogStep = Step<Message, Out, Note>;

export const LOG_STRATEGIES = ["silent", "split", "nullify", "agree", "replay"] as const;

export type LogStrategy = (typeof LOG_STRATEGIES)[number];

/** It hears everything and says nothing. */
class Silent extends Simplex {
  override step(input: Input<Message>, nowMs: number): LogStep {
    return { ...super.step(input, nowMs), send: [] };
  }
}

/** As leader it signs two blocks, one for each half of the group, and votes for both. */
class Split extends Simplex {
  override step(input: Input<Message>, nowMs: number): LogStep {
    const step = super.step(input, nowMs);
    return { ...step, send: step.send.flatMap((sending) => this.#split(sending)) };
  }

  #split({ to, message }: Sending<Message>): Sending<Message>[] {
    if (message.kind !== "proposal") return [{ to, message }];
    const { others, options } = this.state;
    const block = { ...message.proposal.block, commands: ["another"] };
    const hash = hashOf(block, options.crypto.digest);
    const signature = options.crypto.sign(
      statementText(options, { kind: "propose", view: block.view, hash }),
    );
    const proposal = { block, signature };
    const vote = signed(this.state, "notarize", block.view, hash);
    const upper = to.filter((id) => id > (others[Math.floor(others.length / 2)] as NodeId));
    const lower = to.filter((id) => !upper.includes(id));
    return [
      { to: lower, message },
      { to: upper, message: { ...message, proposal } },
      { to, message: { kind: "vote", vote } },
    ];
  }
}

/** It gives up every view, and says so at once. */
class Nullifier extends Simplex {
  #gaveUp = 0;

  override step(input: Input<Message>, nowMs: number): LogStep {
    const step = super.step(input, nowMs);
    const send = step.send.filter(({ message }) => message.kind !== "vote" && message.kind !== "proposal");
    if (this.#gaveUp === this.view) return { ...step, send };
    this.#gaveUp = this.view;
    const vote = signed(this.state, "nullify", this.view, null);
    return { ...step, send: [...send, { to: this.state.others, message: { kind: "vote", vote } }] };
  }
}

/** It votes for every block that it hears of, also to finalize it, and to give its view up, all at once. */
class Agreeing extends Simplex {
  readonly #agreed = new Set<Hash>();

  override step(input: Input<Message>, nowMs: number): LogStep {
    const step = super.step(input, nowMs);
    if (input.kind !== "message" || input.message.kind !== "proposal") return step;
    const { block } = input.message.proposal;
    const { options, others } = this.state;
    const hash = hashOf(block, options.crypto.digest);
    if (block.epoch !== options.epoch || this.#agreed.has(hash)) return step;
    this.#agreed.add(hash);
    const votes = (["notarize", "finalize", "nullify"] as const).map((kind) =>
      signed(this.state, kind, block.view, kind === "nullify" ? null : hash),
    );
    const send = votes.map((vote) => ({ to: others, message: { kind: "vote", vote } }) as const);
    return { ...step, send: [...step.send, ...send] };
  }
}

/** So much of what it said and heard it says again, some of it whenever it says anything. */
const REPLAYED = { kept: 300, each: 6 };

/** What a member has said and heard in all epochs: each has a machine of its own, and one hand signs in all. */
const pasts = new WeakMap<Crypto, { readonly messages: Message[]; next: number }>();

/** It says again what was said, by itself and by others, in views and epochs that are over. */
class Replaying extends Simplex {
  override step(input: Input<Message>, nowMs: number): LogStep {
    const step = super.step(input, nowMs);
    const { crypto } = this.state.options;
    const past = keptIn(pasts, crypto, () => ({ messages: [], next: 0 }));
    const own = step.send.map(({ message }) => message);
    for (const message of input.kind === "message" ? [...own, input.message] : own)
      if (past.messages.length < REPLAYED.kept) past.messages.push(message);
    if (own.length === 0) return step;
    const again = Array.from({ length: Math.min(REPLAYED.each, past.messages.length) }, () => ({
      to: this.state.others,
      message: past.messages[past.next++ % past.messages.length] as Message,
    }));
    return { ...step, send: [...step.send, ...again] };
  }
}

function signed({ options }: MemberState, kind: VoteKind, view: number, hash: Hash | null): Vote {
  const signature = options.crypto.sign(statementText(options, { kind, view, hash }));
  return { kind, epoch: options.epoch, view, hash, by: options.self, signature };
}

/** What runs a member. */
export const MACHINES: Readonly<Record<LogStrategy | "honest", typeof Simplex>> = {
  honest: Simplex,
  silent: Silent,
  split: Split,
  nullify: Nullifier,
  agree: Agreeing,
  replay: Replaying,
};
