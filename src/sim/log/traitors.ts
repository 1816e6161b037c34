/** Members of a log that lie: machines around an honest one. */
import type { NodeId } from "../../core/group.js";
import type { Input, Sending, Step } from "../../core/machine.js";
import { hashOf } from "../../protocols/simplex/block.js";
import { Simplex } from "../../protocols/simplex/machine.js";
import { statementText } from "../../protocols/simplex/statement.js";
import type { Message, Note, Out, Vote, VoteKind } from "../../protocols/simplex/types.js";

type LogStep = Step<Message, Out, Note>;

export const LOG_STRATEGIES = ["silent", "split", "nullify"] as const;

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
    const sign = (kind: VoteKind | "propose") =>
      options.crypto.sign(statementText(options, { kind, view: block.view, hash }));
    const proposal = { block, signature: sign("propose") };
    const signature = sign("notarize");
    const vote: Vote = {
      kind: "notarize",
      epoch: block.epoch,
      view: block.view,
      hash,
      by: options.self,
      signature,
    };
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
    const { options, others } = this.state;
    const said = { kind: "nullify", view: this.view, hash: null } as const;
    const signature = options.crypto.sign(statementText(options, said));
    const vote: Vote = { ...said, epoch: options.epoch, by: options.self, signature };
    return { ...step, send: [...send, { to: others, message: { kind: "vote", vote } }] };
  }
}

/** What runs a member. */
export const MACHINES: Readonly<Record<LogStrategy | "honest", typeof Simplex>> = {
  honest: Simplex,
  silent: Silent,
  split: Split,
  nullify: Nullifier,
};
