/** How many traitors n nodes tolerate, for groups of any size that a number can count. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { maxTolerated } from "../../src/core/bound.js";
import { protocolOf } from "../../src/protocols/index.js";
import { PROTOCOLS } from "../../src/protocols/names.js";

it("a start with signed messages needs n-m READYs where those hold a loyal majority, and else all", () => {
  const signed = protocolOf({ protocol: "sm" });
  const needed = (n: number, m: number) => {
    const ids = Array.from({ length: n }, (_, index) => index + 1);
    const orders = { orders: ["retreat", "attack"], defaultOrder: "retreat" };
    return signed.readiesNeeded({ protocol: "sm", ids, general: 1, m, ...orders });
  };
  expect([needed(3, 1), needed(4, 1), needed(5, 2), needed(4, 2), needed(5, 3)]).toEqual([2, 3, 3, 4, 5]);
});

describe("the most traitors that n nodes tolerate", () => {
  it("are floor((n-1)/3) without signatures, and n - 2 with them", () => {
    for (let n = 0; n <= 100; n++) {
      expect(maxTolerated(n)).toBe(Math.max(0, Math.floor((n - 1) / 3)));
      expect(protocolOf({ protocol: "sm" }).bound.mMax(n)).toBe(Math.max(0, n - 2));
    }
  });

  it.each(PROTOCOLS)("are found at once and are exact, however many nodes: %s", (protocol) => {
    const { bound } = protocolOf({ protocol });
    const sizes = fc.oneof(
      fc.maxSafeNat(),
      fc.constant(Number.MAX_SAFE_INTEGER),
      fc.constant(999_999_999_999_999),
    );
    fc.assert(
      fc.property(
        sizes.filter((n) => n >= 2),
        (n) => {
          const most = bound.mMax(n);
          expect([bound.tolerates(n, most), bound.tolerates(n, most + 1)]).toEqual([true, false]);
        },
      ),
    );
    expect(maxTolerated(Number.MAX_SAFE_INTEGER)).toBe(3_002_399_751_580_330);
  });

  it.each([
    [Number.POSITIVE_INFINITY, "number Infinity"],
    [Number.NaN, "number NaN"],
    [2 ** 53, "number 9007199254740992"],
    [4.5, "number 4.5"],
    [-1, "number -1"],
    ["7" as unknown as number, "string 7"],
    [undefined as unknown as number, "undefined undefined"],
    [Symbol("7") as unknown as number, "symbol Symbol(7)"],
  ])("are of a whole number of nodes: %s", (nodes, told) => {
    const refusal = new RangeError(`nodes is ${told}, and no whole number from 0 on`);
    expect(() => maxTolerated(nodes)).toThrow(refusal);
  });
});
