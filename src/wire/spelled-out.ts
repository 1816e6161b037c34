/** Reports spelled out: one message each, and behind its header one list of all that is told. */
import type { NodeId, Order } from "../core/group.js";
import type { Report } from "../core/protocol.js";
import {
  type DecodedReport,
  encodeJson,
  HEADER_KEYS,
  hasKeys,
  headerOf,
  malformed,
  type Rejection,
  type ReportCodec,
  type ReportReader,
  type WireContext,
} from "./message.js";

/** Reads what `from` tells in `round`. */
type ListReader<R> = (
  context: WireContext,
  from: NodeId,
  round: number,
  list: readonly unknown[],
) => DecodedReport<R> | Rejection;

interface Spelling<R> {
  readonly listOf: (context: WireContext, report: R) => readonly unknown[];
  readonly read: ListReader<R>;
  /** the largest report of a round, bytes */
  readonly bytesMax: (context: WireContext, round: number) => number;
}

/** The codec of reports whose list stands under `key`. */
export function spelledOut<R extends Report>(
  key: string,
  { listOf, read, bytesMax }: Spelling<R>,
): ReportCodec<R> {
  return {
    encode(context, report) {
      const header = headerOf(context, "report", report.round, report.from);
      return [[encodeJson({ ...header, [key]: listOf(context, report) })]];
    },
    reader: spelledReader(key, read),
    reportBytesMax: bytesMax,
    messageBytesMax: bytesMax,
    messagesEach: () => 1,
  };
}

export function spelledReader<R>(
  key: string,
  read: ListReader<R>,
): (context: WireContext) => ReportReader<R> {
  const keys = [...HEADER_KEYS, key];
  return (context) => ({
    read(peer, fields, body) {
      const round = fields.round as number;
      if (body) return malformed(peer, round, "a second part behind a spelled-out report");
      const list = fields[key];
      if (!hasKeys(fields, keys) || !Array.isArray(list))
        return malformed(peer, round, "a report without exactly the keys of a report");
      return read(context, peer, round, list);
    },
  });
}

/** As it is written. */
export function longestOf(orders: readonly Order[]): Order {
  return orders.toSorted((a, b) => Buffer.byteLength(b) - Buffer.byteLength(a))[0] as Order;
}
