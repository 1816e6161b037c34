/** What a member of a log answers its clients over HTTP, commands aside (commands.ts). docs/LOG.md has each route. */
import type { ServerResponse } from "node:http";
import type { HttpBindings } from "@hono/node-server";
import type { Context, Hono } from "hono";
import { BodyError, wholeBodyIn } from "../http/body.js";
import type { KeyValue } from "../log/key-value.js";
import type { LogMember } from "../member/log/log-member.js";
import { isWell } from "../member/log/well.js";
import { CONTENT_TYPE, exposition } from "../operate/exposition.js";
import { answerOf } from "./answers.js";
import { BODY_BYTES_MAX, changeIn, membersTold, tooLong } from "./commands.js";
import type { Followers } from "./follow.js";
import { logMetrics } from "./metrics.js";
import { type Cursor, entriesFrom } from "./reading.js";

const LINES_DEFAULT = 1000;
const LINES_MAX = 10_000;
/** Answers of so many lines that are not taken yet. */
const TAKING_MAX = 32;

export interface Served {
  readonly member: LogMember;
  readonly machine: KeyValue;
  readonly followers: Followers;
}

export function addRoutes(app: Hono, served: Served): void {
  const { member } = served;
  const taking = new Taking(TAKING_MAX);
  app.get("/v1/log", (c) => log(c, served, taking));
  app.get("/v1/log/:height/:index/proof", (c) => proof(c, member));
  app.get("/v1/log/:height/:index/answer", (c) => signedAnswer(c, member));
  app.get("/v1/state/:key", (c) => refusing(c, () => state(c, served)));
  app.get("/v1/members", (c) => c.json(membersTold(member)));
  app.post("/v1/members", (c) => refusing(c, () => change(c, member)));
  app.get("/v1/evidence/:by", (c) => evidence(c, member));
  app.get("/v1/status", (c) => c.json(member.status));
  app.get("/healthz", (c) => {
    const { status } = member;
    const { heard, isBehind, isStuck, failed } = status;
    const healthy = isWell(status);
    return c.json({ healthy, heard, isBehind, isStuck, failed }, healthy ? 200 : 503);
  });
  app.get("/metrics", (c) =>
    c.body(exposition(logMetrics(member, served.followers.size)), 200, { "content-type": CONTENT_TYPE }),
  );
  app.onError((error, c) => {
    if (member.failure === null) throw error;
    const [cause] = member.failure.message.split("\n");
    return c.json({ error: `member ${member.id} has stopped: ${cause}\n  fix: ask another member` }, 503);
  });
  app.notFound((c) => c.json({ error: "there is nothing here; docs/LOG.md has all paths" }, 404));
}

async function refusing(c: Context, answer: () => Promise<Response>): Promise<Response> {
  try {
    return await answer();
  } catch (error) {
    if (error instanceof BodyError) return c.json({ error: error.message }, 400);
    const { status, body, headers } = answerOf(error);
    return c.json(body, status, headers);
  }
}

async function change(c: Context, member: LogMember): Promise<Response> {
  const text = await wholeBodyIn(c, BODY_BYTES_MAX);
  if (text === null) return c.json(tooLong(), 413);
  const reached = await member.changeMembers(changeIn(text));
  return c.json(reached, reached.is === "done" ? 200 : 202);
}

function log(c: Context, { member, followers }: Served, taking: Taking): Response {
  const follows = (c.req.header("accept") ?? "").includes("text/event-stream");
  const from = cursorOf(c, follows);
  const limit = numberOf(c.req.query("limit") ?? String(LINES_DEFAULT));
  if (from === null || limit === null || limit < 1)
    return c.json({ error: "from, index and limit are whole numbers, and limit is at least 1" }, 400);
  if (follows) return followers.follow(c, from);
  if (!taking.begin((c.env as HttpBindings).outgoing)) {
    const error = `${TAKING_MAX} readers have not taken their answers yet`;
    return c.json({ error }, 429, { "retry-after": "1" });
  }
  const { entries, next, gone } = entriesFrom(member, from, Math.min(limit, LINES_MAX));
  if (gone !== null) return c.json({ error: gone, first: member.status.firstHeight }, 410);
  const text = entries.map((entry) => `${JSON.stringify(entry)}\n`).join("");
  return c.body(text, 200, {
    "content-type": "application/jsonl",
    "strategos-next": `${next.height}.${next.index}`,
  });
}

/** Behind the last event that a reader had, if it comes back. */
function cursorOf(c: Context, follows: boolean): Cursor | null {
  const last = follows ? /^(\d{1,15})\.(\d{1,9})$/.exec(c.req.header("last-event-id") ?? "") : null;
  if (last) return { height: Number(last[1]), index: Number(last[2]) + 1 };
  const height = numberOf(c.req.query("from") ?? "1");
  const index = numberOf(c.req.query("index") ?? "0");
  // height 0 is the genesis, which has no commands
  return height === null || index === null ? null : { height: Math.max(height, 1), index };
}

function evidence(c: Context, member: LogMember): Response {
  const found = member.evidence.find(({ by }) => by === numberOf(c.req.param("by") ?? ""));
  return found ? c.json(found) : c.json({ error: "there is no evidence against that member here" }, 404);
}

function signedAnswer(c: Context, member: LogMember): Response {
  const found = atPlace(c, (height, index) => member.answerAt(height, index));
  return found ? c.json(found) : c.json({ error: "nothing was done there, or it is not held here" }, 404);
}

function proof(c: Context, member: LogMember): Response {
  const found = atPlace(c, (height, index) => member.proofOf(height, index));
  if (found) return c.json(found);
  return c.json({ error: "no such command is held here, or nothing above it has a finalization yet" }, 404);
}

/** What is found at the height and index of the path; null where they are none. */
function atPlace<T>(c: Context, find: (height: number, index: number) => T): T | null {
  const [height, index] = [numberOf(c.req.param("height") ?? ""), numberOf(c.req.param("index") ?? "")];
  return height === null || index === null ? null : find(height, index);
}

async function state(c: Context, { member, machine }: Served): Promise<Response> {
  const key = c.req.param("key") ?? "";
  const isLocal = c.req.query("local") !== undefined;
  const { value, height } = isLocal ? member.peek(key) : await member.read(key);
  return machine.has(key)
    ? c.json({ key, value, height })
    : c.json({ error: "there is no such key", key, height }, 404);
}

function numberOf(text: string): number | null {
  return /^\d{1,15}$/.test(text) ? Number(text) : null;
}

/** Long answers, each of which stays in memory until its client has taken it: only so many at one time. */
export class Taking {
  #count = 0;

  constructor(private readonly max: number) {}

  /** False: there is no place. A place is free again when the answer has been taken, or its connection is gone. */
  begin(response: ServerResponse): boolean {
    if (this.#count === this.max) return false;
    this.#count++;
    const { socket } = response.req;
    const ended = () => {
      response.off("close", ended);
      socket.off("close", ended);
      this.#count--;
    };
    response.once("close", ended);
    socket.once("close", ended); // an answer behind another one of its connection has no close of its own when that goes
    return true;
  }
}
