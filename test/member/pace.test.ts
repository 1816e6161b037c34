/** A member is behind until what it lacked is applied, and stuck once commands have waited for half a minute in which nothing became final. */
import { expect, it, onTestFinished, vi } from "vitest";
import { Pace } from "../../src/member/log/pace.js";

function member() {
  vi.useFakeTimers({ toFake: ["hrtime"] });
  onTestFinished(() => void vi.useRealTimers());
  const course = { isBehind: false, committed: { height: 0, hash: "" }, pending: 0 };
  const replica = { height: 0 };
  const told: boolean[] = [];
  const pace = new Pace(replica, ({ isBehind }) => told.push(isBehind));
  return { course, replica, told, pace };
}

it("one that has caught up in a turn is behind until the turn's last block is applied", () => {
  const { course, replica, told, pace } = member();
  course.isBehind = true;
  pace.told(course, false);
  Object.assign(course, { isBehind: false, committed: { height: 2, hash: "" } });
  for (const height of [1, 2]) {
    expect(pace.status(course).isBehind).toBe(true);
    replica.height = height;
    pace.told(course, true);
  }
  expect(pace.status(course).isBehind).toBe(false);
  expect(told).toEqual([true, false]);
});

it("one that holds what is final is not behind while it applies it", () => {
  const { course, told, pace } = member();
  course.committed = { height: 2, hash: "" };
  pace.told(course, true);
  expect([pace.status(course).isBehind, told]).toEqual([false, []]);
});

it("after a snapshot it is told how it is, once", () => {
  const { course, replica, told, pace } = member();
  course.isBehind = true;
  pace.told(course, false);
  course.isBehind = false;
  replica.height = course.committed.height = 50;
  pace.installed(course);
  pace.told(course, false);
  expect(told).toEqual([true, false]);
});

it("one whose commands wait is stuck after 30 s without a final block, and as long as there is none", () => {
  const { course, pace } = member();
  const isStuckAfter = (ms: number) => {
    vi.advanceTimersByTime(ms);
    pace.told(course, false);
    return pace.status(course).isStuck;
  };
  expect(isStuckAfter(60_000)).toBe(false);
  course.pending = 1;
  expect([isStuckAfter(0), isStuckAfter(29_999), isStuckAfter(1), isStuckAfter(60_000)]).toEqual([
    ...[false, false, true, true],
  ]);
  pace.told(course, true);
  expect([isStuckAfter(0), isStuckAfter(29_999), isStuckAfter(1)]).toEqual([false, false, true]);
  course.pending = 0;
  expect(isStuckAfter(0)).toBe(false);
});
