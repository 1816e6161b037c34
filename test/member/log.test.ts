/** Members of a log over real links and disks, in one process. */
import { expect, it } from "vitest";
import { LogGroup, until } from "./group.js";

it("four members hold one log; a command that is sent twice is done once", async () => {
  const group = await LogGroup.of(4);
  const [a, b] = (await group.startAll()) as [never, never];
  const [first, second] = [a, b] as unknown as [
    Awaited<ReturnType<typeof group.start>>,
    Awaited<ReturnType<typeof group.start>>,
  ];
  const done = await first.submit({ put: ["switch", "on"] });
  expect(done).toMatchObject({ height: 1, index: 0, result: true, repeated: false });
  expect(await second.read("switch")).toMatchObject({ value: "on" });
  const counted = { client: "c1", sequence: 0 };
  const one = await first.submit({ put: ["count", 1] }, counted);
  // the second member may not have come so far, and lets it wait along
  const { height, index } = one;
  expect(await second.submit({ put: ["count", 1] }, counted)).toMatchObject({ height, index, result: true });
  expect(await second.submit({ put: ["count", 1] }, counted)).toEqual({ ...one, repeated: true });
  await expect(second.submit({ put: ["count", 2] }, counted)).rejects.toMatchObject({ reason: "conflict" });
  expect(await second.read("count")).toMatchObject({ value: 1 });
  await until(second, () => second.status.height === first.status.height);
});
