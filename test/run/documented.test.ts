/** Sentences of docs/ALGORITHM.md and docs/PROTOCOLS.md on what breaks beyond n > 3m, by the commands that they name. */
import { describe, expect, it } from "vitest";
import { strategos } from "./strategos.js";

describe.each<[args: string, ic1: string, ic2: string]>([
  ["sim --nodes 6 --m 2 --unsafe --traitors 5:silent,6:silent", "holds", "violated"],
  ["sim --nodes 7 --m 5 --unsafe --traitors 2:flip", "holds", "violated"],
  ["sim --nodes 7 --m 2 --traitors 2:flip,3:flip", "holds", "holds"],
  ["check --nodes 6 --m 2 --general traitor --quiet", "holds", "vacuous"],
  ["check --nodes 6 --m 2 --general loyal --quiet", "violated", "violated"],
  ["check --protocol king --nodes 6 --m 2 --quiet", "violated", "holds"],
])("%s", (args, ic1, ic2) => {
  it(`IC1 ${ic1}, IC2 ${ic2}`, async () => {
    const { code, stdout } = await strategos(...args.split(" "), "--json");
    expect(JSON.parse(stdout)).toMatchObject({ conditions: { ic1, ic2 } });
    expect(code).toBe(ic1 === "violated" || ic2 === "violated" ? 1 : 0);
  });
});
