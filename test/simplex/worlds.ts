/** Groups on virtual time, and the networks between them, for tests of the log. */

import { Dice } from "../../src/sim/dice.js";
import { LogGroup, type LogGroupOptions } from "../../src/sim/log/group.js";

export const DELTA = 100;

export const TIMING = { deltaMs: DELTA, growth: 1.5, exponentMax: 6, heartbeatMs: 2000 };

/** Messages take up to Δ, in an order of their own on every link. */
function withinDelta(dice: Dice) {
  return () => dice.between(1, DELTA);
}

/** A group of four whose messages take 1 to `maxMs`. */
export function fourOf(seed: number, more: Partial<LogGroupOptions> = {}): LogGroup {
  return new LogGroup({ n: 4, timing: TIMING, delayMs: withinDelta(new Dice(seed)), ...more });
}

export function commandsOf(group: LogGroup, name: string | number): string[] {
  return group.member(name).log.flatMap(({ block }) => block.commands);
}
