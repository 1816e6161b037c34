/** The split in which one side holds the notarization of a view, and the other its nullification. */
import { describe, expect, it } from "vitest";
import { Dice } from "../../src/sim/dice.js";
import { Alone, blockOf, certificateOf, hashed, optionsOf, proposalOf } from "./alone.js";
import { commandsOf, DELTA, fourOf } from "./worlds.js";

describe("one side notarized, the other nullified", () => {
  it("both enter the next view, and a leader of either side is followed by the other once certificates pass", () => {
    const block = blockOf(1);
    const notarized = new Alone(optionsOf(3)).until(0).hear(1, proposalOf(block));
    notarized.certificate(certificateOf("notarize", 1, hashed(block), [1, 2, 4]), 1);
    const onIt = blockOf(2, { height: 2, parent: hashed(block) });
    const onGenesis = blockOf(2);
    expect(notarized.hear(2, proposalOf(onGenesis)).voted).not.toContain("notarize 2");
    notarized.certificate(certificateOf("nullify", 1, null, [1, 2, 4]), 1);
    expect(notarized.voted).toContain("notarize 2");

    const nullified = new Alone(optionsOf(4)).until(0).certificate(certificateOf("nullify", 1, null));
    expect(nullified.machine.view).toBe(2);
    nullified.hear(2, proposalOf(onIt, 1)).until(DELTA);
    expect(nullified.voted).not.toContain("notarize 2");
    expect(nullified.sent).toContainEqual({ kind: "ask", epoch: 0, views: [1] });
    nullified.certificate(certificateOf("notarize", 1, hashed(block)));
    nullified.hear(3, { kind: "blocks", epoch: 0, blocks: [block], finalization: null });
    expect(nullified.voted).toContain("notarize 2");
  });

  it("heals in a group that was split in halves for ten views", () => {
    for (let seed = 0; seed < 10; seed++) {
      const dice = new Dice(seed);
      const group = fourOf(seed, {
        delayMs: ({ id: from }, { id: to }, nowMs, message) => {
          const isApart = nowMs < 100 * DELTA && from % 2 !== to % 2;
          const isLost = isApart && (message.kind === "certificate" || dice.chance(0.3));
          return isLost ? null : dice.between(1, DELTA);
        },
      });
      for (let k = 0; k < 20; k++) group.at(5 * DELTA * k, () => group.submit(1 + (k % 4), `command ${k}`));
      group.run(400 * DELTA);
      expect(group.referee.violations).toEqual([]);
      for (const name of [1, 2, 3, 4]) expect(commandsOf(group, name).toSorted()).toHaveLength(20);
    }
  });
});
