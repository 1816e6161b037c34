/**
 * A sequence of agreements of one group, as plain data: what everybody's program asks for and when, and what happens to
 * members. Times are milliseconds of virtual time. Agreement k is asked for at k·everyMs by every program whose process is
 * there, or with several in flight that many of them together; who has not come to the end of those before gives them up then.
 * Agreements are what programs ask for; the group
 * counts its own *instances*, one for each that started.
 */

import type { Group, NodeId, Order } from "../../core/group.js";
import { protocolOf } from "../../protocols/index.js";
import type { World } from "../world.js";

export interface Asking {
  readonly general: NodeId;
  /** what he orders, or is to order if he is a traitor */
  readonly order: Order;
}

export type Harm =
  /** its program does not ask for this agreement */
  | { readonly kind: "miss"; readonly node: NodeId; readonly agreement: number }
  /** its program asks so long after the others */
  | { readonly kind: "late"; readonly node: NodeId; readonly agreement: number; readonly ms: number }
  /** its process ends, and another one starts; with `fromMs` below 0 it comes up later than the others */
  | { readonly kind: "down"; readonly node: NodeId; readonly fromMs: number; readonly toMs: number }
  /** it does nothing for a while, and then sees all that arrived meanwhile */
  | { readonly kind: "stall"; readonly node: NodeId; readonly fromMs: number; readonly toMs: number };

/** The group's general is named anew by each agreement; values are the same in each. */
export interface SequenceWorld
  extends Omit<World, "order" | "faults" | "delayMs" | "jitterMs">,
    Required<Pick<World, "delayMs" | "jitterMs">> {
  readonly agreements: readonly Asking[];
  /** Traitors say they are in any instance, and in DONE that they missed anybody. */
  readonly lyingWords?: boolean;
  readonly everyMs: number;
  /** how many are asked for at once, and may be under way at once; 1 if left out */
  readonly inFlight?: number;
  readonly harms: readonly Harm[];
}

/** An agreement that starts at all is over for everybody so long after it was asked for. */
export function overAfterMs(group: Group, roundTimeoutMs: number): number {
  // one grace before READY, one before DONE is not waited for any more, and one for those that come late
  return (protocolOf(group).lastRound(group) + 4) * roundTimeoutMs;
}

/** When this agreement is asked for, and those together with it. */
export function dueAtMs({ everyMs, inFlight = 1 }: SequenceWorld, agreement: number): number {
  return Math.floor(agreement / inFlight) * everyMs;
}

/** When the program of `node` asks for this agreement, and for those together with it; null where it does not. */
export function asksAtMs(world: SequenceWorld, node: NodeId, agreement: number): number | null {
  const atMs = dueAtMs(world, agreement);
  const own = world.harms.filter(
    (harm) => harm.node === node && "agreement" in harm && dueAtMs(world, harm.agreement) === atMs,
  );
  if (own.some(({ kind }) => kind === "miss")) return null;
  const lateMs = own.map((harm) => (harm.kind === "late" ? harm.ms : 0));
  return atMs + Math.max(0, ...lateMs);
}

/** Traitors, and loyal members that by what happens to them may be absent or late in this agreement, ascending. */
export function faultyIn(world: SequenceWorld, agreement: number): readonly NodeId[] {
  const { group, traitors, roundTimeoutMs, harms } = world;
  const fromMs = dueAtMs(world, agreement);
  const toMs = fromMs + overAfterMs(group, roundTimeoutMs);
  const isHarmed = (id: NodeId) => {
    const atMs = asksAtMs(world, id, agreement);
    if (atMs === null || atMs - fromMs > roundTimeoutMs / 3) return true;
    return harms.some(
      (harm) => harm.node === id && "fromMs" in harm && harm.fromMs < toMs && harm.toMs > fromMs,
    );
  };
  return group.ids.filter((id) => traitors.some((traitor) => traitor.id === id) || isHarmed(id));
}
