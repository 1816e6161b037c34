/** The short form of the members' campaign, and planted wrongs that its judge must find. */
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { bundled } from "./bundled.js";
import { drawSchedule, faultyAt, type Schedule, STEPS } from "./members/draw.js";
import { violationsIn } from "./members/judge.js";
import { type Call, type Played, playSchedule } from "./members/play.js";

const RUNS = 4;

it(`${RUNS} drawn schedules of a group in real processes: nothing is violated`, () => {
  const main = bundled("chaos/members", ["test/chaos/members/main.ts"]);
  const said = execFileSync(process.execPath, [main, "--runs", String(RUNS), "--seed", "5"], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  });
  expect(said.trim().split("\n").at(-1)).toBe(`${RUNS} schedules, 0 violations`);
}, 900_000);

it("schedules follow from the seed, and hold every harm, within m and beyond", () => {
  const all = Array.from({ length: 300 }, (_, index) => drawSchedule(7, index));
  expect(all).toEqual(all.map((_, index) => drawSchedule(7, index)));
  const kinds = new Set(all.flatMap(({ harms }) => harms.map(({ kind }) => kind)));
  expect([...kinds].toSorted()).toEqual(["kill", "late", "skip", "stop"]);
  expect(new Set(all.map(({ n }) => n))).toEqual(new Set([4, 7]));
  const judged = all.filter((one) => [1, 2, 3].some((step) => faultyAt(one, step).size <= one.m));
  expect(judged.length).toBeGreaterThan(100);
  expect(judged.length).toBeLessThan(300);
});

/** Its member 4 was stopped once, and is judged again when it orders the retreat. */
const OF_A_SLOW_MACHINE: Schedule = {
  ...{ seed: 0, index: 0, n: 4, m: 1, traitor: null, general: 4 },
  orders: Array.from({ length: STEPS }, (_, step) => (step < STEPS - 1 ? "attack" : "retreat")),
  harms: [{ kind: "stop", id: 4, step: 1, until: 2 }],
};

it.concurrent.each([
  ["before it hears the question", "stalls-first.js"],
  ["within the agreement", "stalls-within.js"],
])(
  "a member that the machine lets stand still, %s, spoils the schedule, also one that was stopped",
  async (_, file) => {
    const program = fileURLToPath(new URL(`./members/${file}`, import.meta.url));
    const played = await playSchedule(OF_A_SLOW_MACHINE, program);
    expect(violationsIn(OF_A_SLOW_MACHINE, played)).not.toEqual([]);
    expect(played.isTooSlow).toBe(true);
  },
  300_000,
);

it("a member that was stopped, and nothing else, spoils none", async () => {
  const calm = { ...OF_A_SLOW_MACHINE, orders: OF_A_SLOW_MACHINE.orders.map(() => "attack") };
  const program = fileURLToPath(new URL("./members/stalls-first.js", import.meta.url));
  const played = await playSchedule(calm, program);
  expect({ wrong: violationsIn(calm, played), isTooSlow: played.isTooSlow }).toEqual({
    wrong: [],
    isTooSlow: false,
  });
}, 300_000);

describe("the judge finds", () => {
  const calm: Schedule = {
    ...{ seed: 0, index: 0, n: 4, m: 1, traitor: null, general: 1 },
    ...{ orders: Array.from({ length: STEPS }, () => "attack"), harms: [] },
  };
  const callOf = (id: number, step: number): Call => {
    const rest = { general: 1, participants: [1, 2, 3, 4], rounds: [], faults: [] };
    const traffic = { reports: 0, relays: [], bytes: 0 };
    const result = { instance: step, decision: "attack", guaranteed: true, inTime: true, ...rest, traffic };
    return { id, step, life: 0, order: id === 1 ? "attack" : undefined, answer: { result } };
  };
  const played = (alter: (call: Call) => Call | null = (call) => call): Played => ({
    calls: [1, 2, 3, 4].flatMap((id) =>
      Array.from({ length: STEPS }, (_, step) => alter(callOf(id, step)) ?? []).flat(),
    ),
    events: new Map([1, 2, 3, 4].map((id) => [id, []])),
    ...{ isTooSlow: false, hung: [] },
  });
  const changed = (id: number, step: number, change: object) =>
    played((call) =>
      call.id === id && call.step === step && call.answer?.result
        ? { ...call, answer: { result: { ...call.answer.result, ...change } } }
        : call,
    );

  it("nothing in a schedule that went as it should", () => {
    expect(violationsIn(calm, played())).toEqual([]);
  });

  it("two decisions in one instance, and a loyal general who is not obeyed", () => {
    expect(violationsIn(calm, changed(3, 2, { decision: "retreat" }))[0]).toMatch(/step 2: decisions/);
    const all = played((call) => {
      const { result } = call.answer ?? {};
      return result ? { ...call, answer: { result: { ...result, decision: "retreat" } } } : call;
    });
    expect(violationsIn(calm, all)[0]).toMatch(/step 0: the loyal general ordered attack/);
  });

  it("a member that is behind, or not told that it is guaranteed", () => {
    expect(violationsIn(calm, changed(3, 2, { instance: 1 }))[0]).toMatch(/step 2: instances 2, 1/);
    expect(violationsIn(calm, changed(3, 2, { guaranteed: false }))[0]).toMatch(/node 3: guaranteed false/);
  });

  it("one that missed an agreement, and that nothing told so", () => {
    const skips: Schedule = { ...calm, harms: [{ kind: "skip", id: 4, step: 1 }] };
    const missing = played((call) => (call.id === 4 && call.step === 1 ? null : call));
    expect(violationsIn(skips, missing)).toEqual(["node 4 was not told that it missed 1"]);
    const told = {
      ...missing,
      events: new Map([[4, [{ kind: "behind", instance: 2, missed: 1 } as const]]]),
    };
    expect(violationsIn(skips, told)).toEqual([]);
  });
});
