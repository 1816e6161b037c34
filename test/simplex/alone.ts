/** One member by itself: what its peers say is written by hand, under their signatures. */
import type { Fault } from "../../src/core/fault.js";
import type { Sending } from "../../src/core/machine.js";
import { genesisHash, hashOf } from "../../src/protocols/simplex/block.js";
import { Simplex } from "../../src/protocols/simplex/machine.js";
import { DEFAULT_LIMITS } from "../../src/protocols/simplex/options.js";
import { statementText } from "../../src/protocols/simplex/statement.js";
import type {
  Block,
  Certificate,
  Crypto,
  Hash,
  Kept,
  Message,
  Note,
  Out,
  SimplexOptions,
  Vote,
  VoteKind,
} from "../../src/protocols/simplex/types.js";
import type { LogMachine } from "../../src/sim/log/group.js";
import { toyCrypto } from "../../src/sim/log/toy-crypto.js";
import { TIMING } from "./worlds.js";

export const GROUP = "by hand";
const { digest } = toyCrypto(1);
export const GENESIS = genesisHash(GROUP, digest);

export function optionsOf(self: number, more: Partial<SimplexOptions> = {}): SimplexOptions {
  return {
    self,
    members: [1, 2, 3, 4],
    group: GROUP,
    epoch: 0,
    base: { view: 0, height: 0, hash: GENESIS, finalization: null },
    crypto: toyCrypto(self),
    timing: TIMING,
    limits: DEFAULT_LIMITS,
    kept: [],
    ...more,
  };
}

export function blockOf(view: number, more: Partial<Block> = {}): Block {
  return { epoch: 0, view, height: 1, parent: GENESIS, commands: [`of view ${view}`], ...more };
}

export function hashed(block: Block): Hash {
  return hashOf(block, digest);
}

/** Under the signature of the view's leader. */
export function proposalOf(block: Block, parentView = 0): Message {
  const leader = ((block.view - 1) % 4) + 1;
  const text = statementText(
    { group: GROUP, epoch: 0 },
    { kind: "propose", view: block.view, hash: hashed(block) },
  );
  return { kind: "proposal", proposal: { block, signature: toyCrypto(leader).sign(text) }, parentView };
}

export function voteOf(
  by: number,
  kind: VoteKind,
  view: number,
  hash: Hash | null,
  crypto: (crypto: Crypto) => Crypto = (one) => one,
): Vote {
  const text = statementText({ group: GROUP, epoch: 0 }, { kind, view, hash });
  return { kind, epoch: 0, view, hash, by, signature: crypto(toyCrypto(by)).sign(text) };
}

export function certificateOf(
  kind: VoteKind,
  view: number,
  hash: Hash | null,
  signers: readonly number[] = [1, 2, 3],
  crypto: (crypto: Crypto) => Crypto = (one) => one,
): Certificate {
  const votes = signers.map((by) => ({ by, signature: voteOf(by, kind, view, hash, crypto).signature }));
  return { kind, epoch: 0, view, hash, votes };
}

function simplex(options: SimplexOptions, nowMs: number): LogMachine {
  return new Simplex(options, nowMs);
}

/** A member, all that it kept, sent, said and gave out. */
export class Alone {
  readonly kept: Kept[] = [];
  readonly sendings: Sending<Message>[] = [];
  readonly faults: Fault[] = [];
  readonly notes: Note[] = [];
  readonly out: Out[] = [];
  readonly #machine: LogMachine;
  nowMs = 0;

  constructor(
    options: SimplexOptions,
    make: (options: SimplexOptions, nowMs: number) => LogMachine = simplex,
  ) {
    this.#machine = make(options, this.nowMs);
  }

  get machine(): Simplex {
    return this.#machine as Simplex;
  }

  hear(from: number, ...messages: readonly Message[]): this {
    for (const message of messages) this.#input({ kind: "message", from, message });
    return this;
  }

  votes(...votes: readonly Vote[]): this {
    for (const vote of votes) this.hear(vote.by, { kind: "vote", vote });
    return this;
  }

  certificate(certificate: Certificate, from = 3): this {
    return this.hear(from, { kind: "certificate", certificate });
  }

  /** The links with a peer are up. */
  link(id: number): this {
    this.#input({ kind: "peer", id, is: "heard" });
    return this;
  }

  submit(command: string): this {
    this.#input({ kind: "propose", value: command });
    return this;
  }

  /** All that becomes due until then. */
  until(atMs: number): this {
    for (let due = this.#machine.deadlineMs; due !== null && due <= atMs; due = this.#machine.deadlineMs) {
      this.nowMs = Math.max(this.nowMs, due);
      this.#input({ kind: "tick" });
    }
    this.nowMs = atMs;
    return this;
  }

  #input(input: Parameters<Simplex["step"]>[0]): void {
    const step = this.#machine.step(input, this.nowMs);
    this.kept.push(...(step.keep as unknown as Kept[]));
    this.sendings.push(...step.send);
    this.faults.push(...step.faults);
    this.notes.push(...step.notes);
    this.out.push(...step.out);
  }

  get sent(): Message[] {
    return this.sendings.map(({ message }) => message);
  }

  sentTo(id: number): Message[] {
    return this.sendings.flatMap(({ to, message }) => (to.includes(id) ? [message] : []));
  }

  /** This member's own votes, as they were sent. */
  get voted(): string[] {
    return this.sent.flatMap((message) =>
      message.kind === "vote" ? [`${message.vote.kind} ${message.vote.view}`] : [],
    );
  }

  get commands(): string[] {
    return this.out.flatMap((one) => (one.kind === "committed" ? one.block.commands : []));
  }
}
