/** Members that join and leave a log over real links and disks, in one process. */
import { expect, it } from "vitest";
import type { Change, LogNode } from "../../src/log/members.js";
import type { LogMember } from "../../src/member/log/log-member.js";
import { verifyEntry } from "../../src/member/log/verify.js";
import { LogGroup, until } from "./group.js";

type Asked = ReturnType<LogGroup["signed"]>;

/** Who was named at a wrong address joins after 4 s, in which a quick machine asks hundreds of times. */
const LONGEST_MS = 20_000;

/** Asks until it is done: a new member is a learner first. */
async function changed(
  group: LogGroup,
  member: LogMember,
  change: Change,
  by = [2, 3, 4],
): Promise<string[]> {
  const asked: Asked = group.signed(member.status.epoch, change, by);
  const states: string[] = [];
  const endMs = performance.now() + LONGEST_MS;
  for (let tries = 0; performance.now() < endMs; tries++) {
    const { is } = await member.changeMembers(asked);
    if (states.at(-1) !== is) states.push(is);
    if (is === "done") return states;
    await member.submit({ put: ["while it learns", tries] });
  }
  throw new Error("it never caught up");
}

it("a fifth member joins and the first leaves while appends go on, and every entry stays verifiable", async () => {
  const group = await LogGroup.of(4, { snapshotEvery: 5, keepBlocks: 1000 }, "300ms");
  const [first, second, third] = (await group.startAll()) as [LogMember, LogMember, LogMember];
  const { config } = group.options[0]!;
  await second.submit({ put: ["before", 1] });
  await group.stop(4);
  const { node, options } = await group.joiner(5);
  const fifth = await group.join(options);
  await expect(fifth.submit({ put: ["early", 1] })).rejects.toMatchObject({ reason: "notDone" });
  const add = { add: node };
  await expect(second.changeMembers(group.signed(0, add, [2, 3]))).rejects.toThrow(
    /2 members signed it, and 3 make/,
  );
  const removed = new Promise<Error>((resolve) => first.once("failed", resolve));
  const work = { isOver: false };
  const appends = (async () => {
    for (let n = 0; !work.isOver; n++) await third.submit({ put: ["n", n] }, { client: "c", sequence: n });
  })();
  expect(await changed(group, second, add)).toEqual(["learner", "done"]);
  expect(await changed(group, second, { remove: 1 }, [1, 2, 3, 4])).toEqual(["done"]);
  expect((await removed).message).toMatch(/member 1 was removed from the group: epoch 2 is without it/);
  // its folder and its address are free at once
  await expect(group.start(1)).rejects.toMatchObject({ reason: "removed" });
  work.isOver = true;
  await appends;
  expect(second.status).toMatchObject({ epoch: 2, members: [2, 3, 4, 5], learners: [] });

  // 2, 3 and 5 are a quorum of four; 4 was away while all this happened
  expect(await fifth.submit({ put: ["new", 5] })).toMatchObject({ result: true });
  const fourth = await group.start(4);
  await until(fourth, () => fourth.status.epoch === 2 && !fourth.status.isBehind);
  expect(await fourth.read("new")).toMatchObject({ value: 5 });

  const { lastHeight } = second.status;
  const epochs = new Set<number>();
  for (let height = 1; height < lastHeight; height++) {
    for (const { index } of second.entriesAt(height) ?? []) {
      const proof = JSON.parse(JSON.stringify(second.proofOf(height, index)));
      epochs.add(proof.headers[0].epoch);
      expect(verifyEntry(config, proof)).toMatchObject({ holds: true, height, index });
      if (proof.seals.length === 0) continue;
      expect(verifyEntry(config, { ...proof, seals: proof.seals.slice(1) })).toMatchObject({ holds: false });
    }
  }
  expect([...epochs]).toEqual([0, 1, 2]);

  await Promise.all([2, 3].map((id) => group.stop(id)));
  const again = await Promise.all([2, 3].map((id) => group.start(id)));
  expect(await again[0]!.submit({ put: ["after", 1] })).toMatchObject({ result: true });
  expect(again[1]!.status).toMatchObject({ epoch: 2, members: [2, 3, 4, 5] });
});

it("one that was away while the blocks of its epoch went begins with a snapshot of a later one", async () => {
  const group = await LogGroup.of(4, { snapshotEvery: 4, keepBlocks: 2 }, "300ms");
  const [first] = (await Promise.all([1, 2, 3].map((id) => group.start(id)))) as [LogMember];
  const { node, options } = await group.joiner(5);
  const fifth = await group.join(options);
  await changed(group, first, { add: node }, [1, 2, 3]);
  await until(fifth, () => fifth.status.epoch === 1);
  for (let n = 0; n < 13; n++) await fifth.submit({ put: ["n", n] });
  await until(first, () => first.status.firstHeight > 6);
  const fourth = await group.start(4);
  await until(fourth, () => fourth.status.epoch === 1 && !fourth.status.isBehind && fourth.status.height > 8);
  expect(await fourth.read("n")).toMatchObject({ value: 12 });
});

it("one that was named at a wrong address, or with a wrong key of its links, is named anew, and joins", async () => {
  const group = await LogGroup.of(4, {}, "300ms");
  const [first] = (await group.startAll()) as [LogMember];
  const { node, options } = await group.joiner(5);
  const { node: other } = await group.joiner(5);
  const named = async (add: LogNode) => first.changeMembers(group.signed(0, { add }, [1, 2, 3]));
  await group.join(options);
  expect(await named({ ...node, address: other.address })).toMatchObject({ is: "learner", height: 0 });
  expect(await named({ ...node, publicKey: other.publicKey })).toMatchObject({ is: "learner", height: 0 });
  expect(await changed(group, first, { add: node }, [1, 2, 3])).toEqual(["learner", "done"]);
  expect(first.members.members.at(-1)).toEqual(node);
});

it("whoever waits for a change is told at once that its member has left, and may ask another", async () => {
  const group = await LogGroup.of(4);
  const member = await group.start(1);
  const { node } = await group.joiner(5);
  const change = member.changeMembers(group.signed(0, { add: node }, [1, 2, 3]));
  const left = group.stop(1);
  await expect(change).rejects.toMatchObject({
    reason: "unknown",
    message: expect.stringMatching(/^member 1 has left, and the change may still .*\n {2}fix: ask another/),
  });
  await left;
});
