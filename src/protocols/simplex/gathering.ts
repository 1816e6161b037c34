/**
 * How long a leader waits for more commands before it proposes. Many small blocks cost a group much more than one large one:
 * each is signed, kept and synced by everybody three times, however little stands in it.
 */
import type { MemberState } from "./state.js";

/** A block of so many commands is not held back for more. */
const MANY = 1024;

/** Into so many parts Δ is divided for the time in which commands are gathered. */
const GATHERED_SHARE = 100;

/** With so many commands: some more come while the block before is not final, and mostly as many as that had. */
export function gatheringMs({ options, views, chain }: MemberState, count: number): number {
  const { deltaMs } = options.timing;
  if (count === 0) return deltaMs;
  const expected = views.hasUnfinished ? MANY : Math.min(MANY, chain.lastCount);
  return count < expected ? deltaMs / GATHERED_SHARE : 0;
}
