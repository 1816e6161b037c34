/** A node's own port for those that watch it: `GET /healthz` and `GET /metrics`, on loopback only. */
import { serveOnLoopback } from "../http/loopback.js";
import { CONTENT_TYPE, exposition } from "./exposition.js";
import { LoopDelay } from "./loop-delay.js";
import { metricsOf } from "./metrics.js";
import { type Identity, NodeStatus } from "./status.js";

export interface StatusServer {
  readonly url: string;
  /** what is served, to be told of the node */
  readonly status: NodeStatus;
  close(): Promise<void>;
}

/** Port 0: any that is free. Rejects with the listening error, e.g. EADDRINUSE. */
export async function serveStatus(port: number, identity: Identity): Promise<StatusServer> {
  const status = new NodeStatus(identity);
  const delay = new LoopDelay();
  const server = await serveOnLoopback(port, (app) => {
    app.get("/healthz", (c) => {
      const health = status.health();
      return c.json(health, health.healthy ? 200 : 503);
    });
    app.get("/metrics", (c) =>
      c.body(exposition(metricsOf(status, delay.delays)), 200, { "content-type": CONTENT_TYPE }),
    );
  });
  return {
    url: server.url,
    status,
    close: () => {
      delay.stop();
      return server.close();
    },
  };
}
