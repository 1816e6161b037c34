/** One timer for many deadlines: each is kept, and none is left. */
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { monotonicMs } from "../../src/net/clock.js";
import { Alarms } from "../../src/node/alarms.js";

beforeEach(() => void vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "hrtime"] }));
afterEach(() => void vi.useRealTimers());

/** Who was woken when, ms from now. */
function woken(alarms: Alarms) {
  const [told, startMs] = [[] as string[], monotonicMs()];
  const wakers = new Map<string, () => void>();
  const waker = (name: string) => {
    const known = wakers.get(name) ?? (() => void told.push(`${name} ${monotonicMs() - startMs}`));
    wakers.set(name, known);
    return known;
  };
  const set = (name: string, inMs: number) => alarms.set(waker(name), startMs + inMs);
  return { told, set, drop: (name: string) => alarms.drop(waker(name)) };
}

it("each is woken at its own time, whichever was set first, and once", () => {
  const { told, set } = woken(new Alarms());
  set("late", 60_000);
  set("early", 20);
  set("early too", 20);
  set("between", 500);
  expect(vi.getTimerCount()).toBe(1);
  vi.advanceTimersByTime(100_000);
  expect(told).toEqual(["early 20", "early too 20", "between 500", "late 60000"]);
  expect(vi.getTimerCount()).toBe(0);
});

it("what is set anew counts, and what is dropped is not woken", () => {
  const { told, set, drop } = woken(new Alarms());
  set("moved", 60_000);
  set("dropped", 30);
  set("moved", 40);
  drop("dropped");
  vi.advanceTimersByTime(100_000);
  expect(told).toEqual(["moved 40"]);
});

it("keeps one timer for what is set again at once, and no process for none", () => {
  vi.useRealTimers();
  const timers = () => process.getActiveResourcesInfo().filter((one) => one === "Timeout").length;
  const before = timers();
  const { set, drop } = woken(new Alarms());
  set("one", 30_000);
  set("other", 60_000);
  drop("one");
  expect(timers()).toBe(before + 1);
  drop("other");
  expect(timers()).toBe(before);
  set("other", 90_000);
  expect(timers()).toBe(before + 1);
  drop("other");
});
