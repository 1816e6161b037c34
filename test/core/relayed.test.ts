/** What a member of a group relayed before a start, and has to relay again. */
import { expect, it } from "vitest";
import { Relayed } from "../../src/core/relayed.js";

it("the first that was relayed under a general stands, and is not another general's", () => {
  const relayed = new Relayed<string>();
  relayed.keep(5, 1, "attack");
  relayed.keep(5, 1, "retreat");
  relayed.keep(5, 2, "retreat");
  expect([1, 2, 3].map((general) => relayed.of(5, general))).toEqual(["attack", "retreat", undefined]);
  expect(relayed.of(6, 1)).toBeUndefined();
});

it("goes with its instance, with a later one, and with the life in which it was relayed", () => {
  for (const [forget, isKept] of [
    [(relayed: Relayed<string>) => relayed.forget(4), true],
    [(relayed: Relayed<string>) => relayed.forget(5), false],
    [(relayed: Relayed<string>) => relayed.forget(8), false],
    [(relayed: Relayed<string>) => relayed.forgetAll(), false],
  ] as const) {
    const relayed = new Relayed<string>();
    relayed.keep(5, 1, "attack");
    forget(relayed);
    expect(relayed.of(5, 1)).toBe(isKept ? "attack" : undefined);
  }
});
