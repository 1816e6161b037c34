/** What a member answers over HTTP, with the statuses that docs/LOG.md promises. */
import { once } from "node:events";
import { type IncomingMessage, request } from "node:http";
import { connect } from "node:net";
import { ClassicLevel } from "classic-level";
import { expect, it, onTestFinished, vi } from "vitest";
import { KeyValue } from "../../src/log/key-value.js";
import type { LogMember } from "../../src/member/log/log-member.js";
import { serveClients } from "../../src/serve/server.js";
import { LogGroup, until } from "../member/group.js";
import { strategosBeside } from "./family.js";

interface Api {
  readonly url: string;
  readonly member: LogMember;
  readonly group: LogGroup;
  readonly post: (body: unknown) => Promise<{ status: number; body: Record<string, unknown> }>;
}

async function served(): Promise<Api> {
  const group = await LogGroup.of(4);
  const machine = new KeyValue();
  const [member] = await Promise.all([group.start(1, { machine }), group.start(2), group.start(3)]);
  const server = await serveClients(0, { member, machine });
  onTestFinished(() => server.close());
  const { url } = server;
  return {
    ...{ url, member, group },
    async post(body) {
      const text = typeof body === "string" ? body : JSON.stringify(body);
      const response = await fetch(`${url}/v1/commands`, { method: "POST", body: text });
      return { status: response.status, body: (await response.json()) as Record<string, unknown> };
    },
  };
}

it("a command is answered once final; again, it is the kept result; another under its sequence is 409", async () => {
  const { url, post } = await served();
  const named = { client: "c1", sequence: 0 };
  const done = { height: 1, index: 0, result: true };
  expect(await post({ command: { put: ["key", 1] }, ...named })).toEqual({
    status: 200,
    body: { ...done, repeated: false },
  });
  expect(await post({ command: { put: ["key", 1] }, ...named })).toEqual({
    status: 200,
    body: { ...done, repeated: true },
  });
  const conflict = await post({ command: { put: ["key", 2] }, ...named });
  expect(conflict).toMatchObject({ status: 409, body: { digest: expect.stringMatching(/^[0-9a-f]{64}$/) } });
  const state = await fetch(`${url}/v1/state/key`);
  expect([state.status, await state.json()]).toMatchObject([200, { key: "key", value: 1 }]);
  const local = await fetch(`${url}/v1/state/key?local`);
  expect([local.status, await local.json()]).toMatchObject([200, { value: 1 }]);
  expect((await fetch(`${url}/v1/state/none?local`)).status).toBe(404);
});

it("what is no command is 400 with a sentence, and nothing is sent", async () => {
  const { post, member } = await served();
  const odd = [
    "",
    "{",
    "[]",
    {},
    { command: { put: "key" } },
    { command: { put: ["key", 1] }, sequence: 0 },
    { command: { put: ["key", 1] }, client: "c" },
    { command: { put: ["key", 1] }, client: "~c", sequence: 0 },
    { command: { put: ["key", 1] }, client: `ed25519:${"A".repeat(64)}`, sequence: 0 },
    { command: { put: ["key", 1] }, client: "c", sequence: -1 },
    { command: { put: ["key", 1] }, client: 7, sequence: 0 },
    { command: { put: ["key", 1] }, more: 1 },
    { command: { put: ["key", 1] }, until: -1 },
    `{"command":${"[".repeat(100)}${"]".repeat(100)}}`,
  ];
  for (const body of odd)
    expect(await post(body)).toMatchObject({ status: 400, body: { error: expect.any(String) } });
  expect((await post("x".repeat(400_000))).status).toBe(413);
  expect(member.status).toMatchObject({ height: 0, pending: 0 });
});

it("a command whose until is past is 503, and certainly not done; with too few members it is unknown", async () => {
  const { post, group, url, member } = await served();
  for (let n = 0; n < 3; n++) await post({ command: { put: ["key", n] } });
  const late = { command: { put: ["key", 9] }, client: "c", sequence: 0, until: 1 };
  expect(await post(late)).toMatchObject({ status: 503, body: { done: "no" } });
  await group.stop(2);
  const waits = fetch(`${url}/v1/commands`, {
    method: "POST",
    body: JSON.stringify({ command: { put: ["key", 3] }, client: "c", sequence: 1 }),
  });
  await expect.poll(() => member.status.waiting).toBe(1);
  await member.close();
  const response = await waits;
  expect([response.status, await response.json()]).toMatchObject([503, { done: "unknown" }]);
});

it("the log is lines of JSON from any place on, and events for those who follow", async () => {
  const { url, post } = await served();
  for (let n = 0; n < 3; n++) await post({ command: { put: ["key", n] }, client: "c", sequence: n });
  const lines = async (query: string) => {
    const text = await (await fetch(`${url}/v1/log${query}`)).text();
    return text
      .split("\n")
      .flatMap((line) => (line === "" ? [] : [JSON.parse(line) as { sequence: number }]));
  };
  expect(await lines("")).toHaveLength(3);
  expect((await lines("?from=2&limit=1")).map(({ sequence }) => sequence)).toEqual([1]);
  expect(await lines("?from=9")).toEqual([]);
  expect((await fetch(`${url}/v1/log?from=-1`)).status).toBe(400);
  expect(await (await fetch(`${url}/v1/log?from=0`)).text()).toBe(
    await (await fetch(`${url}/v1/log?from=1`)).text(),
  );
  const headers = { accept: "text/event-stream", "last-event-id": "1.0" };
  const followed = await fetch(`${url}/v1/log`, { headers });
  void post({ command: { put: ["key", 3] }, client: "c", sequence: 3 });
  const seen: number[] = [];
  const decoder = new TextDecoder();
  for await (const chunk of followed.body as unknown as AsyncIterable<Uint8Array>) {
    for (const [, text = ""] of decoder.decode(chunk).matchAll(/^data: (.*)$/gm))
      seen.push((JSON.parse(text) as { sequence: number }).sequence);
    if (seen.length === 3) break;
  }
  expect(seen).toEqual([1, 2, 3]);
});

it("status, health and metrics say how the member is", async () => {
  const { url, post } = await served();
  await post({ command: { put: ["key", 1] } });
  expect(await (await fetch(`${url}/v1/status`)).json()).toMatchObject({
    id: 1,
    height: 1,
    heard: [2, 3],
    isBehind: false,
  });
  expect((await fetch(`${url}/healthz`)).status).toBe(200);
  expect(await (await fetch(`${url}/metrics`)).text()).toMatch(/^strategos_log_height 1$/m);
  expect((await fetch(`${url}/nowhere`)).status).toBe(404);
});

it("a member whose peers are gone says so within 20 s, and is well again once they are back", async () => {
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
  onTestFinished(() => void vi.useRealTimers());
  const { url, member, group } = await served();
  const health = async () => (await fetch(`${url}/healthz`)).status;
  await until(member, () => member.status.heard.length === 2);
  expect(await health()).toBe(200);
  await group.stop(2);
  vi.advanceTimersByTime(20_000);
  await expect.poll(() => member.status.heard).toEqual([3]);
  expect(await health()).toBe(503);
  expect(await (await fetch(`${url}/metrics`)).text()).toContain("strategos_log_peers_heard 1\n");
  expect(await strategosBeside("status", "--at", url)).toMatchObject({
    status: 1,
    stdout: expect.stringContaining("; it does not hear members 2 and 4\n"),
  });
  await group.start(2);
  await until(member, () => member.status.heard.includes(2));
  expect(await health()).toBe(200);
});

it("a command is answered with what goes with every answer, and to this machine's names alone", async () => {
  const { url } = await served();
  const body = JSON.stringify({ command: { put: ["key", 1] } });
  const asked = await fetch(`${url}/v1/commands?x`, { method: "POST", body });
  const status = await fetch(`${url}/v1/status`);
  for (const { headers } of [asked, status])
    expect(Object.fromEntries(headers)).toMatchObject({
      ...{ "x-content-type-options": "nosniff", "x-frame-options": "DENY", "cache-control": "no-store" },
      ...{ "referrer-policy": "no-referrer", "cross-origin-resource-policy": "same-origin" },
      "content-type": "application/json",
    });
  const { port } = new URL(url);
  const foreign = await askedAs({ host: `example.org:${port}` }, port, body);
  const elsewhere = await askedAs({ host: `127.0.0.1:${port}`, origin: "http://example.org" }, port, body);
  expect([asked.status, foreign, elsewhere]).toEqual([200, 403, 403]);
  expect((await fetch(`${url}/v1/commands`)).status).toBe(404);
});

it("a body that breaks off does nothing, and its member goes on", async () => {
  const { url, post, member } = await served();
  const { port } = new URL(url);
  const socket = connect(Number(port), "127.0.0.1");
  await once(socket, "connect");
  socket.write(`POST /v1/commands HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\ncontent-length: 100\r\n\r\n{"com`);
  socket.destroySoon();
  expect(await post({ command: { put: ["key", 1] } })).toMatchObject({ status: 200, body: { height: 1 } });
  expect(member.status).toMatchObject({ pending: 0, waiting: 0 });
});

/** The status that `POST /v1/commands` has under these headers, which `fetch` would not send. */
async function askedAs(headers: Record<string, string>, port: string, body: string): Promise<number> {
  const asked = request({ port, host: "127.0.0.1", method: "POST", path: "/v1/commands", headers }).end(body);
  const [response] = (await once(asked, "response")) as [IncomingMessage];
  response.resume();
  return response.statusCode as number;
}

it("what was changed on the disk while the member ran is not answered, and the member stops", async () => {
  const { url, member, post } = await served();
  await post({ command: { put: ["key", 1] } });
  const failed = once(member, "failed");
  vi.spyOn(ClassicLevel.prototype, "getSync").mockReturnValue(Buffer.alloc(100));
  onTestFinished(() => void vi.restoreAllMocks());
  const error = expect.stringMatching(
    /^member 1 has stopped: .* is not as it was written: block.* was changed\n {2}fix: /,
  );
  // until it is on the disk it is read from memory
  await vi.waitFor(async () => {
    const answer = await fetch(`${url}/v1/log`);
    expect(answer.status).toBe(503);
    expect(await answer.json()).toEqual({ error });
  });
  expect(await failed).toMatchObject([{ trouble: "damaged" }]);
  expect(await post({ command: { put: ["key", 2] } })).toMatchObject({ status: 503, body: { done: "no" } });
});
