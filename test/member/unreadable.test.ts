/** A peer that is behind wants what a member's disk does not give any more: the member stops, and another is asked. */
import { once } from "node:events";
import { expect, it, vi } from "vitest";
import type { LogMember } from "../../src/member/log/log-member.js";
import { LogGroup, until } from "./group.js";

it("a piece of a snapshot that is gone ends the member that is asked for it, and the one behind has it of another", async () => {
  const group = await LogGroup.of(4, { snapshotEvery: 4, keepBlocks: 2 }, "300ms");
  const [first, ...others] = (await Promise.all([1, 2, 3].map((id) => group.start(id)))) as [
    LogMember,
    ...LogMember[],
  ];
  // the last 64 blocks are sent from memory
  for (let n = 0; n < 80; n++) await first.submit({ put: ["n", n] });
  await until(first, () => first.status.firstHeight > 70);
  const { archive } = first["parts"].store;
  const get = archive.get.bind(archive);
  vi.spyOn(archive, "get").mockImplementation((key) => (key.startsWith("piece/") ? null : get(key)));
  // the others offer theirs once this one has ended
  const offers = others.map((other) => vi.spyOn(other["parts"].snapshots, "offer").mockReturnValue(null));
  const failed = once(first, "failed");
  const fourth = await group.start(4);
  expect(await failed).toMatchObject([
    {
      trouble: "damaged",
      message: expect.stringMatching(/^a piece of the snapshot of height \d+ is missing in /),
    },
  ]);
  for (const offer of offers) offer.mockRestore();
  await until(fourth, () => !fourth.status.isBehind && fourth.status.height >= 80);
  expect(await fourth.read("n")).toMatchObject({ value: 79 });
});
