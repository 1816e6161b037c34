/** Programs start a few at a time, in their order; one that does not answer keeps nobody waiting for long. */
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { Starts } from "../../src/trial/program/starts.js";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** So many that want to start; what they have got, in the order in which they got it. */
async function wanting(count: number, max: number) {
  const starts = new Starts(max);
  const begun: { readonly number: number; readonly answered: () => void }[] = [];
  for (let number = 0; number < count; number++)
    void starts.begin().then((answered) => begun.push({ number, answered }));
  await vi.advanceTimersByTimeAsync(0);
  return { starts, begun };
}

it("no more start at a time than there are cores, one after the other", async () => {
  const { begun } = await wanting(7, 2);
  for (let done = 0; done < 7; done++) {
    expect(begun.map(({ number }) => number)).toEqual([0, 1, 2, 3, 4, 5, 6].slice(0, done + 2));
    begun[done]?.answered();
    await vi.advanceTimersByTimeAsync(0);
  }
});

it("where one hangs, all that wait start after two seconds, and it is not counted any more", async () => {
  const { starts, begun } = await wanting(8, 2);
  begun[0]?.answered();
  await vi.advanceTimersByTimeAsync(1999);
  expect(begun).toHaveLength(3);
  await vi.advanceTimersByTimeAsync(1);
  expect(begun).toHaveLength(8);
  for (const { answered } of begun) answered();
  for (const { answered } of begun) answered();
  const again = vi.fn<() => void>();
  for (let count = 0; count < 3; count++) void starts.begin().then(again);
  await vi.advanceTimersByTimeAsync(0);
  expect(again).toHaveBeenCalledTimes(2);
});
