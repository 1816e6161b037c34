/** The net catches fish: bugs planted one at a time, and by what each is caught (docs/PROOFS.md has the table). */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { bruteForce } from "../../src/check/cases.js";
import { play } from "../../src/check/play.js";
import { type Catch, caughtBy, liesOf, THREE, TWO, worldsOfSize } from "./planted/battery.js";
import { CORE_BUGS } from "./planted/coreBugs.js";
import { refolding } from "./planted/refold.js";
import { type Checks, type Forge, playRelays, SHIPPED } from "./planted/relayNode.js";
import { playTimed, type TimedBug } from "./planted/timed.js";
import { SCENARIOS, TIMED_BUGS } from "./planted/timedBugs.js";
import { VARIANTS } from "./planted/variants.js";
import { WIRE_BUGS } from "./planted/wireBugs.js";

const caughtAtDoor = (forge: Forge, checks: Checks, n: 4 | 7): Catch[] => {
  const found = new Set<Catch>();
  for (const world of worldsOfSize(n, n === 4 ? 1 : 2, TWO)) {
    const { verdict } = playRelays(world, forge, checks);
    if (verdict.ic1 === "violated") found.add("IC1");
    if (verdict.ic2 === "violated") found.add("IC2");
  }
  return [...found].sort();
};

const honestly: Forge = (world, _round, honest) => [
  {
    ...honest,
    relays: honest.relays.map(({ path, order }) => ({ path, order: world.tell(path, order, honest.to) })),
  },
];

const caughtInTime = (bug: TimedBug) =>
  Object.entries(SCENARIOS).flatMap(([name, scenario]) => {
    const { ic1, ic2 } = playTimed(scenario, bug).verdict;
    const found = [ic1 === "violated" ? "IC1" : "", ic2 === "violated" ? "IC2" : ""].filter(Boolean);
    return found.length > 0 ? [`${name}: ${found.join(" ")}`] : [];
  });

/** What catches each bug of the rules at n=4, m=1 and at n=7, m=2; where nothing does, what else does. */
const CAUGHT: Readonly<Record<keyof typeof CORE_BUGS, readonly [string, string]>> = {
  "one round too few": ["IC1 oracle", "IC1 oracle"],
  "fold from the wrong level": ["IC1 oracle", "IC1 oracle"],
  "default order flipped between nodes": ["", "IC1 oracle"],
  "majority not strict": ["", "oracle"],
  "majority of all nodes, not of the children": ["IC1 IC2 oracle", "IC1 IC2 oracle"],
  "plurality instead of a strict majority": ["", ""],
  "tie to the last seen": ["", "IC1 oracle"],
  "one flat tally of the leaves": ["", "IC1 IC2 oracle"],
  "a lieutenant's own value left out": ["IC1 IC2 oracle", "IC1 IC2 oracle"],
  "echoes left out of the vote": ["", ""],
  "the told order votes beside its children": ["IC1 oracle", "IC1 oracle"],
  "sorted paths": ["", "IC1 oracle"],
  "the hole one place too high": ["", "IC1 IC2 oracle"],
  "own bit squeezed out at the wrong rank": ["", "IC1 IC2 oracle"],
  "relays the majority of what it heard": ["", "IC1 oracle"],
  "the highest sender never stored": ["IC1 IC2 oracle", "IC1 IC2 oracle"],
  "stored under the next sender": ["", "IC1 IC2 oracle"],
  "one report a peer, whatever its round": ["", "IC2 oracle"],
  "a missing relay stands for the other order": ["oracle", "oracle"],
};

describe("bugs of the rules", () => {
  it("without a bug nothing is caught, by the shipped fold or by the one that is open to patches", () => {
    for (const n of [3, 4, 6, 7] as const)
      expect(
        caughtBy(
          refolding(() => ({})),
          n,
        ),
      ).toEqual([]);
    expect(caughtBy(undefined, 7)).toEqual([]);
    expect([...worldsOfSize(7, 2, TWO)].length).toBe(22 * 2 * 11);
  });

  it.each(Object.entries(CORE_BUGS))("%s", (name, bug) => {
    expect([caughtBy(bug, 4).join(" "), caughtBy(bug, 7).join(" ")]).toEqual(CAUGHT[name]);
  });

  it("plurality shows with three orders only, echoes left out beyond the bound only: by the oracle", () => {
    expect(caughtBy(CORE_BUGS["plurality instead of a strict majority"], 7, THREE)).toEqual(["oracle"]);
    expect(caughtBy(CORE_BUGS["echoes left out of the vote"], 6)).toEqual(["oracle"]);
  });

  it("brute force at n=4 refutes the one-round bug and, as it must, not the flat tally of the leaves", () => {
    const cast = { n: 4, m: 1, general: "traitor", traitors: 1 } as const;
    expect(bruteForce(cast, CORE_BUGS["one round too few"]).ic1).toBe("violated");
    for (const general of ["loyal", "traitor"] as const) {
      const { ic1, ic2 } = bruteForce({ ...cast, general }, CORE_BUGS["one flat tally of the leaves"]);
      expect([ic1, ic2]).toEqual(["holds", general === "loyal" ? "holds" : "vacuous"]);
    }
  });
});

describe("bugs of the door", () => {
  it.each([
    ["no check of the last hop", ["IC2"], ["IC2"]],
    ["no check of repeated ids", [], ["IC1"]],
    ["no check of the general", ["IC2"], ["IC2"]],
    ["own id allowed in what is relayed", [], ["IC2"]],
    ["the sender field believed", ["IC2"], ["IC2"]],
  ])("%s: the same forgery does nothing where the check is in place", (name, four, seven) => {
    const { forge, checks } = WIRE_BUGS[name] as (typeof WIRE_BUGS)[string];
    expect([caughtAtDoor(forge, checks, 4), caughtAtDoor(forge, checks, 7)]).toEqual([four, seven]);
    expect([caughtAtDoor(forge, SHIPPED, 4), caughtAtDoor(forge, SHIPPED, 7)]).toEqual([[], []]);
  });

  it("with every check in place it decides as the shipped protocol", () => {
    const differing = [...worldsOfSize(7, 2, TWO)].filter((world) => {
      const { decisions } = playRelays(world, honestly, SHIPPED);
      const shipped = play(world.group, world.order, liesOf(world)).decisions;
      return [...shipped].some(([id, order]) => decisions.get(id) !== order);
    });
    expect(differing).toEqual([]);
  });
});

describe("bugs of time", () => {
  it("without a bug every scenario ends well, and every node decides", () => {
    expect(caughtInTime({})).toEqual([]);
    for (const scenario of Object.values(SCENARIOS)) {
      expect(playTimed(scenario).decisions.size).toBe(scenario.group.ids.length);
    }
  });

  it.each([
    ["deadline counted from entering the round", ["a traitor silent to one node: IC1 IC2"]],
    [
      "deadlines one round too early",
      ["a traitor silent to one node: IC2", "reports of a later round come first: IC2"],
    ],
    [
      "reports of a later round dropped",
      ["a traitor silent to one node: IC1 IC2", "reports of a later round come first: IC1 IC2"],
    ],
    ["late accepted by one path", ["a late order: IC1"]],
    ["duplicate overwriting", ["a second order after the first: IC1"]],
  ])("%s", (name, expected) => {
    expect(caughtInTime(TIMED_BUGS[name] as TimedBug)).toEqual(expected);
  });
});

it("docs/PROOFS.md names every one of them, and what catches it", () => {
  const page = readFileSync(new URL("../../docs/PROOFS.md", import.meta.url), "utf8");
  const rows = new Map(page.split("\n").map((line) => [line.split(" | ")[0], line]));
  const bugs = [CORE_BUGS, WIRE_BUGS, TIMED_BUGS, VARIANTS].flatMap((kind) => Object.keys(kind));
  expect(bugs.filter((name) => !rows.has(`| ${name}`))).toEqual([]);
  for (const [name, [, seven]] of Object.entries(CAUGHT)) {
    const told = rows.get(`| ${name}`)?.split(" | ")[2] ?? "";
    for (const by of seven.split(" ")) expect(told).toContain(by);
  }
  expect(bugs.length).toBe(32);
});
