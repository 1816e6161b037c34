/** Our own callers' mistakes are found where they are made. */
import { describe, expect, it } from "vitest";
import { Lockstep } from "../../src/core/lockstep.js";
import { at } from "../../src/core/must.js";
import { protocolOf } from "../../src/protocols/index.js";
import { groupOf } from "../sim/worlds.js";

describe("at", () => {
  it("gives the entry, counted from the end too", () => {
    expect([at([1, 2, 3], 0), at([1, 2, 3], -1)]).toEqual([1, 3]);
  });

  it("has none where there is none", () => {
    expect(() => at([1, 2, 3], 3)).toThrow("a bug: entry 3 of a list of 3");
  });
});

it("planted: a host whose clock runs backwards is stopped", () => {
  const group = groupOf(4);
  const protocol = protocolOf(group);
  const party = protocol.make({ group, self: 2, order: "attack" });
  const timing = { roundTimeoutMs: 100, startTimeoutMs: 100 };
  const machine = new Lockstep({ protocol, group, self: 2, party, timing }, 10);
  machine.step({ kind: "peer", id: 1, is: "heard" }, 12);
  expect(() => machine.step({ kind: "tick" }, 11)).toThrow("a bug: time goes back from 12 to 11 ms");
});
