/** `log` prints all that there is, `--evidence` asks every member by itself, and a file that is asked for goes with nothing else. */
import { once } from "node:events";
import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, it, onTestFinished, vi } from "vitest";
import { commandOf } from "../../src/cli/command.js";
import { EXIT } from "../../src/cli/exit.js";
import { verb as appendVerb } from "../../src/cli/verbs/append.js";
import { verb } from "../../src/cli/verbs/log.js";
import { verb as membersVerb } from "../../src/cli/verbs/members.js";
import { verb as statusVerb } from "../../src/cli/verbs/status.js";
import { entriesFrom } from "../../src/serve/reading.js";

const NOBODY = "http://127.0.0.1:1";

/** A member that has this evidence, or none: then it answers with this status. */
async function member(evidence?: string, status = 404): Promise<string> {
  const server = createServer((_, response) =>
    evidence === undefined ? response.writeHead(status).end("{}") : response.end(evidence),
  ).listen(0, "127.0.0.1");
  onTestFinished(() => void server.close());
  await once(server, "listening");
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const log = (...args: string[]) => commandOf("log", verb, () => {}).parseAsync(args, { from: "user" });

/** A member whose blocks have these many commands each, of so many characters. */
async function memberWith(heights: number, each: number, chars: number): Promise<string> {
  const command = "x".repeat(chars);
  const entry = { view: 1, client: "c", sequence: 0, command, result: true };
  const held = {
    status: { firstHeight: 1, lastHeight: heights } as never,
    entriesAt: (height: number) => Array.from({ length: each }, (_, index) => ({ ...entry, height, index })),
  };
  const server = createServer((request, response) => {
    const asked = new URL(request.url ?? "", "http://there").searchParams;
    const place = { height: Number(asked.get("from")), index: Number(asked.get("index") ?? 0) };
    const { entries, next } = entriesFrom(held, place, Number(asked.get("limit")));
    response.setHeader("strategos-next", `${next.height}.${next.index}`);
    response.end(entries.map((one) => `${JSON.stringify(one)}\n`).join(""));
  }).listen(0, "127.0.0.1");
  onTestFinished(() => void server.close());
  await once(server, "listening");
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

it.each([
  ["many pages", 700, 3, 1, [], 2100],
  ["pages that end for their length", 10, 10, 60_000, [], 100],
  ["as many as are asked for", 700, 3, 1, ["--limit", "1500"], 1500],
  ["from a height on", 700, 3, 1, ["--from", "699"], 6],
  ["nothing", 0, 0, 0, [], 0],
])("prints %s", async (_what, heights, each, chars, more, printed) => {
  const written = vi.spyOn(process.stdout, "write").mockReturnValue(true);
  onTestFinished(() => written.mockRestore());
  await log("--at", await memberWith(heights, each, chars), ...more);
  const places = written.mock.calls.map(([line]) => String(line).split(" ")[0]);
  expect(places).toHaveLength(printed);
  expect(new Set(places).size).toBe(printed);
});

it("members that do not answer are passed over, and counted where the others have none", async () => {
  const [none, some] = [await member(), await member("proof")];
  const at = (...members: string[]) => ["--at", members.join(), "--evidence", "2"];
  const written = vi.spyOn(process.stdout, "write").mockReturnValue(true);
  onTestFinished(() => written.mockRestore());
  await log(...at(none, NOBODY, some));
  expect(written.mock.calls).toEqual([["proof\n"]]);
  await expect(log(...at(none, none))).rejects.toMatchObject({
    exitCode: EXIT.usage,
    message: expect.stringContaining("no member has evidence against member 2\n  fix: "),
  });
  await expect(log(...at(none, none, NOBODY))).rejects.toMatchObject({
    exitCode: EXIT.unknown,
    message: expect.stringContaining("of 3 members 2 answered, and none of these has evidence"),
  });
  await expect(log(...at(await member(undefined, 503), some))).rejects.toMatchObject({
    exitCode: EXIT.violated,
    message: expect.stringContaining("the member answered 503"),
  });
  await expect(log(...at(NOBODY, NOBODY))).rejects.toMatchObject({
    exitCode: EXIT.port,
    message: expect.stringContaining("no member answers"),
  });
});

it.each([
  ["--proof", "1.0", "--evidence", "2"],
  ["--proof", "1.0", "--follow"],
  ["--proof", "1.0", "--limit", "3"],
  ["--evidence", "2", "--from", "1"],
  ["--evidence", "2", "--json"],
])("%s %s and %s do not go together", async (...args) => {
  await expect(log("--at", NOBODY, ...args)).rejects.toMatchObject({
    exitCode: EXIT.usage,
    message: `${args[0]} and ${args[2]} do not go together`,
    changes: { [args[2].slice(2)]: null },
  });
});

/** A member that answers whoever follows with these events. */
async function following(events: string): Promise<string> {
  const server = createServer((_, response) =>
    response.writeHead(200, { "content-type": "text/event-stream" }).end(events),
  ).listen(0, "127.0.0.1");
  onTestFinished(() => void server.close());
  await once(server, "listening");
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

it("who follows from below a snapshot is told where the log begins, and gets as many as were asked for", async () => {
  const written = vi.spyOn(process.stdout, "write").mockReturnValue(true);
  onTestFinished(() => written.mockRestore());
  const gone = `event: gone\ndata: {"error":"heights below 7 are not held here any longer","first":7}\n\n`;
  await expect(log("--follow", "--at", await following(gone))).rejects.toMatchObject({
    exitCode: EXIT.usage,
    message: expect.stringMatching(/^heights below 7 .*\n {2}fix: read on from there: --from 7$/),
  });
  const entry = { height: 1, index: 0, view: 1, client: "c", sequence: 0, command: 1, result: 2 };
  const events = [0, 1, 2].map((index) => `id: 1.${index}\ndata: ${JSON.stringify({ ...entry, index })}\n\n`);
  await log("--follow", "--limit", "2", "--at", await following(events.join("")));
  expect(written.mock.calls.map(([line]) => String(line).split(" ")[0])).toEqual(["1.0", "1.1"]);
});

it("who follows goes on behind what was read when a member breaks off, at the same one or another", async () => {
  const written = vi.spyOn(process.stdout, "write").mockReturnValue(true);
  onTestFinished(() => written.mockRestore());
  const data = (index: number) =>
    `data: ${JSON.stringify({ height: 1, index, view: 1, client: "c", sequence: 0, command: 1, result: 2 })}\n`;
  const asked: unknown[] = [];
  const tellers = ["1.0", undefined].map((gone) =>
    createServer(({ headers }, response) => {
      const from = headers["last-event-id"];
      asked.push(from);
      response.writeHead(200, { "content-type": "text/event-stream" });
      const first = from === undefined ? 0 : Number(String(from).split(".")[1]) + 1;
      response.write(`${data(first)}id: 1.${first}\n\n${data(first + 1).slice(0, -20)}`, () => {
        if (from === gone) server.close();
        response.destroy();
      });
    }),
  );
  const [server] = tellers as [Server];
  const at = await Promise.all(
    tellers.map(async (teller) => {
      await once(teller.listen(0, "127.0.0.1"), "listening");
      onTestFinished(() => void teller.close());
      return `http://127.0.0.1:${(teller.address() as AddressInfo).port}`;
    }),
  );
  await log("--follow", "--limit", "4", "--at", at.join());
  expect(written.mock.calls.map(([line]) => String(line).split(" ")[0])).toEqual([
    "1.0",
    "1.1",
    "1.2",
    "1.3",
  ]);
  expect(asked).toEqual([undefined, "1.0", "1.1", "1.2"]);
});

/** Something that answers each question so, and is no member. */
async function stranger(answer: (response: ServerResponse) => void): Promise<string> {
  const server = createServer((_, response) => answer(response)).listen(0, "127.0.0.1");
  onTestFinished(() => void server.close());
  await once(server, "listening");
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const verbs = { append: appendVerb, log: verb, members: membersVerb, status: statusVerb };
const asking = (name: keyof typeof verbs, ...args: string[]) =>
  commandOf(name, verbs[name], () => {}).parseAsync(args, { from: "user" });

it.each([
  [
    "a page for people",
    (response: ServerResponse) => void response.end("<html>sign in</html>"),
    /answers, and not/,
  ],
  ["other JSON", (response: ServerResponse) => void response.end('{"status":"up"}'), /answers, and not/],
  [
    "half an answer",
    (response: ServerResponse) => void response.write("{", () => response.destroy()),
    /broke off/,
  ],
])("where %s comes, and no member's answer, that is said", async (_what, answer, cause) => {
  const at = ["--at", await stranger(answer)];
  for (const asked of ["log", "members"] as const)
    await expect(asking(asked, ...at)).rejects.toMatchObject({
      exitCode: EXIT.port,
      message: expect.stringMatching(cause),
    });
  await expect(asking("log", "--follow", ...at)).rejects.toMatchObject({ exitCode: EXIT.port });
  await expect(asking("status", ...at)).rejects.toMatchObject({ exitCode: EXIT.port });
  await expect(asking("append", ...at, "put", "a", "1")).rejects.toMatchObject({
    exitCode: EXIT.unknown,
    message: expect.stringMatching(/what was asked for may still come true/),
  });
});

it("ends where nobody reads it any more, though the log goes on", { timeout: 10_000 }, async () => {
  const written = vi.spyOn(process.stdout, "write").mockImplementation(() => {
    process.nextTick(() => process.stdout.emit("error", new Error("EPIPE")));
    return true;
  });
  const ignored = () => {};
  process.stdout.on("error", ignored);
  onTestFinished(() => {
    written.mockRestore();
    process.stdout.off("error", ignored);
  });
  const entry = { height: 1, view: 1, index: 0, client: "c", sequence: 0, command: "x", result: true };
  const server = createServer((_, response) => {
    response.writeHead(200, { "content-type": "text/event-stream" });
    response.write(`data: ${JSON.stringify(entry)}\n\n`.repeat(2));
  }).listen(0, "127.0.0.1");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  await once(server, "listening");
  await log("--follow", "--at", `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  expect(written).toHaveBeenCalledTimes(1);
});
