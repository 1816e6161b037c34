/**
 * A planted bug: deadlines counted from entering a round instead of from the start. `core/rounds.ts` stays as it
 * is; its public methods are wrapped, so that a round's deadline is the time at which it opened plus one round.
 */
import { vi } from "vitest";
import { Rounds } from "../../src/core/rounds.js";

const CALLS = ["heard", "saidReady", "saidDone", "cut", "tick", "report"] as const;
type Timed = Record<string, (this: Rounds<unknown>, ...args: unknown[]) => unknown>;

/** A method as it is now, to be called by what takes its place. */
export function methodOf<T extends object, K extends keyof T>(prototype: T, name: K): T[K] {
  return prototype[name];
}

/** Undone by `vi.restoreAllMocks()`. */
export function plantRelativeDeadlines(): void {
  const absoluteMs = methodOf(Rounds.prototype, "deadlineMs");
  const openedMs = new WeakMap<object, number[]>();
  const nowMs = new WeakMap<object, number>();
  const roundMs = (rounds: Rounds<unknown>) => absoluteMs.call(rounds, 1) - absoluteMs.call(rounds, 0);
  vi.spyOn(Rounds.prototype, "deadlineMs").mockImplementation(function (this: Rounds<unknown>, round) {
    if (absoluteMs.call(this, 0) === Number.POSITIVE_INFINITY) return Number.POSITIVE_INFINITY;
    const opened = openedMs.get(this)?.[round] ?? nowMs.get(this) ?? 0;
    return opened + roundMs(this) * (1 + Math.max(0, round - this.round));
  });
  const methods = Rounds.prototype as unknown as Timed;
  for (const name of CALLS) {
    const original = methods[name] as Timed[string];
    vi.spyOn(methods, name).mockImplementation(function (this: Rounds<unknown>, ...args) {
      const now = args.at(-1) as number;
      nowMs.set(this, now);
      const result = original.apply(this, args);
      if (absoluteMs.call(this, 0) === Number.POSITIVE_INFINITY) return result;
      const opened = openedMs.get(this) ?? [];
      openedMs.set(this, opened);
      for (let round = 0; round <= this.round; round++) opened[round] ??= now;
      return result;
    });
  }
}
