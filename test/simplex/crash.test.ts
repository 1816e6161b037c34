/**
 * Members die in the midst of every duty there is, one or all at once, and start again with what was synced: nothing that is
 * signed contradicts what was signed before, no loyal member is ever accused, and the log goes on.
 */
import { describe, expect, it } from "vitest";
import type { SimplexOptions } from "../../src/protocols/simplex/types.js";
import { Dice } from "../../src/sim/dice.js";
import { LogGroup, type LogMachine } from "../../src/sim/log/group.js";
import type { Death } from "../../src/sim/process.js";
import { commandsOf, fourOf } from "./worlds.js";

type Make = (options: SimplexOptions, nowMs: number) => LogMachine;

interface Plan {
  readonly seed: number;
  /** the turn, among all that keep something, in which a process dies */
  readonly turn: number;
  readonly death: "append" | "sync" | "send";
  readonly who: "one" | "all";
  readonly make?: Make;
}

/** Ten commands, a death at the turn, a start 50 ms later, and time enough; what was violated. */
function played({ seed, turn, death, who, make }: Plan) {
  let turns = 0;
  let hasDied = false;
  const dice = new Dice(seed, turn);
  const group: LogGroup = fourOf(seed, {
    ...(make && { make }),
    death: (seat, { keep }): Death | undefined => {
      if (keep.length === 0 || turns++ !== turn) return undefined;
      hasDied = true;
      const others = who === "all" ? group.members.map((member) => member.seat.name) : [];
      for (const name of others) if (name !== seat.name) group.kill(name);
      for (const name of [...others, seat.name]) group.at(group.nowMs + 50, () => group.start(name));
      return death === "append" ? { written: dice.below(keep.length) } : death;
    },
  });
  for (let k = 0; k < 10; k++) group.at(40 * k, () => group.submit(1 + (k % 4), `command ${k}`));
  const height = () => Math.min(...group.members.map(({ log }) => log.length));
  group.run(20_000);
  return { violations: group.referee.violations, turns, hasDied, group, height: height() };
}

describe("a death at every turn that keeps something", () => {
  const cases = (["append", "sync", "send"] as const).flatMap((death) =>
    (["one", "all"] as const).map((who) => [death, who] as const),
  );

  it.each(cases)("in the midst of %s, of %s: no contradiction, and the log goes on", (death, who) => {
    const { turns } = played({ seed: 1, turn: -1, death, who });
    expect(turns).toBeGreaterThan(40);
    for (let turn = 0; turn < turns; turn++) {
      const { violations, hasDied, group } = played({ seed: 1, turn, death, who });
      expect({ turn, violations }).toEqual({ turn, violations: [] });
      if (turn < 40) expect(hasDied).toBe(true);
      group.submit(1, "afterwards");
      group.run(60_000);
      for (const { seat } of group.members) expect(commandsOf(group, seat.name)).toContain("afterwards");
      expect(group.referee.violations).toEqual([]);
    }
  });
});
