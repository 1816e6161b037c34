/** A node's own port for those that watch it: `GET /healthz` and `GET /metrics`, on loopback only. */
import { type LoopbackServer, serveOnLoopback } from "../http/loopback.js";
import type { NodeCounters, StampedEvent } from "../node/events.js";
import { CONTENT_TYPE, exposition } from "./exposition.js";
import { LoopDelay } from "./loop-delay.js";
import { metricsOf } from "./metrics.js";
import { type Identity, NodeStatus } from "./status.js";

export class StatusServer {
  private constructor(
    private readonly status: NodeStatus,
    private readonly delay: LoopDelay,
    private readonly server: LoopbackServer,
  ) {}

  /** Port 0: any that is free. Rejects with the listening error, e.g. EADDRINUSE. */
  static async start(port: number, identity: Identity): Promise<StatusServer> {
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
    return new StatusServer(status, delay, server);
  }

  get url(): string {
    return this.server.url;
  }

  up(count: () => NodeCounters): void {
    this.status.up(count);
  }

  event(event: StampedEvent): void {
    this.status.event(event);
  }

  close(): Promise<void> {
    this.delay.stop();
    return this.server.close();
  }
}
