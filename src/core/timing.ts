/** What a node's clock goes by. */
import type { Schedule } from "./rounds.js";

export type Timing = Pick<Schedule<unknown>, "roundTimeoutMs" | "startTimeoutMs" | "graceMs" | "readyHoldMs">;

/** How long a READY may be held. Loyal members start so much further apart, twice: a round has room for three deliveries. */
export function longestHoldMs(roundTimeoutMs: number): number {
  return roundTimeoutMs / 100;
}

/**
 * In a group that agrees again and again. With several in flight no READY is held: they would start one after the other, a
 * delivery each. Nor is a traitor's: when it is late counts from its start, so it says nothing before.
 */
export function groupTiming(
  { roundTimeoutMs, startTimeoutMs }: Pick<Timing, "roundTimeoutMs" | "startTimeoutMs">,
  { inFlight, isTraitor }: { readonly inFlight: number; readonly isTraitor: boolean },
): Timing {
  const readyHoldMs = inFlight > 1 || isTraitor ? undefined : longestHoldMs(roundTimeoutMs);
  return { roundTimeoutMs, startTimeoutMs, graceMs: roundTimeoutMs, readyHoldMs };
}
