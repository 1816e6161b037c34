/** What watches a node beside its terminal, if its flags ask for it: JSON lines, and a port for health and metrics. */
import { printable } from "../core/printable.js";
import type { NodeCounters, NodeOutcome, StampedEvent } from "../node/events.js";
import type { NodeOptions } from "../node/options.js";
import type { EventLog, LogLevel } from "../operate/log.js";
import type { Identity } from "../operate/status.js";
import type { StatusServer } from "../operate/status-server.js";
import { usage } from "./exit.js";
import { onPort, readPort } from "./numbers.js";
import type { SettingsOf } from "./verb.js";

export const OBSERVER_FLAGS = {
  "--log-level <level>": "JSON lines on stderr instead of progress: fatal, error, warn, info, debug or trace",
  "--status-port <port>": "serve /healthz and /metrics on this port of 127.0.0.1; 0 takes a free one",
} as const;

export type ObserverSettings = SettingsOf<typeof OBSERVER_FLAGS>;

/** Loads only what is asked for. */
export class Observers {
  private constructor(
    private readonly log: EventLog | null,
    private readonly server: StatusServer | null,
  ) {}

  /** Of the node's options, its keys stay behind. */
  static async start(
    { self, group, run }: NodeOptions,
    { logLevel, statusPort }: ObserverSettings,
  ): Promise<Observers> {
    const identity = { self, group, run };
    const log = logLevel === undefined ? null : await startLog(identity, logLevel);
    const server = statusPort === undefined ? null : await startServer(identity, statusPort);
    if (server !== null) {
      if (log !== null) log.served(server.url);
      else process.stderr.write(`health and metrics on ${server.url}healthz and ${server.url}metrics\n`);
    }
    return new Observers(log, server);
  }

  /** stderr belongs to the JSON lines. */
  get hasLog(): boolean {
    return this.log !== null;
  }

  up(count: () => NodeCounters): void {
    this.log?.up(count);
    this.server?.status.up(count);
  }

  event(event: StampedEvent): void {
    this.log?.event(event);
    this.server?.status.event(event);
  }

  end(outcome: NodeOutcome, sentence: string | null): void {
    this.log?.end(outcome, sentence);
  }

  async close(): Promise<void> {
    await this.server?.close();
  }
}

async function startLog(identity: Identity, level: string): Promise<EventLog> {
  const { EventLog: Log, LOG_LEVELS } = await import("../operate/log.js");
  const known = LOG_LEVELS.find((one): one is LogLevel => one === level);
  if (known !== undefined) return new Log(identity, known);
  throw usage(`--log-level ${printable(level, 40)} is not a level`, `give one of ${LOG_LEVELS.join(", ")}`);
}

async function startServer(identity: Identity, text: string): Promise<StatusServer> {
  const { serveStatus } = await import("../operate/status-server.js");
  return onPort("--status-port", readPort("--status-port", text), (port) => serveStatus(port, identity));
}
