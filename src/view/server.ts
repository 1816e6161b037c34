/** The view's server: the page, and real processes for it. Loopback only; see guard.ts for who may ask. */
import { randomBytes } from "node:crypto";
import { serve } from "@hono/node-server";
import { Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { streamSSE } from "hono/streaming";
import { freeAddresses } from "../cluster/ports.js";
import { parseConfig } from "../config/parse.js";
import { ConfigError } from "../config/problem.js";
import { isOwnHost, isOwnOrigin, isToken, makeToken } from "./guard.js";
import { type PageOptions, pageText } from "./page.js";
import { LiveRuns, RUNS_AT_ONCE_MAX } from "./runs.js";

/** Processes that one run may start. */
const NODES_MAX = 13;
const BODY_BYTES_MAX = 200_000;
const START_TIMEOUT_MS = 10_000;
const LISTENERS_MAX = 32;

export interface ViewServer {
  readonly url: string;
  /** Stops what still runs, and the server. */
  close(): Promise<void>;
}

export interface ViewOptions extends Omit<PageOptions, "token"> {
  /** 0: any that is free */
  readonly port: number;
}

/** Rejects with the listening error, e.g. EADDRINUSE. */
export async function startView({ port: asked, ...page }: ViewOptions): Promise<ViewServer> {
  const token = makeToken();
  const runs = new LiveRuns();
  let port = asked;
  const app = appOf({ token, runs, portOf: () => port, html: pageText({ ...page, token }) });
  const server = await new Promise<ReturnType<typeof serve>>((resolve, reject) => {
    const listening = serve({ fetch: app.fetch, hostname: "127.0.0.1", port: asked }, (info) => {
      port = info.port;
      resolve(listening);
    });
    listening.once("error", reject);
  });
  return {
    url: `http://127.0.0.1:${port}/`,
    close: () => {
      runs.dispose();
      return new Promise((resolve) => {
        server.close(() => resolve());
        if ("closeAllConnections" in server) server.closeAllConnections();
      });
    },
  };
}

interface AppOptions {
  readonly token: string;
  readonly runs: LiveRuns;
  readonly portOf: () => number;
  readonly html: string;
}

function appOf({ token, runs, portOf, html }: AppOptions): Hono {
  const app = new Hono();
  app.use(async (c, next) => {
    const host = c.req.header("host") ?? "";
    if (!isOwnHost(host, portOf()))
      return c.json({ error: "this server answers on loopback names only" }, 403);
    if (!isOwnOrigin(c.req.header("origin"), host)) return c.json({ error: "asked from another site" }, 403);
    c.header("x-content-type-options", "nosniff");
    c.header("referrer-policy", "no-referrer");
    c.header("x-frame-options", "DENY");
    c.header("cross-origin-resource-policy", "same-origin");
    c.header("cache-control", "no-store");
    return next();
  });
  app.use("/api/*", async (c, next) => {
    const given = c.req.header("x-strategos-token") ?? c.req.query("token");
    if (!isToken(given, token))
      return c.json({ error: "the page is older than the server: load it again" }, 403);
    return next();
  });
  app.use(bodyLimit({ maxSize: BODY_BYTES_MAX, onError: (c) => c.json({ error: "too large" }, 413) }));
  app.get("/", (c) => c.html(html));
  app.post("/api/config", async (c) =>
    answered(
      async () => readConfig(await c.req.text()),
      (body, code) => c.json(body, code),
    ),
  );
  app.post("/api/runs", async (c) =>
    answered(
      async () => ({ run: await startRun(runs, await c.req.text()) }),
      (body, code) => c.json(body, code),
    ),
  );
  addEvents(app, runs);
  app.onError((error, c) => c.json({ error: error.message }, 500));
  return app;
}

type Answer<T> = (body: object, code: 200 | 422 | 429) => T;

class BusyError extends Error {
  override readonly name = "BusyError";
}

/** What the asker did wrong comes back as a sentence. */
async function answered<T>(work: () => Promise<object>, answer: Answer<T>): Promise<T> {
  try {
    return answer(await work(), 200);
  } catch (error) {
    if (error instanceof BusyError) return answer({ error: error.message }, 429);
    if (error instanceof ConfigError || error instanceof SyntaxError)
      return answer({ error: error.message }, 422);
    throw error;
  }
}

async function readConfig(body: string): Promise<object> {
  const { text } = JSON.parse(body) as { text?: unknown };
  const {
    roundTimeoutMs: _,
    startTimeoutMs: __,
    ...config
  } = parseConfig(String(text), { file: "the configuration" });
  return config;
}

/** The page's configuration, on free ports of this machine. */
async function startRun(runs: LiveRuns, body: string): Promise<string> {
  const asked = JSON.parse(body) as { nodes?: unknown };
  const count = Array.isArray(asked.nodes) ? asked.nodes.length : 0;
  if (count > NODES_MAX)
    throw new SyntaxError(`${count} processes; this server starts ${NODES_MAX} at most: use strategos run`);
  if (runs.running >= RUNS_AT_ONCE_MAX) throw busy();
  const addresses = await freeAddresses(count);
  const nodes = addresses.map((address, index) => ({ id: index + 1, address }));
  const config = parseConfig(JSON.stringify({ ...asked, nodes, run: randomBytes(6).toString("hex") }), {
    file: "the setup",
    startTimeoutMs: () => START_TIMEOUT_MS,
  });
  const run = runs.start(config);
  if (run === null) throw busy();
  return run;
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
    if (listeners >= LISTENERS_MAX) return c.json({ error: "too many listeners" }, 429);
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
