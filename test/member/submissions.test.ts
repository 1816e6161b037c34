/** Commands on their way into the log: what of them is sent, under which names, and what is refused before that. */
import { expect, it } from "vitest";
import { type Command, readCommand } from "../../src/log/command.js";
import { KeyValue } from "../../src/log/key-value.js";
import { Replica } from "../../src/log/replica.js";
import { digestOf } from "../../src/member/log/identity.js";
import { Submissions } from "../../src/member/log/submissions.js";
import { Waiting } from "../../src/member/log/waiting.js";
import { toyCrypto } from "../../src/sim/log/toy-crypto.js";

/** Member 1's, whose log has come to a height; `sent` is what was passed on. */
function submissions(height = 0, hasRoom = () => true) {
  const waiting = new Waiting();
  const replica = new Replica({
    ...{ machine: new KeyValue(), group: "abc", digest: digestOf, verify: () => true },
    members: { epoch: 0, members: [], learners: [], highest: 4 },
    onDone: (...done) => waiting.settle(...done),
  });
  for (let at = 1; at <= height; at++) replica.apply(at, []);
  const texts: string[] = [];
  const crypto = { ...toyCrypto(1), digest: digestOf };
  const made = new Submissions(
    { id: 1, machine: new KeyValue() },
    { crypto, replica, waiting },
    { hasRoom, propose: (text) => void texts.push(text) },
  );
  const commit = () => replica.apply(replica.height + 1, texts.splice(0));
  const sent = () => texts.map((text) => readCommand(text) as Command);
  return { made, waiting, texts, sent, commit };
}

const put = (n: number) => ({ put: ["key", n] });

it("what has no client goes under a name for once, 512 commands long, and up to 1000 heights ahead", async () => {
  const { made, sent, commit } = submissions(7);
  const all = Promise.all(Array.from({ length: 513 }, (_, n) => made.submit(put(n), {})));
  const [first, last] = [sent().slice(0, 512), sent().at(-1)!] as const;
  expect(new Set(first.map(({ client }) => client)).size).toBe(1);
  expect(first[0]!.client).toMatch(/^~1-[0-9a-f]{24}$/);
  expect(first.map(({ sequence }) => sequence)).toEqual(first.map((_, n) => n));
  expect(first.every(({ until }) => until === 1007)).toBe(true);
  expect(last.client).not.toBe(first[0]!.client);
  expect(last.sequence).toBe(0);
  commit();
  expect((await all).every(({ result }) => result === true)).toBe(true);
});

it("an until counts under a name for once where it is the earlier one", async () => {
  const { made, sent, commit } = submissions(7);
  const both = [9, 5000].map((until) => made.submit(put(1), { until }));
  expect(sent().map(({ until }) => until)).toEqual([9, 1007]);
  commit();
  await Promise.all(both);
});

it("the same again is sent once and answered to both; another under its sequence is refused, and not sent", async () => {
  const { made, texts, commit } = submissions();
  const named = { client: "c", sequence: 3 };
  const both = [1, 2].map(() => made.submit(put(1), named));
  await expect(made.submit(put(2), named)).rejects.toMatchObject({
    reason: "conflict",
    digest: expect.stringMatching(/^[0-9a-f]{64}$/),
    message: expect.stringContaining("is under way under sequence 3 of client c"),
  });
  expect(texts).toHaveLength(1);
  commit();
  const [first, second] = await Promise.all(both);
  expect(first).toMatchObject({ height: 1, index: 0, repeated: false });
  expect(second).toEqual(first);
  expect(await made.submit(put(1), named)).toEqual({ ...first, repeated: true });
  await expect(made.submit(put(2), named)).rejects.toMatchObject({ reason: "conflict" });
  expect(texts).toEqual([]);
});

it("where a member's pool has no room nothing is sent, and nobody waits", async () => {
  const { made, waiting, texts } = submissions(0, () => false);
  await expect(made.submit(put(1), { client: "c", sequence: 1 })).rejects.toMatchObject({ reason: "busy" });
  expect([texts.length, waiting.size]).toEqual([0, 0]);
});

it("whoever has gone already sends nothing, and whoever goes later does not know what came of it", async () => {
  const { made, texts } = submissions();
  await expect(made.submit(put(1), { signal: AbortSignal.abort() })).rejects.toMatchObject({
    reason: "notDone",
  });
  expect(texts).toEqual([]);
  const goes = new AbortController();
  const [once, named] = [{}, { client: "c", sequence: 1 }].map((options) =>
    made.submit(put(1), { ...options, signal: goes.signal }),
  );
  goes.abort();
  await expect(once).rejects.toMatchObject({
    reason: "unknown",
    message: expect.stringContaining("look in the log"),
  });
  await expect(named).rejects.toMatchObject({
    reason: "unknown",
    message: expect.stringContaining("send it again under the same client and sequence"),
  });
});

it("all who ask for a moment in one turn share it, and who asks later has one of its own", async () => {
  const { made, texts, commit } = submissions();
  const turn = () => new Promise((resolve) => setImmediate(resolve));
  for (let height = 1; height <= 2; height++) {
    const moments = [made.moment(), made.moment()];
    await turn();
    expect(texts).toHaveLength(1);
    const late = made.moment();
    await turn();
    expect(texts).toHaveLength(2);
    commit();
    const [first, second] = await Promise.all(moments);
    expect(second).toBe(first);
    expect(await late).not.toBe(first);
    expect(first).toEqual({ height, index: 0, result: null, repeated: false });
  }
});
