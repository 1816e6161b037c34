/**
 * The hinge: one node's part in anything that agrees, as a pure machine. All that happens comes in by one door, in the
 * order of time, and what is to be done comes out as one step. Nothing behind this door waits, sends, reads a clock or
 * draws a number: equal inputs at equal times give equal steps, so that a node is replayed from what came in.
 *
 * Whoever owns the links, the clock and the disk has these duties, for each input and in this order (after etcd's raft,
 * whose `Ready` says the same; doc.go there):
 *  1. Hand in whatever has arrived before a `tick`: a deadline judges only what is really missing. Times never go back.
 *  2. KEEP every entry of `keep`, durably, before anything else of the step. A machine that is started again is given
 *     what was kept, and nothing more; what it had sent it must be able to stand by. If keeping fails, nothing of the step
 *     may leave, and the machine is at its end.
 *  3. SEND: each message to each of `to`, not before `notBeforeMs`. The machine has handed itself its own messages.
 *     What was sent is owed until the machine is over: it goes again over links that come up anew, the same bytes.
 *  4. HAND OUT `faults` and `notes`, for people and recordings, and then `out`, the decisions, in order.
 *  5. Ask `deadlineMs` anew, and hand in a `tick` at that time at the latest.
 *  6. Once `isOver`, hand in nothing more; what is owed still has to leave.
 *
 * Machines are made of machines, whose steps {@link join} puts together: a log's of one an epoch (protocols/simplex/epochs.ts).
 * A traitor is a machine around an honest one (adversary/as-traitor.ts).
 */
import type { Fault } from "./fault.js";
import type { NodeId, Order } from "./group.js";

export type Input<M> =
  /** over the link that is `from`'s */
  | { readonly kind: "message"; readonly from: NodeId; readonly message: M }
  /** what this node's owner wants agreed on */
  | { readonly kind: "propose"; readonly value: Order }
  /** the links with a peer are up in both directions, or are given up */
  | { readonly kind: "peer"; readonly id: NodeId; readonly is: "heard" | "cut" }
  /** so many of the others have gone on to what follows that some loyal one has */
  | { readonly kind: "passed" }
  /** the clock */
  | { readonly kind: "tick" };

/** What has to outlive the process: plain data, which the machine reads again when it is started anew. */
export type Entry = Readonly<Record<string, unknown>>;

export interface Sending<M> {
  readonly to: readonly NodeId[];
  readonly message: M;
  /** on the machine's clock; left out: at once */
  readonly notBeforeMs?: number;
}

/** What the owner must do, in this order. */
export interface Step<M, Out, Note> {
  readonly keep: readonly Entry[];
  readonly send: readonly Sending<M>[];
  /** what was seen to be wrong with peers: the protocol's own kinds, each with a sentence */
  readonly faults: readonly Fault[];
  /** what happened, in order */
  readonly notes: readonly Note[];
  readonly out: readonly Out[];
}

export interface Machine<M, Out, Note> {
  step(input: Input<M>, nowMs: number): Step<M, Out, Note>;
  /** when it wants a `tick` at the latest, on the clock of `nowMs`; null: only messages move it */
  readonly deadlineMs: number | null;
  readonly isOver: boolean;
}

/** A step in which there is nothing to do. */
export const NOTHING: Step<never, never, never> = { keep: [], send: [], faults: [], notes: [], out: [] };

/** One step that does all of these, each part in the order given. Most inputs come to nothing, which is made once. */
export function join<M, Out, Note>(...steps: readonly Partial<Step<M, Out, Note>>[]): Step<M, Out, Note> {
  if (steps.length === 0) return NOTHING;
  let { keep, send, faults, notes, out }: Step<M, Out, Note> = NOTHING;
  for (const step of steps) {
    keep = both(keep, step.keep);
    send = both(send, step.send);
    faults = both(faults, step.faults);
    notes = both(notes, step.notes);
    out = both(out, step.out);
  }
  return { keep, send, faults, notes, out };
}

/** One list of both. Most steps have little in them, so that there is seldom anything to copy. */
export function both<T>(before: readonly T[], after: readonly T[] = []): readonly T[] {
  if (after.length === 0) return before;
  return before.length === 0 ? after : [...before, ...after];
}
