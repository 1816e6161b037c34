/** What a member's refusals and silences are to a command line, and how long an answer is read. */
import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, it, onTestFinished, vi } from "vitest";
import { commandOf } from "../../src/cli/command.js";
import { answerFrom, ask, refusalOf } from "../../src/cli/log-client.js";
import { verb as statusVerb } from "../../src/cli/verbs/status.js";

async function memberAt(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  await once(server.listen(0, "127.0.0.1"), "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

it.each([
  [400, { error: "it is none" }, 64, "it is none\n  fix: docs/LOG.md has what members take"],
  [404, { error: "none there" }, 64, "none there\n  fix: strategos log prints what there is"],
  [
    409,
    { error: "another", digest: "ab" },
    1,
    /^another\n {2}fix: ask again.*\n {2}done was the command of digest ab$/,
  ],
  [410, { error: "gone", first: 7 }, 64, "gone\n  fix: read on from there: --from 7"],
  [413, { error: "too long" }, 64, "too long\n  fix: send less at one time"],
  [422, { error: "it failed\n  fix: mend it" }, 1, "it failed\n  fix: mend it"],
  [429, { error: "no room" }, 69, /^no room\n {2}fix: ask again in a moment/],
  [503, { error: "too late", done: "no" }, 1, /^too late\n/],
  [503, { error: "closed", done: "unknown" }, 2, /^closed\n/],
  [500, null, 1, /^the member answered 500\n/],
])("%i %j ends with %i", async (status, body, exitCode, message) => {
  const refusal = await refusalOf(new Response(body && JSON.stringify(body), { status }));
  expect(refusal).toMatchObject({ exitCode, message: expect.stringMatching(message) as string });
});

it("a member that breaks off may have done what was sent, and has done nothing where it was only asked", async () => {
  const client = await memberAt(({ url, socket }, response) => {
    if (url === "/healthz") response.end("{}");
    else socket.destroy();
  });
  await expect(ask([{ id: 1, client }], "/v1/log")).rejects.toMatchObject({
    exitCode: 69,
    message: expect.stringMatching(
      / broke off \(\w+\)\n {2}fix: see that it is a member's address/,
    ) as string,
  });
  const post = { method: "POST", body: "{}" };
  await expect(ask([{ id: 1, client }], "/v1/commands", post)).rejects.toMatchObject({
    exitCode: 2,
    message: expect.stringContaining("what was asked for may still come true") as string,
  });
});

it("a port that fetch does not dial is one where nobody answers", async () => {
  const nobody = { id: 1, client: "http://127.0.0.1:1" };
  await expect(ask([nobody], "/v1/log")).rejects.toMatchObject({
    exitCode: 69,
    message: expect.stringContaining("no member answers: http://127.0.0.1:1") as string,
  });
});

it("an answer is JSON of 16 MB at the most, of a member that does not refuse", async () => {
  const client = await memberAt(({ url }, response) => {
    const more = url === "/long" ? 1 : 0;
    response.writeHead(url === "/refused" ? 404 : 200).end(`"${"x".repeat(16 * 1024 * 1024 - 2 + more)}"`);
  });
  expect(await answerFrom<string>(`${client}/`, 60_000)).toHaveLength(16 * 1024 * 1024 - 2);
  expect(await answerFrom(`${client}/long`, 60_000)).toBeNull();
  expect(await answerFrom(`${client}/refused`, 60_000)).toBeNull();
});

it("status ends with 1 where one member does not answer, or is not well", async () => {
  const well = { id: 1, members: [1, 2, 3, 4], heard: [2, 3], isBehind: false, failed: null };
  const told = { ...well, height: 5, view: 6, leader: 2, pending: 0, evidence: [] };
  const client = await memberAt((_, response) => response.end(JSON.stringify(told)));
  const written = vi.spyOn(process.stdout, "write").mockReturnValue(true);
  onTestFinished(() => written.mockRestore());
  const codes: number[] = [];
  const asked = (...at: string[]) =>
    commandOf("status", statusVerb, (code) => void codes.push(code)).parseAsync(["--at", at.join()], {
      from: "user",
    });
  await asked(client);
  await asked(client, "http://127.0.0.1:1");
  told.isBehind = true;
  await asked(client);
  expect(codes).toEqual([0, 1, 1]);
  const line = `member 1 at ${client}: height 5, view 6 led by member 2`;
  expect(written.mock.calls.map(([text]) => text)).toEqual([
    `${line}; it does not hear member 4\n`,
    `${line}; it does not hear member 4\nmember ? at http://127.0.0.1:1 does not answer\n`,
    `${line}; it is behind, and catches up; it does not hear member 4\n`,
  ]);
});
