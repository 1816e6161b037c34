/** A change of the members on its way: what is sent into the log when, and what whoever asked for it is told. */
import { EventEmitter } from "node:events";
import { expect, it, onTestFinished, vi } from "vitest";
import type { Change, LogNode, Members } from "../../src/log/members.js";
import type { Replica } from "../../src/log/replica.js";
import { Changes } from "../../src/member/log/changes.js";
import type { LogEvents } from "../../src/member/log/events.js";

const node = (id: number): LogNode => ({
  ...{ id, address: `tcp://127.0.0.1:${7000 + id}`, publicKey: null, signingKey: `${id}`.repeat(64) },
});
const FIVE: Members = { epoch: 3, members: [1, 2, 3, 4, 5].map(node), learners: [], highest: 5 };
const SIXTH = node(6);
const WITH_SIXTH: Members = { ...FIVE, epoch: 4, members: [...FIVE.members, SIXTH], highest: 6 };

/** At a member of five, at height 1000; all signatures hold. */
function changes() {
  const events = new EventEmitter<LogEvents>();
  const replica = { members: FIVE, height: 1000 };
  const sent: { learner: boolean }[] = [];
  const made = new Changes({
    electorate: { group: "abc", verify: () => true },
    ...{ events, replica: replica as unknown as Replica },
    propose: (text) => void sent.push({ learner: text.includes('"learner":true') }),
  });
  const ask = (change: Change) =>
    made.change({
      ...{ epoch: 3, change },
      approvals: [1, 2, 3, 4].map((by) => ({ by, signature: "0".repeat(128) })),
    });
  /** They are others, and all who wait hear of it. */
  const are = (members: Members) => {
    replica.members = members;
    events.emit("members", { epoch: members.epoch, members: [], learners: [] });
  };
  return { made, replica, sent, ask, are, events };
}

it("a new member looks on until it lacks 64 blocks and no more, by its own word as a learner", async () => {
  const { made, sent, ask, are } = changes();
  const add = { add: SIXTH };
  made.heardOf(6, 1000); // of nobody that looks on
  const first = ask(add);
  are({ ...FIVE, learners: [SIXTH] });
  const learner = { is: "learner", id: 6, of: 1000 };
  expect(await first).toEqual({ ...learner, height: 0 });
  made.heardOf(6, 935);
  expect(await ask(add)).toEqual({ ...learner, height: 935 });
  expect(sent).toEqual([{ learner: true }]);
  made.heardOf(6, 936);
  const last = ask(add);
  expect(sent).toEqual([{ learner: true }, { learner: false }]);
  are(WITH_SIXTH);
  expect(await last).toEqual({ is: "done", epoch: 4 });
  expect(await ask(add)).toEqual({ is: "done", epoch: 4 });
});

it("in a short log, too, who never said how far it has come is no member yet", async () => {
  const { made, replica, sent, ask, are } = changes();
  replica.height = 3;
  const asked = ask({ add: SIXTH });
  are({ ...FIVE, learners: [SIXTH] });
  expect(await asked).toMatchObject({ is: "learner", height: 0, of: 3 });
  made.heardOf(6, 0);
  const last = ask({ add: SIXTH });
  are(WITH_SIXTH);
  await last;
  expect(sent).toHaveLength(2);
});

it("whoever looked on under another address begins anew", async () => {
  const { made, sent, ask, are } = changes();
  are({ ...FIVE, learners: [{ ...SIXTH, address: "tcp://127.0.0.1:9" }] });
  made.heardOf(6, 1000);
  const asked = ask({ add: SIXTH });
  are({ ...FIVE, learners: [SIXTH] });
  expect(await asked).toMatchObject({ is: "learner", height: 0 });
  expect(sent).toEqual([{ learner: true }]);
});

it("a removal is sent at once; where another change comes first it is none any more", async () => {
  const removal = changes();
  const removed = removal.ask({ remove: 5 });
  removal.are({ ...FIVE, learners: [SIXTH] }); // this is not what it waits for
  await new Promise((resolve) => setImmediate(resolve));
  removal.are({ ...FIVE, epoch: 4, members: FIVE.members.slice(0, 4) });
  expect(await removed).toEqual({ is: "done", epoch: 4 });
  expect(removal.sent).toEqual([{ learner: false }]);
  const other = changes();
  const late = other.ask({ remove: 5 });
  other.are(WITH_SIXTH);
  await expect(late).rejects.toMatchObject({
    reason: "conflict",
    message: expect.stringContaining("another change came before this one"),
  });
});

it("what does not count is not sent; what is not final within 30 s may come true, and nobody listens for it", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  onTestFinished(() => void vi.useRealTimers());
  const { sent, ask, are, events } = changes();
  await expect(ask({ remove: 9 })).resolves.toMatchObject({ is: "done" });
  await expect(ask({ add: { ...SIXTH, id: 4 } })).rejects.toMatchObject({ reason: "usage" });
  expect(sent).toEqual([]);
  const asked = ask({ remove: 5 });
  vi.advanceTimersByTime(30_000);
  await expect(asked).rejects.toMatchObject({
    reason: "unknown",
    message: expect.stringContaining("not final within 30 s"),
  });
  expect([events.listenerCount("members"), vi.getTimerCount()]).toEqual([0, 0]);
  const done = ask({ remove: 5 });
  are({ ...FIVE, epoch: 4, members: FIVE.members.slice(0, 4) });
  await done;
  expect([events.listenerCount("members"), vi.getTimerCount()]).toEqual([0, 0]);
});
