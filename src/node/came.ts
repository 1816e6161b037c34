/**
 * What came in to a node's machine, kept for its owner to record. Written out at the end, so that it makes nobody late. Where
 * peers say more than {@link TIMES_MAX} times what they owe nothing is kept at all: without all of it nothing can be played again.
 */
import type { Group, NodeId } from "../core/group.js";
import type { LockstepMessage } from "../core/lockstep.js";
import type { Input } from "../core/machine.js";
import type { Report } from "../core/protocol.js";
import type { Signer } from "../core/signer.js";
import { roundsOf } from "../protocols/index.js";
import { inputLine, upLine } from "../recording/inputs.js";
import type { InputLine } from "../recording/recording.js";

/** A link that comes up again brings all again that is owed over it. */
const TIMES_MAX = 32;

/** Of a peer, beside its reports: heard, READY, DONE. */
const OTHERS_OWED = 3;

export class Came {
  /** null where it was too much */
  #all: { readonly atMs: number; readonly input: Input<LockstepMessage<Report>> }[] | null = [];

  constructor(
    readonly group: Group,
    readonly self: NodeId,
    readonly upMs: number,
    readonly signer: Signer | undefined,
  ) {}

  take(atMs: number, input: Input<LockstepMessage<Report>>): void {
    this.#all?.push({ atMs, input });
    const { ids } = this.group;
    if ((this.#all?.length ?? 0) > TIMES_MAX * ids.length * (roundsOf(this.group) + OTHERS_OWED))
      this.#all = null;
  }

  /** With times of this machine's monotonic clock. */
  lines(): InputLine[] {
    const { group, self, signer } = this;
    if (!this.#all) return [];
    const lines = this.#all.flatMap(({ atMs, input }) => inputLine(group, self, atMs, input, signer) ?? []);
    return [upLine(self, this.upMs), ...lines];
  }
}
