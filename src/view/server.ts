/** The view's server: the page, and real processes for it. Loopback only; see http/loopback.ts for who may ask. */
import { randomBytes, timingSafeEqual } from "node:crypto";
import type { Context, Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { streamSSE } from "hono/streaming";
import { freeAddresses } from "../cluster/ports.js";
import { refuseCommands } from "../config/apart.js";
import { parseConfig } from "../config/parse.js";
import { ConfigError } from "../config/problem.js";
import { BodyError, objectOf } from "../http/body.js";
import { type LoopbackServer, serveOnLoopback } from "../http/loopback.js";
import type { LiveEvent } from "../recording/live.js";
import { type PageOptions, pageText } from "./page.js";
import { DEEDS, type LiveRun, LiveRuns, PACES, type PaceName, RUNS_AT_ONCE_MAX } from "./runs.js";

/** Processes that one run may start. */
const NODES_MAX = 13;
const BODY_BYTES_MAX = 200_000;
const TOO_LARGE = `it is no recording, and has more than the ${BODY_BYTES_MAX} bytes that the page may send as a configuration; open it with strategos view FILE`;
const START_TIMEOUT_MS = 10_000;
const LISTENERS_MAX = 32;

export interface ViewOptions extends Omit<PageOptions, "token" | "nodesMax"> {
  /** 0: any that is free */
  readonly port: number;
}

/** Rejects with the listening error, e.g. EADDRINUSE. */
export async function startView({ port, ...page }: ViewOptions): Promise<LoopbackServer> {
  const token = makeToken();
  const runs = new LiveRuns();
  const html = pageText({ ...page, token, nodesMax: NODES_MAX });
  const server = await serveOnLoopback(port, (app) => addRoutes(app, { token, runs, html }));
  return {
    url: server.url,
    close: () => {
      runs.dispose();
      return server.close();
    },
  };
}

interface Served {
  readonly token: string;
  readonly runs: LiveRuns;
  readonly html: string;
}

function addRoutes(app: Hono, { token, runs, html }: Served): void {
  app.use("/api/*", async (c, next) => {
    const given = c.req.header("x-strategos-token") ?? c.req.query("token");
    if (!isToken(given, token))
      return c.json({ error: "the page is older than the server: load it again" }, 403);
    return next();
  });
  app.use(bodyLimit({ maxSize: BODY_BYTES_MAX, onError: (c) => c.json({ error: TOO_LARGE }, 413) }));
  app.get("/", (c) => c.html(html));
  app.post("/api/config", (c) => answered(c, readConfig));
  app.post("/api/runs", (c) => answered(c, (body) => startRun(runs, body, c.req.query("pace"))));
  app.post("/api/runs/:id/deeds", (c) => answered(c, (body) => doDeed(runs.get(c.req.param("id")), body)));
  addEvents(app, runs);
  app.onError((error, c) => c.json({ error: error.message }, 500));
}

class BusyError extends Error {
  override readonly name = "BusyError";
}

/** What the asker did wrong comes back as a sentence. */
async function answered(c: Context, answer: (body: string) => object | Promise<object>): Promise<Response> {
  try {
    return c.json(await answer(await c.req.text()));
  } catch (error) {
    if (error instanceof BusyError) return c.json({ error: error.message }, 429);
    if (error instanceof ConfigError || error instanceof BodyError)
      return c.json({ error: error.message }, 422);
    throw error;
  }
}

function readConfig(body: string): object {
  const { text } = objectOf(body);
  if (typeof text !== "string") throw new BodyError("text is not a text");
  const read = parseConfig(text, { file: "the configuration" });
  const refusal = refuseCommands(read);
  if (refusal) throw new BodyError(`${refusal.cause}; ${refusal.fix}`);
  const { roundTimeoutMs: _, startTimeoutMs: __, ...config } = read;
  return config;
}

/** The page's configuration, on free ports of this machine. */
async function startRun(runs: LiveRuns, body: string, named = "full"): Promise<{ run: string }> {
  const asked = objectOf(body);
  if (!isPace(named))
    throw new BodyError(`there is no pace ${named}; there are ${Object.keys(PACES).join(", ")}`);
  const roundTimeout = PACES[named]?.roundTimeout;
  const count = Array.isArray(asked["nodes"]) ? asked["nodes"].length : 0;
  if (count > NODES_MAX)
    throw new BodyError(`${count} processes; this server starts ${NODES_MAX} at most: use strategos run`);
  if (runs.running >= RUNS_AT_ONCE_MAX) throw busy();
  const addresses = await freeAddresses(count);
  const nodes = addresses.map((address, index) => ({ id: index + 1, address }));
  const config = parseConfig(
    JSON.stringify({ ...asked, nodes, run: randomBytes(6).toString("hex"), roundTimeout }),
    {
      file: "the setup",
      startTimeoutMs: () => START_TIMEOUT_MS,
    },
  );
  const run = runs.start(config, named);
  if (run === null) throw busy();
  return { run };
}

function isPace(name: string): name is PaceName {
  return Object.hasOwn(PACES, name);
}

/** What the page does to a run. A run that is over lets it be. */
function doDeed(run: LiveRun | undefined, body: string): object {
  const { deed, of } = objectOf(body);
  const known = DEEDS.find((one) => one === deed);
  if (!run) throw new BodyError("the server does not know this run, or no longer");
  if (!known) throw new BodyError(`a deed is one of ${DEEDS.join(", ")}`);
  if (!Number.isSafeInteger(of)) throw new BodyError("of is neither a round nor a node");
  run.do(known, Number(of));
  return {};
}

function busy(): BusyError {
  return new BusyError("a run is on its way already; wait for its verdict");
}

/** Server-sent events; one that says which it heard last gets what came after. */
function addEvents(app: Hono, runs: LiveRuns): void {
  let listeners = 0;
  app.get("/api/runs/:id/events", (c) => {
    const run = runs.get(c.req.param("id"));
    // 204 tells an EventSource not to come again
    if (!run) return c.body(null, 204);
    if (listeners >= LISTENERS_MAX) return tooMany(c);
    const last = Number(c.req.header("last-event-id") ?? 0);
    listeners++;
    return streamSSE(c, async (stream) => {
      const gone = new AbortController();
      stream.onAbort(() => gone.abort());
      try {
        for (
          let index = Number.isSafeInteger(last) && last > 0 ? last : 0;
          await run.has(index, gone.signal);
          index++
        ) {
          await stream.writeSSE({ id: String(index + 1), data: JSON.stringify(run.events[index]) });
        }
      } finally {
        listeners--;
      }
    });
  });
}

/** Told as an event, since an EventSource shows nobody the status or the body of an answer that it refuses. */
function tooMany(c: Context): Response {
  const event: LiveEvent = {
    type: "failed",
    message: `${LISTENERS_MAX} pages listen to runs of this server already; close one of them, and load this one again`,
  };
  return c.body(`data: ${JSON.stringify(event)}\n\n`, 200, { "content-type": "text/event-stream" });
}

/** Whatever starts processes or tells of them needs the token that only the page served by this server holds. */
function makeToken(): string {
  return randomBytes(32).toString("base64url");
}

/** In constant time, so that a token cannot be found letter by letter. */
function isToken(given: string | undefined, token: string): boolean {
  const [a, b] = [Buffer.from(given ?? ""), Buffer.from(token)];
  return a.length === b.length && timingSafeEqual(a, b);
}
