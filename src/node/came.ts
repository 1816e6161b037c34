/** What came in to a node's machine, kept for its owner to record. Written out at the end, so that it makes nobody late. */
import type { Group, NodeId } from "../core/group.js";
import type { LockstepMessage } from "../core/lockstep.js";
import type { Input } from "../core/machine.js";
import type { Report } from "../core/protocol.js";
import type { Signer } from "../core/signer.js";
import { inputLine, upLine } from "../recording/inputs.js";
import type { InputLine } from "../recording/recording.js";

export class Came {
  readonly #all: { readonly atMs: number; readonly input: Input<LockstepMessage<Report>> }[] = [];

  constructor(
    readonly group: Group,
    readonly self: NodeId,
    readonly upMs: number,
    readonly signer: Signer | undefined,
  ) {}

  take(atMs: number, input: Input<LockstepMessage<Report>>): void {
    this.#all.push({ atMs, input });
  }

  /** With times of this machine's monotonic clock. */
  lines(): InputLine[] {
    const { group, self, signer } = this;
    const lines = this.#all.flatMap(({ atMs, input }) => inputLine(group, self, atMs, input, signer) ?? []);
    return [upLine(self, this.upMs), ...lines];
  }
}
