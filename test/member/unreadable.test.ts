/** A peer that is behind wants what a member's disk does not give any more: the member stops, and another is asked. */
import { once } from "node:events";
import { expect, it, onTestFinished, vi } from "vitest";
import type { LogMember } from "../../src/member/log/log-member.js";
import { Snapshots } from "../../src/member/log/snapshots.js";
import { Archive } from "../../src/store/archive.js";
import { LogGroup, until } from "./group.js";

it("a piece of a snapshot that is gone ends the member that is asked for it, and the one behind has it of another", async () => {
  const group = await LogGroup.of(4, { snapshotEvery: 4, keepBlocks: 2 }, "300ms");
  const [first, second] = (await Promise.all([1, 2, 3].map((id) => group.start(id)))) as [
    LogMember,
    LogMember,
  ];
  // the last 64 blocks are sent from memory
  for (let n = 0; n < 80; n++) await second.submit({ put: ["n", n] });
  await until(first, () => first.status.firstHeight > 70);
  const { folder } = group.options[0]!;
  const { get } = Archive.prototype;
  vi.spyOn(Archive.prototype, "get").mockImplementation(function (this: Archive, key) {
    return this.folder.startsWith(folder) && key.startsWith("piece/") ? null : get.call(this, key);
  });
  onTestFinished(() => void vi.restoreAllMocks());
  // the others offer theirs once this one has ended
  const { offer } = Snapshots.prototype;
  const offers = vi.spyOn(Snapshots.prototype, "offer").mockImplementation(function (this: Snapshots) {
    return this["setup"].self === 1 ? offer.call(this) : null;
  });
  const failed = once(first, "failed");
  const fourth = await group.start(4);
  expect(await failed).toMatchObject([
    {
      trouble: "damaged",
      message: expect.stringMatching(/^a piece of the snapshot of height \d+ is missing in /),
    },
  ]);
  offers.mockRestore();
  await until(fourth, () => !fourth.status.isBehind && fourth.status.height >= 80);
  expect(await fourth.read("n")).toMatchObject({ value: 79 });
});
