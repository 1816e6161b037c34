/** All worlds of votes: the rules as shipped keep every one of them safe, and each planted bug breaks one. */
import { describe, expect, it } from "vitest";
import { checkVotes } from "../../src/protocols/simplex/check/votes.js";
import * as shipped from "../../src/protocols/simplex/rules.js";
import { RULE_BUGS } from "./planted/rules.js";

describe("all worlds of votes", () => {
  it.each([
    [4, 5, 2_192_152_020_992n, 36_071],
    [5, 4, 1_400_643_894_856n, 5_810],
    [6, 4, 16_290_792_533_524_480n, 5_810],
    [7, 4, 169_830_609_372_971_008n, 19_223],
  ])(
    "n = %i over %i views: no finalization beside a nullification, and one branch",
    (n, views, worlds, classes) => {
      expect(checkVotes(n, views)).toEqual({ n, views, worlds, classes, broken: null });
    },
  );

  it.each(Object.entries(RULE_BUGS))("planted: %s is caught", (_name, { n, broken, ...bug }) => {
    const rules: shipped.Rules = { ...shipped.RULES, ...bug };
    expect(checkVotes(n, 4, rules).broken?.what).toBe(broken);
  });
});

describe("a quorum", () => {
  it("shares a loyal member with any other, and is what the loyal members make alone", () => {
    for (let n = 1; n <= 100; n++) {
      const [q, f] = [shipped.quorumOf(n), shipped.faultyMax(n)];
      expect(2 * q - n).toBeGreaterThan(f);
      expect(2 * (q - 1) - n).toBeLessThanOrEqual(f);
      expect(q).toBeLessThanOrEqual(n - f);
    }
    expect([4, 5, 6, 7, 10, 13].map(shipped.quorumOf)).toEqual([3, 4, 4, 5, 7, 9]);
    // the paper's (§2.1): at least 2n/3
    for (let n = 1; n <= 100; n++) expect(shipped.quorumOf(n)).toBe(Math.ceil((2 * n) / 3));
  });
});
