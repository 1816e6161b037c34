/** Who waits for a command at a member: told once, however many wait for the same, and let go when they go. */
import { getEventListeners } from "node:events";
import { expect, it, onTestFinished, vi } from "vitest";
import { LogError } from "../../src/member/log/events.js";
import { Waiting } from "../../src/member/log/waiting.js";

const place = { height: 3, index: 1 };
const applied = { is: "applied", result: true } as const;
const command = (sequence: number, client = "c") => ({ client, sequence, command: null });
const LIMIT_MS = 60_000;

it("whoever waits for the same command is told the same, once it stands in a final block", async () => {
  const waiting = new Waiting();
  const both = [1, 2].map(() => waiting.wait(command(1), "digest", LIMIT_MS, undefined));
  waiting.settle(command(1), "another", place, applied);
  waiting.settle(command(2), "digest", place, applied);
  expect(waiting.size).toBe(1);
  waiting.settle(command(1), "digest", place, applied);
  expect(await Promise.all(both)).toEqual([1, 2].map(() => ({ ...place, result: true, repeated: false })));
  expect(waiting.size).toBe(0);
});

it("one that goes leaves the others waiting, and the last one nothing", async () => {
  const waiting = new Waiting();
  const [first, second] = [new AbortController(), new AbortController()] as const;
  const gone = waiting.wait(command(1), "digest", LIMIT_MS, first.signal);
  const stays = waiting.wait(command(1), "digest", LIMIT_MS, second.signal);
  first.abort();
  expect(await gone).toBeNull();
  expect(waiting.find(command(1))?.digest).toBe("digest");
  second.abort();
  expect(await stays).toBeNull();
  expect(waiting.find(command(1))).toBeNull();
  expect(waiting.size).toBe(0);
});

it("one whose signal was aborted before, or whose time is up, does not wait", async () => {
  const waiting = new Waiting();
  const aborted = waiting.wait(command(1), "digest", LIMIT_MS, AbortSignal.abort());
  expect(waiting.size).toBe(0);
  expect(await aborted).toBeNull();
  expect(await waiting.wait(command(1), "digest", 1, undefined)).toBeNull();
  expect(waiting.size).toBe(0);
});

it("a state that was taken from others answers those whom it knows, and the others wait on", async () => {
  const waiting = new Waiting();
  const [done, refused] = [1, 2].map((n) => waiting.wait(command(n), "digest", LIMIT_MS, undefined));
  const open = waiting.wait(command(3), "digest", LIMIT_MS, undefined);
  const said = { ...place, result: 7, repeated: true };
  waiting.recheck(({ sequence }) =>
    sequence === 1 ? said : sequence === 2 ? new LogError("ended", "it is over", "begin anew") : null,
  );
  expect(await done).toEqual(said);
  await expect(refused).rejects.toMatchObject({ reason: "ended" });
  expect(waiting.size).toBe(1);
  waiting.close(new LogError("unknown", "gone", "ask another"));
  await expect(open).rejects.toMatchObject({ reason: "unknown" });
  expect(waiting.size).toBe(0);
});

it("of a name 512 commands are under way, and of names 4096", async () => {
  const waiting = new Waiting();
  const over = new AbortController();
  const wait = (sequence: number, client?: string) =>
    void waiting.wait(command(sequence, client), "digest", LIMIT_MS, over.signal);
  for (let n = 0; n < 512; n++) {
    expect(waiting.hasRoom(command(n))).toBe(true);
    wait(n);
  }
  expect(waiting.hasRoom(command(512))).toBe(false);
  for (let n = 1; n < 4096; n++) {
    expect(waiting.hasRoom(command(0, `c${n}`))).toBe(true);
    wait(0, `c${n}`);
  }
  expect(waiting.hasRoom(command(0, "one more"))).toBe(false);
  expect(waiting.hasRoom(command(1, "c1"))).toBe(true);
  over.abort();
  expect(waiting.size).toBe(0);
  expect(waiting.hasRoom(command(0, "one more"))).toBe(true);
});

it("whoever has been told holds on to no signal, and to no clock", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  onTestFinished(() => void vi.useRealTimers());
  const waiting = new Waiting();
  const { signal } = new AbortController();
  const told = waiting.wait(command(1), "digest", LIMIT_MS, signal);
  expect([getEventListeners(signal, "abort").length, vi.getTimerCount()]).toEqual([1, 1]);
  waiting.settle(command(1), "digest", place, applied);
  await told;
  expect([getEventListeners(signal, "abort").length, vi.getTimerCount()]).toEqual([0, 0]);
});

it("a step is waited for where it tells of faults, or of more than blocks, or somebody waits for a command", () => {
  const waiting = new Waiting();
  const nothing = { keep: [], send: [], out: [], faults: [], notes: [] };
  const isFor = (more: object) => waiting.isFor({ ...nothing, ...more }, false);
  const committed = { kind: "committed" };
  expect(isFor({})).toBe(false);
  expect(isFor({ out: [committed] })).toBe(false);
  expect(isFor({ out: [committed, { kind: "asked" }] })).toBe(true);
  expect(isFor({ faults: [{ from: 1, round: null, kind: "malformed", detail: "" }] })).toBe(true);
  void waiting.wait(command(1), "digest", 1, undefined);
  expect(isFor({ out: [committed] })).toBe(true);
  expect(isFor({})).toBe(false);
});
