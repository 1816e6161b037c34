/** Members of a log over real links and disks, in one process. */
import { rmSync } from "node:fs";
import { expect, it, onTestFinished } from "vitest";
import type { Json } from "../../src/log/command.js";
import type { LogNode } from "../../src/log/members.js";
import type { StateMachine } from "../../src/log/replica.js";
import type { SignedAnswer } from "../../src/member/log/answers.js";
import type { LogMember } from "../../src/member/log/log-member.js";
import { verifyEntry } from "../../src/member/log/verify.js";
import { LogGroup, until } from "./group.js";

async function put(member: LogMember, from: number, count: number): Promise<void> {
  for (let n = from; n < from + count; n++) await member.submit({ put: [`key ${n % 3}`, n] });
}

it("four members hold one log; a command that is sent twice is done once", async () => {
  const group = await LogGroup.of(4);
  const [first, second] = (await group.startAll()) as [LogMember, LogMember];
  expect(await first.submit({ put: ["switch", "on"] })).toMatchObject({ height: 1, index: 0, result: true });
  expect(await second.read("switch")).toMatchObject({ value: "on" });
  const counted = { client: "c1", sequence: 0 };
  const { height, index } = await first.submit({ put: ["count", 1] }, counted);
  // the second member may not have come so far, and lets it wait along
  const once = { height, index, result: true };
  expect(await second.submit({ put: ["count", 1] }, counted)).toMatchObject(once);
  expect(await second.submit({ put: ["count", 1] }, counted)).toEqual({ ...once, repeated: true });
  await expect(second.submit({ put: ["count", 2] }, counted)).rejects.toMatchObject({ reason: "conflict" });
  expect(await second.read("count")).toMatchObject({ value: 1 });
  await Promise.all(Array.from({ length: 1000 }, (_, n) => first.submit({ put: ["n", n] })));
  await until(second, () => second.status.height === first.status.height);
  const entries = (member: LogMember) =>
    Array.from({ length: member.status.height }, (_, at) => member.entriesAt(at + 1) ?? []).flat();
  expect(entries(second)).toEqual(entries(first));
  expect(entries(first)).toHaveLength(1002);
});

it("what a program does to what it is shown of the members changes none", async () => {
  const group = await LogGroup.of(4);
  const first = await group.start(1);
  const shown = first.members.members as LogNode[];
  shown[0] = { ...shown[0]!, address: "tcp://127.0.0.1:1" };
  Object.assign(shown[1]!, { address: "tcp://127.0.0.1:1" });
  shown.pop();
  const addresses = first.members.members.map(({ address }) => address);
  expect(addresses).toEqual(group.options[0]!.config.nodes.map(({ address }) => address));
});

it("a listener that throws is the program's failure, and the member goes on", async () => {
  const group = await LogGroup.of(4);
  const [first] = (await group.startAll()) as [LogMember];
  const others = process.rawListeners("uncaughtException");
  const thrown: unknown[] = [];
  process.removeAllListeners("uncaughtException").on("uncaughtException", (error) => thrown.push(error));
  onTestFinished(() => {
    process.removeAllListeners("uncaughtException");
    for (const other of others) process.on("uncaughtException", other as NodeJS.UncaughtExceptionListener);
  });
  for (const name of ["committed", "view", "note"] as const)
    first.on(name, () => {
      throw new Error(`thrown for ${name}`);
    });
  await put(first, 0, 3);
  expect(first.failure).toBeNull();
  expect(new Set(thrown.map(String))).toEqual(
    new Set(["committed", "view", "note"].map((name) => `Error: thrown for ${name}`)),
  );
});

it("a proof of a command holds under the first configuration, and no other text, place or group does", async () => {
  const group = await LogGroup.of(4);
  const [first] = (await group.startAll()) as [LogMember];
  await Promise.all(
    Array.from({ length: 5 }, (_, n) => first.submit({ put: ["n", n] }, { client: "c", sequence: n })),
  );
  await put(first, 0, 2);
  const { config } = group.options[0]!;
  const proof = first.proofOf(1, 0)!;
  expect(verifyEntry(config, JSON.parse(JSON.stringify(proof)))).toMatchObject({
    holds: true,
    height: 1,
    index: 0,
  });
  const forged = [
    { ...proof, command: proof.command.replace('"c"', '"d"') },
    { ...proof, height: 2 },
    { ...proof, version: 2 },
    { ...proof, path: [...proof.path, "0".repeat(64)] },
    { ...proof, headers: proof.headers.map((header) => ({ ...header, view: header.view + 1 })) },
    { ...proof, finalization: { ...proof.finalization, votes: proof.finalization.votes.slice(1) } },
    { ...proof, finalization: { ...proof.finalization, kind: "notarize" } },
    {},
  ];
  for (const one of forged) expect(verifyEntry(config, one)).toMatchObject({ holds: false });
  expect(verifyEntry({ ...config, run: "other" }, proof)).toMatchObject({ holds: false });
});

it("a result is what f + 1 members signed, and no fewer, none twice, no stranger and nothing of another place", async () => {
  const group = await LogGroup.of(4);
  const members = await group.startAll();
  const [first] = members as [LogMember];
  await put(first, 0, 2);
  await Promise.all(members.map((member) => member.read("key 1")));
  const { config } = group.options[0]!;
  const proof = first.proofOf(1, 0)!;
  const [one, two] = members.map((member) => member.answerAt(1, 0)!) as [SignedAnswer, SignedAnswer];
  const resultOf = (...answers: unknown[]) => {
    const verified = verifyEntry(config, JSON.parse(JSON.stringify({ ...proof, answers })));
    return verified.holds && verified.result;
  };
  expect(resultOf(one, two)).toEqual({ value: true, by: [1, 2] });
  expect(resultOf(null, { ...one, by: 3 }, one, two)).toEqual({ value: true, by: [1, 2] });
  const tooLittle: unknown[][] = [
    [],
    [one],
    [one, one],
    [one, { ...one, by: 2 }],
    [one, { ...two, by: 9 }],
    [one, { ...two, result: false }],
    [one, { ...two, height: 2 }],
    [one, { ...two, command: "0".repeat(64) }],
    [one, members[1]!.answerAt(2, 0)],
  ];
  for (const answers of tooLittle) expect(resultOf(...answers)).toBeNull();
  expect(verifyEntry(config, { ...proof, answers: "two" })).toMatchObject({ holds: true, result: null });
  expect(first.answerAt(9, 0)).toBeNull();
  expect(first.answerAt(1, 5)).toBeNull();
});

it("members go on where they stopped, all at once, and one that was away catches up", async () => {
  const group = await LogGroup.of(4);
  const [first] = (await group.startAll()) as [LogMember];
  await put(first, 0, 3);
  await group.stop(4);
  await put(first, 3, 3);
  await Promise.all([1, 2, 3].map((id) => group.stop(id)));
  const again = await group.startAll();
  const fourth = again[3]!;
  expect(await fourth.read("key 2")).toMatchObject({ value: 5 });
  await put(fourth, 6, 1);
  expect(fourth.entriesAt(1)).toHaveLength(1);
});

it("a member that comes when the first blocks are gone begins with a snapshot that a quorum certified", async () => {
  const group = await LogGroup.of(4, { snapshotEvery: 4, keepBlocks: 2 }, "200ms");
  const others = await Promise.all([1, 2, 3].map((id) => group.start(id)));
  const [first] = others as [LogMember];
  // more than the 64 that a member's machine still holds, and answers with
  await put(first, 0, 79);
  const isCut = ({ status }: LogMember) => (status.snapshot?.height ?? 0) >= 76 && status.firstHeight > 72;
  await Promise.all(others.map((member) => until(member, () => isCut(member))));
  const fourth = await group.start(4);
  await put(first, 79, 1);
  await until(fourth, () => fourth.status.height >= 76 && !fourth.status.isBehind);
  expect(await fourth.read("key 1")).toMatchObject({ value: 79 });
  expect(fourth.entriesAt(1)).toBeNull();
  await group.stop(4);
  const again = await group.start(4);
  expect(again.peek("key 1")).toMatchObject({ value: 79 });
});

it("a member whose folder is gone does not sign again, and a second process on a folder is refused", async () => {
  const group = await LogGroup.of(4);
  const [first] = (await group.startAll()) as [LogMember];
  await put(first, 0, 1);
  await expect(group.start(2)).rejects.toMatchObject({ name: "StoreError", trouble: "locked" });
  const { folder } = group.options[2]!;
  await group.stop(3);
  rmSync(folder, { recursive: true });
  await expect(group.start(3)).rejects.toMatchObject({ name: "StoreError", trouble: "lost" });
  await put(first, 1, 1);
});

function counter(step: number): StateMachine {
  let count = 0;
  return {
    apply: (): Json => (count += step) > 0,
    query: () => count,
    snapshot: () => count,
    restore: (snapshot) => {
      count = snapshot as number;
    },
  };
}

it("a member whose machine is not the others' stops when a quorum certifies another state", async () => {
  const group = await LogGroup.of(4, { snapshotEvery: 2 });
  const [first, , , odd] = await Promise.all(
    [1, 1, 1, 2].map((step, at) => group.start(at + 1, { machine: counter(step) })),
  );
  const failed = new Promise<Error>((resolve) => odd!.once("failed", resolve));
  for (let n = 0; n < 3; n++) await first!.submit(n);
  expect((await failed).message).toMatch(/the state of member 4 is not the one that a quorum certified/);
  await expect(odd!.submit(7)).rejects.toMatchObject({ reason: "notDone" });
  expect(odd!.answerAt(1, 0)).toBeNull();
  expect(await first!.read(null)).toMatchObject({ value: 3 });
});

it("and where they certified it before that member came there", async () => {
  const group = await LogGroup.of(4, { snapshotEvery: 2 }, "300ms");
  const starting = [1, 2, 3].map((id) => group.start(id, { machine: counter(1) }));
  const [first] = (await Promise.all(starting)) as [LogMember];
  await put(first, 0, 3);
  await until(first, () => first.status.snapshot !== null);
  const odd = await group.start(4, { machine: counter(2) });
  await expect
    .poll(() => odd.status.failed)
    .toMatch(/^after height \d+ the state of member 4 is not the one/);
  await expect(odd.read("count")).rejects.toMatchObject({ reason: "notDone" });
});

it("joining is refused with a sentence where keys or ids do not fit", async () => {
  const group = await LogGroup.of(4);
  const refused = async (more: object) => {
    await expect(group.start(1, more)).rejects.toThrow(/\n {2}fix: /);
  };
  await refused({ id: 9 });
  await refused({ signingSecret: "0".repeat(64) });
  await refused({ secretKey: group.options[1]!.secretKey });
  const { config } = group.options[0]!;
  await refused({ config: { ...config, nodes: config.nodes.map(({ signingKey: _, ...node }) => node) } });
});
