/** Programs start a few at a time, in their order; once one has failed its world, nobody else of that world is started. */
import { expect, it } from "vitest";
import { Starts } from "../../src/trial/program/program-actor.js";

const settled = () => new Promise((resolve) => setImmediate(resolve));

/** So many that want to start; who was started, and how to have one answer. */
function wanting(count: number, starts: Starts) {
  const begun: (() => void)[] = [];
  const turns = Array.from({ length: count }, (_, number) =>
    starts.inTurn(() => new Promise<number>((resolve) => begun.push(() => resolve(number)))),
  );
  return { begun, turns };
}

it("no more start at a time than there is room for, one after the other", async () => {
  const { begun, turns } = wanting(7, new Starts(2));
  for (let done = 0; done < 7; done++) {
    expect(begun).toHaveLength(Math.min(7, done + 2));
    begun[done]?.();
    await settled();
  }
  expect(await Promise.all(turns)).toEqual([0, 1, 2, 3, 4, 5, 6]);
});

it("where one fails, those that wait are not started; in the next world they are", async () => {
  const starts = new Starts(2);
  const { begun, turns } = wanting(5, starts);
  starts.lose();
  begun[0]?.();
  begun[1]?.();
  expect(await Promise.all(turns)).toEqual([0, 1, null, null, null]);
  expect(begun).toHaveLength(2);
  starts.reset();
  const again = wanting(2, starts);
  await settled();
  expect(again.begun).toHaveLength(2);
});
