/** Writes down what a simulated group that keeps a log does: a recording (recording/log-lines.ts), as it grows. */

import type { NodeId } from "../../core/group.js";
import { keptIn } from "../../core/grouped.js";
import type { Step } from "../../core/machine.js";
import { hashOf } from "../../protocols/simplex/block.js";
import type { Block, Command, Hash, Message, Note, Out, Vote } from "../../protocols/simplex/types.js";
import type { LogEnd, LogHead, LogLine } from "../../recording/log-lines.js";
import { noteLine } from "../../recording/log-notes.js";
import type { Seat } from "./referee.js";
import { toyCrypto } from "./toy-crypto.js";

export class LogRecorder {
  readonly #head: LogHead;
  readonly #lines: LogLine[] = [];
  readonly #traitors: ReadonlySet<NodeId>;
  readonly #commands = new Map<Command, number>();
  readonly #blocks = new Set<Hash>();
  /** what traitors signed, which they may send again */
  readonly #signed = new Set<string>();

  constructor({ members, deltaMs, traitors }: Pick<LogHead, "members" | "deltaMs" | "traitors">) {
    this.#head = { type: "log", version: 1, protocol: "simplex", members, deltaMs, traitors };
    this.#traitors = new Set(traitors.map(({ id }) => id));
  }

  submitted({ id: node }: Seat, command: Command, at: number): void {
    const number = keptIn(this.#commands, command, () => this.#commands.size + 1);
    this.#lines.push({ type: "submitted", at, node, command: number });
  }

  told({ id: node }: Seat, { send, notes, out }: Step<Message, Out, Note>, at: number): void {
    for (const { message } of send) {
      if (message.kind === "proposal")
        this.#block(node, message.proposal.block, hashOf(message.proposal.block, toyCrypto(node).digest), at);
      if (message.kind === "vote" && this.#traitors.has(node) && message.vote.by === node)
        this.#sent(message.vote, at);
    }
    if (this.#traitors.has(node)) return;
    this.#lines.push(...notes.flatMap((note) => noteLine(node, note, at) ?? []));
    for (const one of out) {
      if (one.kind !== "committed") continue;
      const { block, hash } = one;
      const { view, height } = block;
      // a group of one sends its blocks to nobody
      this.#block(node, block, hash, at);
      this.#lines.push({ type: "committed", at, node, view, height, hash });
    }
  }

  /** All lines, with the last one. */
  recorded(endMs: number, violations: readonly string[]): [LogHead, ...LogLine[], LogEnd] {
    return [this.#head, ...this.#lines, { type: "end", at: endMs, violations }];
  }

  #block(node: NodeId, { view, height, parent, commands }: Block, hash: Hash, at: number): void {
    if (this.#blocks.has(hash)) return;
    this.#blocks.add(hash);
    const numbers = commands.map((command) => this.#commands.get(command) ?? 0);
    this.#lines.push({ type: "block", at, node, view, height, hash, parent, commands: numbers });
  }

  #sent({ kind, view, hash, by }: Vote, at: number): void {
    const key = `${by} ${kind} ${view} ${hash}`;
    if (this.#signed.has(key)) return;
    this.#signed.add(key);
    this.#lines.push({ type: "voted", at, node: by, view, kind, hash });
  }
}
