/** The short form of `npm run soak:mistakes`, and what it holds nodes to. */
import { describe, expect, it } from "vitest";
import { PROTOCOLS } from "../../../src/protocols/names.js";
import { Dice } from "../../../src/sim/dice.js";
import { LABS } from "../../../src/trial/diagnosis/protocols.js";
import { drawnPair, drawnUnknown } from "./mixed.js";
import { madeOf } from "./tried.js";

const EACH = 4;

describe.each(PROTOCOLS)("of %s", (protocol) => {
  it.each([
    ["two mistakes", drawnPair],
    ["mistakes without a name", drawnUnknown],
  ])("drawn nodes with %s fail, and are given no wrong name", async (_, drawn) => {
    const dice = new Dice(7, PROTOCOLS.indexOf(protocol));
    for (let one = 0; one < EACH; one++) {
      const { name, make } = drawn(protocol, dice);
      const made = await madeOf(protocol, make, dice.between(1, 4));
      expect({ name, ...made }).toMatchObject({
        name,
        is: expect.stringMatching(/^(failed|like a right one)$/),
      });
    }
  });

  it("a right node is like one, and one with a single mistake is named it", async () => {
    const { rightNodes, models } = LABS[protocol];
    const [right, single] = [rightNodes[0], models[0]];
    if (!right || !single) throw new Error("there are none");
    expect(await madeOf(protocol, right, 2)).toEqual({ is: "like a right one" });
    expect(await madeOf(protocol, single.make, 2)).toEqual({ is: "failed", as: single.name });
  });
});
