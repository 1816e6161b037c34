import { afterEach, describe, expect, it, vi } from "vitest";
import { OralMessages } from "../../src/protocols/om/rules.js";
import { play } from "../../src/sim/play.js";
import type { World } from "../../src/sim/world.js";
import { methodOf } from "./relative.js";
import { groupOf, worldOf } from "./worlds.js";

afterEach(() => void vi.restoreAllMocks());

it.each<[string, unknown]>([
  ["is 1 and not an object with a kind", 1],
  ["is null and not an object with a kind", null],
  ["has no kind; kinds are delay, deadline, loss", {}],
  ["has no kind", { delay: 1 }],
  [`is of the kind "lost"`, { kind: "lost" }],
  [`is of the kind "toString"`, { kind: "toString" }],
  [`is a delay without "ms"; its keys are ms, frame, round, from, to`, { kind: "delay", from: 2 }],
  [`is a stall without "toMs"`, { kind: "stall", node: 2, fromMs: 0 }],
  [`is a loss and has "form"; its keys are frame, round, from, to`, { kind: "loss", form: 2 }],
  [`is a loss whose "from" is "2" and not the id of a node`, { kind: "loss", from: "2" }],
  [
    `is a loss whose "frame" is "REPORT" and not "report", "ready" or "done"`,
    { kind: "loss", frame: "REPORT" },
  ],
  [`is a delay whose "ms" is "5s" and not a time in ms`, { kind: "delay", ms: "5s" }],
  [`is a copies whose "everyMs" is null`, { kind: "copies", copies: 1, everyMs: null }],
  [`is a link whose "between" is [2] and not a list of two ids`, { kind: "link", between: [2], atMs: 1 }],
])("a fault that %s is refused, and does not pass for one that nobody minds", (why, fault) => {
  const faults = [{ kind: "loss", to: 2 }, fault] as NonNullable<World["faults"]>;
  expect(() => play(worldOf(4, { faults }))).toThrow(`not a world: fault 2 of the list ${why}`);
});

describe("the adversary's powers", () => {
  it.each<[string, Partial<World>]>([
    [
      "a loyal node says READY out of turn",
      { faults: [{ kind: "say", what: "ready", from: 2, to: 3, atMs: 0 }] },
    ],
    [
      "a loyal node sends two reports",
      { faults: [{ kind: "second", round: 1, from: 2, to: 3, afterMs: 1 }] },
    ],
    [
      "a relay that nobody can tell",
      {
        faults: [{ kind: "tell", round: 1, from: 3, to: 2, path: [1, 2], order: "retreat" }],
        traitors: [{ id: 3, strategy: "flip" }],
      },
    ],
    ["a fault of a node that is not there", { faults: [{ kind: "stall", node: 9, fromMs: 0, toMs: 1 }] }],
    ["frames that multiply without end", { faults: [{ kind: "copies", copies: 1e9, everyMs: 0 }] }],
    ["a traitor from outside", { traitors: [{ id: 9, strategy: "flip" }] }],
    [
      "one traitor with two strategies",
      {
        traitors: [
          { id: 2, strategy: "flip" },
          { id: 2, strategy: "late" },
        ],
      },
    ],
    ["a strategy that is none", { traitors: [{ id: 2, strategy: "nope" as "flip" }] }],
    ["more nodes than a tree has room for", { group: groupOf(40, 2) }],
    ["a frame that goes back in time", { faults: [{ kind: "delay", ms: -1 }] }],
    ["an order that nobody can give", { order: "swim" }],
  ])("do not reach to a world where there is %s", (_, changes) => {
    expect(() => play(worldOf(4, changes))).toThrow(/not a world/);
  });

  it("no node speaks for another: a protocol that does is stopped", () => {
    const send = methodOf(OralMessages.prototype, "send");
    vi.spyOn(OralMessages.prototype, "send").mockImplementation(function (this: OralMessages, round) {
      const report = send.call(this, round);
      return report && round === 1 ? { ...report, from: 3 } : report;
    });
    expect(() => play(worldOf(4))).toThrow(/speaks for node 3/);
  });

  it("only traitors lie: a loyal node that is made to tell two reports is stopped", () => {
    const find = Array.prototype.some;
    const traitors: World["traitors"] = [{ id: 2, strategy: "split" }];
    const world = worldOf(4, { traitors });
    expect(() => play(world)).not.toThrow();
    // a simulator that takes the liar for loyal
    vi.spyOn(Array.prototype, "some").mockImplementation(function (this: unknown[], ...args) {
      return this === traitors ? false : find.apply(this, args);
    });
    expect(() => play(world)).toThrow(/node 2 is loyal and tells two reports/);
  });
});
