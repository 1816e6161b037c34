/**
 * The answers to those who lack blocks or certificates (fetching.ts), as many as one member needs. What is asked beyond that is
 * not answered, and is no fault: all that a loyal peer asked while this member stood still is read at one time.
 */
import type { NodeId } from "../../core/group.js";
import { Allowance } from "./allowance.js";
import { VIEWS_ASKED_MAX } from "./fetching.js";
import type { MemberState } from "./state.js";
import type { Turn } from "./turn.js";
import type { MessageOf } from "./types.js";

export class Answering {
  readonly #windows: Allowance;
  readonly #certificates: Allowance;

  constructor(private readonly state: MemberState) {
    const { deltaMs } = state.options.timing;
    this.#windows = new Allowance(deltaMs);
    this.#certificates = new Allowance(deltaMs);
  }

  views(turn: Turn, from: NodeId, { epoch, views }: MessageOf<"ask">, nowMs: number): void {
    if (epoch !== this.state.options.epoch || !this.#certificates.take(from, nowMs)) return;
    const found = new Set(
      views.slice(0, VIEWS_ASKED_MAX).flatMap((view) => this.state.views.certificates(view)),
    );
    for (const certificate of found) turn.send([from], { kind: "certificate", certificate });
  }

  blocks(turn: Turn, from: NodeId, { epoch, hash, above }: MessageOf<"fetch">, nowMs: number): void {
    const { chain, options } = this.state;
    if (epoch !== options.epoch || !this.#windows.take(from, nowMs)) return;
    let chars = 0;
    const blocks = chain.above(above, hash, (block, count) => {
      chars += block.commands.reduce((sum, command) => sum + command.length, 0);
      return count < options.limits.windowBlocks && (count === 0 || chars <= options.limits.blockCharsMax);
    });
    if (blocks) turn.send([from], { kind: "blocks", epoch, blocks, finalization: null });
    else turn.out({ kind: "asked", by: from, epoch, hash, above });
  }
}
