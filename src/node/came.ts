/**
 * What came in to a node's machine, kept for its owner to record. Written out at the end, so that it makes nobody late. Where
 * peers say more than {@link TIMES_MAX} times what they owe nothing is kept at all: without all of it nothing can be played again.
 */
import type { Group, NodeId } from "../core/group.js";
import type { LockstepMessage } from "../core/lockstep.js";
import type { Input, Step } from "../core/machine.js";
import type { Report } from "../core/protocol.js";
import type { Signer } from "../core/signer.js";
import { roundsOf } from "../protocols/index.js";
import { inputLine, upLine } from "../recording/inputs.js";
import type { InputLine } from "../recording/recording.js";

/** A link that comes up again brings all again that is owed over it. */
const TIMES_MAX = 32;

/** Of a peer, beside its reports: heard, READY, DONE. */
const OTHERS_OWED = 3;

type Said = Input<LockstepMessage<Report>>;

export class Came {
  /** null where it was too much */
  #all: { readonly atMs: number; readonly input: Said }[] | null = [];
  /** what of those says the same however often it comes: peers that are looked for long say it again and again */
  readonly #known = new Set<string>();

  constructor(
    readonly group: Group,
    readonly self: NodeId,
    readonly upMs: number,
    readonly signer: Signer | undefined,
  ) {}

  /** `step`: what came of it. Even what is known lets time pass, by which a round may close. */
  take(atMs: number, input: Said, step: Step<unknown, unknown, unknown>): void {
    if (this.#isKnown(input) && isNothing(step)) return;
    this.#all?.push({ atMs, input });
    const { ids } = this.group;
    if ((this.#all?.length ?? 0) > TIMES_MAX * ids.length * (roundsOf(this.group) + OTHERS_OWED))
      this.#all = null;
  }

  #isKnown(input: Said): boolean {
    if (input.kind === "peer" && input.is === "cut") this.#known.delete(`heard ${input.id}`);
    const name =
      input.kind === "peer" && input.is === "heard"
        ? `heard ${input.id}`
        : input.kind === "message" && input.message.kind === "ready"
          ? `ready ${input.from} ${input.message.by.join()}`
          : null;
    const isKnown = name !== null && this.#known.has(name);
    if (name !== null) this.#known.add(name);
    return isKnown;
  }

  /** With times of this machine's monotonic clock. */
  lines(): InputLine[] {
    const { group, self, signer } = this;
    if (!this.#all) return [];
    const lines = this.#all.flatMap(({ atMs, input }) => inputLine(group, self, atMs, input, signer) ?? []);
    return [upLine(self, this.upMs), ...lines];
  }
}

function isNothing({ send, out, faults, notes }: Step<unknown, unknown, unknown>): boolean {
  return send.length + out.length + faults.length + notes.length === 0;
}
