/**
 * Twins: one member run twice under one key, each view with a partition of its own, and a good network afterwards. All
 * scenarios of two views, some of eight; `strategos check --protocol simplex` tries all of six.
 */
import { describe, expect, it } from "vitest";
import { checkTwins, playTwins } from "../../src/protocols/simplex/check/twins.js";
import { Simplex } from "../../src/protocols/simplex/machine.js";
import { type Given, mayNotarize, RULES } from "../../src/protocols/simplex/rules.js";
import { Dice } from "../../src/sim/dice.js";

/** It forgets the first block of a view once it knows a second. */
class NotarizesTwice extends Simplex {
  protected override readonly rules = {
    ...RULES,
    mayNotarize: (given: Given) => {
      const { views, view } = this.state;
      const { proposals, own } = views.at(view);
      const [first] = proposals.keys();
      if (first === undefined || proposals.size < 2 || own.notarize?.hash !== first)
        return mayNotarize(given);
      proposals.delete(first);
      return true;
    },
  };
}

class FinalizesAfterNullify extends Simplex {
  protected override readonly rules = {
    ...RULES,
    mayFinalize: ({ finalize }: Given) => finalize === undefined,
  };
}

describe("twins", () => {
  it("all scenarios of two views end in equal logs, and go on", () => {
    expect(checkTwins(2)).toEqual({ views: 2, scenarios: 1024n, played: expect.any(Number), broken: null });
  });

  it("so do scenarios of eight views, drawn by lot", () => {
    const dice = new Dice(1);
    for (let count = 0; count < 60; count++) {
      const partitions = Array.from({ length: 8 }, () => dice.below(16));
      const twin = 1 + dice.below(4);
      expect({ twin, partitions, what: playTwins(twin, partitions) }).toEqual({
        twin,
        partitions,
        what: null,
      });
    }
  });

  it.each([
    ["two notarize votes in a view", NotarizesTwice],
    ["finalize after nullify", FinalizesAfterNullify],
  ])("planted: %s is caught", (_name, Planted) => {
    const { broken } = checkTwins(2, (options, nowMs) => new Planted(options, nowMs));
    expect(broken).not.toBeNull();
  });
});
