/**
 * A server for this machine only. The Host header is checked against names that other sites cannot make point here
 * with another name (DNS rebinding), Origin against the same. Connections, and what a request may take, are bounded.
 */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { getRequestListener } from "@hono/node-server";
import { Hono } from "hono";

const CONNECTIONS_MAX = 64;
/** of one connection, sent one after the other without waiting for answers */
const REQUESTS_MAX = 16;
/** until a request's headers are in, and until it is there as a whole */
const HEADERS_MS_MAX = 5_000;
const REQUEST_MS_MAX = 10_000;
const HEADER_BYTES_MAX = 8_192;
const LIMITS_CHECKED_EVERY_MS = 1_000;
/** A client that takes nothing of its answer for so long is let go. */
const UNTAKEN_MS_MAX = 10_000;

export interface LoopbackServer {
  readonly url: string;
  /** Ends every connection and frees the port. */
  close(): Promise<void>;
}

/**
 * Answers a request by itself, if it is the one that is asked thousands of times a second: what a framework wraps around each
 * costs more than all that is done for it. False: it is another one. Whoever may not ask does not come this far.
 */
export type Direct = (request: IncomingMessage, response: ServerResponse) => boolean;

export interface LoopbackOptions {
  readonly connectionsMax?: number;
  readonly direct?: Direct;
  readonly untakenMsMax?: number;
}

/** Serves what `addRoutes` adds on 127.0.0.1; port 0: any that is free. Rejects with the listening error, e.g. EADDRINUSE. */
export async function serveOnLoopback(
  asked: number,
  addRoutes: (app: Hono) => void,
  {
    connectionsMax = CONNECTIONS_MAX,
    direct = () => false,
    untakenMsMax = UNTAKEN_MS_MAX,
  }: LoopbackOptions = {},
): Promise<LoopbackServer> {
  let port = asked;
  const app = guarded(() => port);
  addRoutes(app);
  const listener = getRequestListener(app.fetch);
  const limits = {
    headersTimeout: HEADERS_MS_MAX,
    requestTimeout: REQUEST_MS_MAX,
    maxHeaderSize: HEADER_BYTES_MAX,
    connectionsCheckingInterval: LIMITS_CHECKED_EVERY_MS,
  };
  const answers = new Answers(untakenMsMax / 2);
  const server = createServer(limits, (request, response) => {
    if (answers.isOneTooMany(response)) return void request.socket.destroy();
    const { host, origin } = request.headers;
    const mayAsk = refusalOf(host, origin, port) === null;
    if (!mayAsk || !direct(request, response)) void listener(request, response);
  });
  server.maxConnections = connectionsMax;
  // after so long without a byte either way this is told; nobody told, Node.js hangs up on a request whose headers come slowly
  server.timeout = untakenMsMax / 2;
  server.on("timeout", (socket) => answers.quiet(socket));
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(asked, "127.0.0.1", resolve);
  });
  port = (server.address() as AddressInfo).port;
  return {
    url: `http://127.0.0.1:${port}/`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Of one connection. */
interface Held {
  answers: number;
  toldMs: number;
}

/** The answers that are not taken yet, by their connections. What is done for each is done thousands of times a second. */
class Answers {
  readonly #held = new WeakMap<Socket, Held>();
  readonly #over: (this: ServerResponse) => void;

  constructor(private readonly toldEveryMs: number) {
    const held = this.#held;
    this.#over = function over() {
      const of = held.get(this.req.socket) as Held;
      of.answers -= 1;
      of.toldMs = Number.NEGATIVE_INFINITY;
    };
  }

  /** Says of one that is begun whether its connection waits for too many. */
  isOneTooMany(response: ServerResponse): boolean {
    const { socket } = response.req;
    const held = this.#held.get(socket) ?? { answers: 0, toldMs: Number.NEGATIVE_INFINITY };
    this.#held.set(socket, held);
    held.answers += 1;
    response.once("close", this.#over);
    return held.answers > REQUESTS_MAX;
  }

  /**
   * An answer that is waited for may take its time; one that is there and of which nothing is taken is let go. Only at the second
   * telling in a row: after a stop of this process the first one comes before anything was written again.
   */
  quiet(socket: Socket): void {
    const held = this.#held.get(socket);
    if (!held || socket.writableLength === 0) return;
    const nowMs = performance.now();
    if (nowMs - held.toldMs < 1.5 * this.toldEveryMs) return void socket.destroy();
    held.toldMs = nowMs;
    socket.setTimeout(this.toldEveryMs);
  }
}

/** What goes with every answer. */
const ALWAYS: Readonly<Record<string, string>> = {
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "x-frame-options": "DENY",
  "cross-origin-resource-policy": "same-origin",
  "cache-control": "no-store",
};

/** As a list, which Node.js writes as it stands. */
const ALWAYS_LIST = [...Object.entries(ALWAYS).flat(), "content-type", "application/json", "content-length"];

/** A direct answer: JSON, at once and whole. */
export function answerJson(
  response: ServerResponse,
  body: object,
  status = 200,
  headers: Readonly<Record<string, string>> = {},
): void {
  const text = JSON.stringify(body);
  const list = [...ALWAYS_LIST, Buffer.byteLength(text), ...Object.entries(headers).flat()];
  // as a text it goes out in one write with its headers
  response.writeHead(status, list).end(text);
}

function guarded(portOf: () => number): Hono {
  const app = new Hono();
  app.use(async (c, next) => {
    const refusal = refusalOf(c.req.header("host"), c.req.header("origin"), portOf());
    if (refusal !== null) return c.json({ error: refusal }, 403);
    for (const [name, value] of Object.entries(ALWAYS)) c.header(name, value);
    return next();
  });
  return app;
}

/** Why whoever names this host and origin may not ask; null: it may. */
function refusalOf(host = "", origin: string | undefined, port: number): string | null {
  if (!isOwnHost(host, port)) return "this server answers on loopback names only";
  return isOwnOrigin(origin, host) ? null : "asked from another site";
}

const LOOPBACK_HOST = /^(?:127\.0\.0\.1|localhost|\[::1\]):(\d{1,5})$/;

function isOwnHost(host: string, port: number): boolean {
  return LOOPBACK_HOST.exec(host)?.[1] === String(port);
}

/** A request without Origin is a plain navigation or a program on this machine; `null` and others are not ours. */
function isOwnOrigin(origin: string | undefined, host: string): boolean {
  return origin === undefined || origin === `http://${host}`;
}
