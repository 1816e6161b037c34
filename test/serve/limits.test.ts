/** A member's bounds for its clients: a full share of the pool, too many readers, and a reader that takes nothing. */
import { EventEmitter } from "node:events";
import type { ServerResponse } from "node:http";
import { Hono } from "hono";
import { expect, it, onTestFinished, vi } from "vitest";
import { KeyValue } from "../../src/log/key-value.js";
import type { LogEntry } from "../../src/member/log/events.js";
import { type Followed, Followers } from "../../src/serve/follow.js";
import { entriesFrom } from "../../src/serve/reading.js";
import { addRoutes, type Served, Taking } from "../../src/serve/routes.js";
import { serveClients } from "../../src/serve/server.js";
import { LogGroup } from "../member/group.js";

/** A log of long commands that is there already. */
function longLog(heights: number, command = "x".repeat(50_000)): Followed {
  const entry = { index: 0, view: 1, client: "c", command, result: true };
  const entriesAt = (height: number): LogEntry[] => [{ ...entry, height, sequence: height }];
  const status = { firstHeight: 1, lastHeight: heights };
  return Object.assign(new EventEmitter().setMaxListeners(32), { status, entriesAt }) as unknown as Followed;
}

function appOf(followers: Followers): Hono {
  return new Hono().get("/", (c) => followers.follow(c, { height: 1, index: 0 }));
}

it("a reader that takes nothing is let go, and its place is another's", async () => {
  const followers = new Followers(longLog(1000), 20);
  const response = await appOf(followers).request("/");
  expect(followers.size).toBe(1);
  await vi.waitFor(() => expect(followers.size).toBe(0));
  await response.body?.cancel();
});

it("no more than 32 read at one time: the next is told 429, and when to come again", async () => {
  const followers = new Followers(longLog(0));
  const app = appOf(followers);
  const open = await Promise.all(Array.from({ length: 32 }, async () => app.request("/")));
  const next = await app.request("/");
  expect([next.status, next.headers.get("retry-after")]).toEqual([429, "5"]);
  followers.close();
  for (const one of open) await one.body?.cancel();
  await vi.waitFor(() => expect(followers.size).toBe(0));
});

it("a reader of a log that does not grow is told so every 15 s", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  onTestFinished(() => void vi.useRealTimers());
  const followers = new Followers(longLog(0));
  const { body } = await appOf(followers).request("/");
  const chunk = body!.getReader().read();
  await vi.waitFor(() => expect(vi.getTimerCount()).toBe(1));
  await vi.advanceTimersByTimeAsync(15_000);
  expect(new TextDecoder().decode((await chunk).value)).toBe(": still here\n\n");
  followers.close();
});

it("an answer of the log has 4,000,000 characters at the most, and 10,000 lines, and says where to read on", async () => {
  const { entries, next } = entriesFrom(longLog(1000), { height: 1, index: 0 }, 1000);
  const chars = entries.reduce((sum, entry) => sum + JSON.stringify(entry).length, 0);
  expect(chars).toBeGreaterThan(3_900_000);
  expect(chars).toBeLessThan(4_000_000);
  expect(next).toEqual({ height: entries.length + 1, index: 0 });

  const app = new Hono();
  addRoutes(app, { member: longLog(10_001, "x") } as unknown as Served);
  const outgoing = Object.assign(new EventEmitter(), { req: { socket: new EventEmitter() } });
  const answer = await app.request("/v1/log?limit=20000", {}, { outgoing });
  expect((await answer.text()).trimEnd().split("\n")).toHaveLength(10_000);
  expect(answer.headers.get("strategos-next")).toBe("10001.0");
});

it("a client with 512 commands under way is told 429, and another client is not", async () => {
  const group = await LogGroup.of(4);
  const machine = new KeyValue();
  // alone it finishes nothing
  const member = await group.start(1, { machine });
  const server = await serveClients(0, { member, machine });
  onTestFinished(() => server.close());
  const warned: string[] = [];
  const warning = ({ message }: Error) => void warned.push(message);
  process.on("warning", warning);
  onTestFinished(() => void process.off("warning", warning));
  const stop = new AbortController();
  const waiting = Array.from({ length: 512 }, (_, sequence) =>
    member.submit({ put: ["n", sequence] }, { client: "c", sequence, signal: stop.signal }),
  );
  // at once, so that whatever fails before the end leaves no rejection to nobody
  const settling = Promise.allSettled(waiting);
  const asked = (client: string, waitMs: number) => ({
    method: "POST",
    body: JSON.stringify({ command: { put: ["n", 0] }, client, sequence: 512 }),
    signal: AbortSignal.timeout(waitMs),
  });
  const refused = await fetch(`${server.url}/v1/commands`, asked("c", 10_000));
  expect([refused.status, refused.headers.get("retry-after")]).toEqual([429, "1"]);
  expect(await refused.json()).toMatchObject({
    error: expect.stringMatching(/as many commands as it has room/),
  });
  await expect(fetch(`${server.url}/v1/commands`, asked("d", 300))).rejects.toMatchObject({
    name: "TimeoutError",
  });
  stop.abort();
  const settled = await settling;
  expect(settled.every(({ status }) => status === "rejected")).toBe(true);
  expect(warned).toEqual([]); // that one signal is all these commands'
});

it("only so many answers of the log wait to be taken: there is a place again once one of them is, or its connection gone", () => {
  const taking = new Taking(2);
  const connection = new EventEmitter();
  const answer = () =>
    Object.assign(new EventEmitter(), { req: { socket: connection } }) as unknown as ServerResponse;
  const [one, other, late] = [answer(), answer(), answer()];
  expect([one, other, late].map((response) => taking.begin(response))).toEqual([true, true, false]);
  one.emit("close");
  expect([taking.begin(late), taking.begin(one)]).toEqual([true, false]);
  connection.emit("close"); // what waits behind another answer has no close of its own
  late.emit("close");
  const next = Array.from({ length: 3 }, answer);
  expect(next.map((response) => taking.begin(response))).toEqual([true, true, false]);
});
