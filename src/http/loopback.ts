/**
 * A server for this machine only. The Host header is checked against names that other sites cannot make point here
 * with another name (DNS rebinding), Origin against the same. Connections, and what a request may take, are bounded.
 */
import type { Server } from "node:http";
import { serve } from "@hono/node-server";
import { Hono } from "hono";

const CONNECTIONS_MAX = 64;
/** until a request's headers are in, and until it is there as a whole */
const HEADERS_MS_MAX = 5_000;
const REQUEST_MS_MAX = 10_000;
const HEADER_BYTES_MAX = 8_192;
const LIMITS_CHECKED_EVERY_MS = 1_000;

export interface LoopbackServer {
  readonly url: string;
  /** Ends every connection and frees the port. */
  close(): Promise<void>;
}

/** Serves what `addRoutes` adds on 127.0.0.1; port 0: any that is free. Rejects with the listening error, e.g. EADDRINUSE. */
export async function serveOnLoopback(
  asked: number,
  addRoutes: (app: Hono) => void,
  { connectionsMax = CONNECTIONS_MAX }: { readonly connectionsMax?: number } = {},
): Promise<LoopbackServer> {
  let port = asked;
  const app = guarded(() => port);
  addRoutes(app);
  const server = await new Promise<Server>((resolve, reject) => {
    const serverOptions = {
      headersTimeout: HEADERS_MS_MAX,
      requestTimeout: REQUEST_MS_MAX,
      maxHeaderSize: HEADER_BYTES_MAX,
      connectionsCheckingInterval: LIMITS_CHECKED_EVERY_MS,
    };
    const asks = { fetch: app.fetch, hostname: "127.0.0.1", port: asked, serverOptions };
    const listening = serve(asks, (info) => {
      port = info.port;
      resolve(listening);
    }) as Server;
    listening.maxConnections = connectionsMax;
    listening.once("error", reject);
  });
  return {
    url: `http://127.0.0.1:${port}/`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function guarded(portOf: () => number): Hono {
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
  return app;
}

const LOOPBACK_HOST = /^(?:127\.0\.0\.1|localhost|\[::1\]):(\d{1,5})$/;

function isOwnHost(host: string, port: number): boolean {
  return LOOPBACK_HOST.exec(host)?.[1] === String(port);
}

/** A request without Origin is a plain navigation or a program on this machine; `null` and others are not ours. */
function isOwnOrigin(origin: string | undefined, host: string): boolean {
  return origin === undefined || origin === `http://${host}`;
}
