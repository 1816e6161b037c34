/**
 * Members die in the midst of every duty there is, one or all at once, and start again with what was synced: nothing that is
 * signed contradicts what was signed before, no loyal member is ever accused, and the log goes on.
 */
import { describe, expect, it } from "vitest";
import { played } from "./scenarios.js";
import { commandsOf } from "./worlds.js";

describe("a death at every turn that keeps something", () => {
  const cases = (["append", "sync", "send"] as const).flatMap((death) =>
    (["one", "all"] as const).map((who) => [death, who] as const),
  );

  it.each(cases)("in the midst of %s, of %s: no contradiction, and the log goes on", (death, who) => {
    const { turns } = played({ seed: 1, turn: -1, death, who });
    expect(turns).toBeGreaterThan(40);
    for (let turn = 0; turn < turns; turn++) {
      const { hasDied, group } = played({ seed: 1, turn, death, who });
      expect(hasDied || turn >= 40).toBe(true);
      group.submit(1, "afterwards");
      group.run(60_000);
      for (const { seat } of group.members) expect(commandsOf(group, seat.name)).toContain("afterwards");
      expect({ turn, violations: group.referee.violations }).toEqual({ turn, violations: [] });
    }
  });
});
