/**
 * What came in to a node's machine, kept for its owner to record. Written out at the end, so that it makes nobody late. Where
 * peers say more than {@link TIMES_MAX} times what they owe nothing is kept at all: without all of it nothing can be played again.
 */
import type { Group, NodeId } from "../core/group.js";
import type { LockstepMessage } from "../core/lockstep.js";
import type { Input, Step } from "../core/machine.js";
import type { Report } from "../core/protocol.js";
import type { Signer } from "../core/signer.js";
import { protocolOf, roundsOf } from "../protocols/index.js";
import { inputLine, upLine } from "../recording/inputs.js";
import type { InputLine } from "../recording/recording.js";

/** A link that comes up again brings all again that is owed over it. */
const TIMES_MAX = 32;

/** Of a peer, beside its reports: heard, READY, DONE. */
const OTHERS_OWED = 3;

/** What came of an input. */
type CameStep = Step<unknown, unknown, { readonly kind: string }>;

type Said = Input<LockstepMessage<Report>>;

export class Came {
  /** null where it was too much */
  #all: { readonly atMs: number; readonly input: Said }[] | null = [];
  /** what of those says the same however often it comes, and the faults that came of them */
  readonly #known = new Set<string>();

  constructor(
    readonly group: Group,
    readonly self: NodeId,
    readonly upMs: number,
    readonly signer: Signer | undefined,
  ) {}

  /** `step`: what came of it. */
  take(atMs: number, input: Said, step: CameStep): void {
    if (!this.#all || this.#isRepeat(input, step)) return;
    this.#all.push({ atMs, input });
    const { ids } = this.group;
    if (this.#all.length > TIMES_MAX * ids.length * (roundsOf(this.group) + OTHERS_OWED)) this.#all = null;
  }

  /** Whether a machine that is never handed it does all the same. */
  #isRepeat(input: Said, { send, out, faults, notes }: CameStep): boolean {
    if (input.kind === "peer" && input.is === "cut") this.#known.delete(`heard ${input.id}`);
    const isQuiet = send.length + out.length === 0 && notes.every(({ kind }) => kind === "late");
    // where messages are signed, a report that is not kept may be evidence
    const isNews = faults.length > 0 && protocolOf(this.group).signs;
    const names = faults.map(({ from, round, kind, detail }) => `${kind} ${from} ${round} ${detail}`);
    const name = nameOf(input);
    const isKnown = name !== null && [name, ...names].every((one) => this.#known.has(one));
    for (const one of name === null ? names : [name, ...names]) this.#known.add(one);
    return isKnown && isQuiet && !isNews;
  }

  /** With times of this machine's monotonic clock. */
  lines(): InputLine[] {
    const { group, self, signer } = this;
    if (!this.#all) return [];
    const lines = this.#all.flatMap(({ atMs, input }) => inputLine(group, self, atMs, input, signer) ?? []);
    return [upLine(self, this.upMs), ...lines];
  }
}

/** Of what counts once: of the reports of a peer and round the first (core/rounds.ts). */
function nameOf(input: Said): string | null {
  if (input.kind === "peer") return input.is === "heard" ? `heard ${input.id}` : null;
  if (input.kind !== "message") return null;
  const { from, message } = input;
  switch (message.kind) {
    case "ready":
      return `ready ${from} ${message.by.join()}`;
    case "done":
      return `done ${from}`;
    case "report":
      return message.shown ? null : `report ${from} ${message.round}`;
    case "shown":
      return null;
  }
}
