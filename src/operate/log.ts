/**
 * A node's events as JSON lines on stderr, for programs that gather logs: one line an event, fields in the words of
 * the events themselves, units in their names. What goes in is picked field by field, so that no key ever does.
 */
import { type DestinationStream, destination, type Logger, pino, stdTimeFunctions } from "pino";
import type { NodeId, Order } from "../core/group.js";
import { printable } from "../core/printable.js";
import type { NodeCounters, NodeOutcome, StampedEvent } from "../node/events.js";
import type { Unheard } from "../node/lookout.js";
import type { Identity } from "./status.js";

export const LOG_LEVELS = ["fatal", "error", "warn", "info", "debug", "trace"] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** Characters of what a peer may have had a part in. */
const DETAIL_CHARS_MAX = 400;

const STDERR = 2;

/** Written at once, so that no line is lost when a process dies; a reader that is gone is no error. */
function stderrLines(): DestinationStream {
  return destination({ dest: STDERR, sync: true });
}

export class EventLog {
  readonly #logger: Logger;
  readonly #orders: readonly Order[];
  #count: (() => NodeCounters) | null = null;

  constructor({ self, group, run }: Identity, level: LogLevel, lines: DestinationStream = stderrLines()) {
    this.#orders = group.orders;
    const options = {
      level,
      base: { node: self, run: printable(run) },
      timestamp: stdTimeFunctions.isoTime,
      formatters: { level: (label: string) => ({ level: label }) },
    };
    this.#logger = pino(options, lines);
  }

  /** Where the node's health and metrics are served. */
  served(url: string): void {
    this.#logger.info({ event: "status", url });
  }

  up(count: () => NodeCounters): void {
    this.#count = count;
  }

  event(event: StampedEvent): void {
    const fields = fieldsOf(event, this.#orders);
    this.#logger[levelOf(event)]({ event: event.kind, atMs: rounded(event.atMs), ...fields });
    if (event.kind === "close") this.#traffic();
  }

  /** `sentence`: what a person is to read of it, where it did not decide, or what it decided is worth nothing. */
  end({ end }: NodeOutcome, sentence: string | null): void {
    this.#traffic();
    const { kind: outcome, ...fields } = end;
    const why = end.kind === "gaveUp" ? { why: whyOf(end.why) } : {};
    const line = { event: "end", outcome, ...fields, ...why };
    if (outcome === "decided" && sentence === null) this.#logger.info(line);
    else if (outcome === "decided") this.#logger.warn(line, sentence as string);
    else this.#logger.error(line, sentence ?? "");
  }

  #traffic(): void {
    const counters = this.#count?.();
    if (counters) this.#logger.debug({ event: "traffic", ...counters });
  }
}

/** By the peer's id; what is to be done about it is for people. */
function whyOf(why: readonly Unheard[]): Record<NodeId, string> {
  return Object.fromEntries(why.map(({ id, what }) => [id, what]));
}

/** A warning is what a peer did; an error is what takes this node itself out of the guarantee. */
function levelOf(event: StampedEvent): LogLevel {
  if (event.kind === "slow") return "error";
  if (event.kind === "up") return event.note ? "warn" : "info";
  return event.kind === "fault" || event.kind === "late" || event.kind === "evidence" ? "warn" : "info";
}

function fieldsOf(event: StampedEvent, orders: readonly Order[]): object {
  switch (event.kind) {
    case "up":
      return event.note ? { note: event.note.what } : {};
    case "start":
      return {};
    case "waiting":
      return { unheard: event.unheard, why: whyOf(event.why) };
    case "close": {
      const { round, reports, missing } = event;
      return { round, reports, told: toldOf(event.told, orders), missing };
    }
    case "fault": {
      const { from, round, kind, detail } = event.fault;
      return { from, round, kind, detail: printable(detail, DETAIL_CHARS_MAX) };
    }
    case "late":
      return { from: event.from, round: event.round, lateMs: rounded(event.lateMs) };
    case "slow":
      return { stoodStillMs: rounded(event.stoodStillMs) };
    case "evidence": {
      const { general: from, orders: signed } = event.evidence;
      return { from, orders: signed.map(({ order }) => order) };
    }
    case "decide":
      return { order: event.order, ...(event.vector && { vector: event.vector }) };
  }
}

/** How many relays told each order; null where there are too many to count. */
function toldOf(told: readonly number[] | null, orders: readonly Order[]): Record<Order, number> | null {
  return told && Object.fromEntries(orders.map((order, index) => [order, told[index] ?? 0]));
}

/** Microseconds say enough. */
function rounded(ms: number): number {
  return Math.round(ms * 1000) / 1000;
}
