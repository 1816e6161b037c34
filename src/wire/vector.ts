/** The reports of interactive consistency: spelled out, instance by instance, each in canonical path order. */

import type { Group, NodeId } from "../core/group.js";
import { kindOf } from "../core/kinds.js";
import { PRINTABLE, PRINTABLE_BYTES_MAX } from "../core/printable.js";
import type { Relay } from "../core/report.js";
import { type VectorReport, vectorPathFault, vectorPathsOf } from "../core/vector.js";
import { readRelays } from "./json.js";
import {
  type DecodedReport,
  encodeJson,
  type Fields,
  headerOf,
  malformed,
  type Rejection,
  type ReportCodec,
  type WireContext,
} from "./message.js";

export const vectorCodec: ReportCodec<VectorReport> = {
  encode: (context, { round, from, relays }) => [
    [encodeJson({ ...headerOf(context, "report", round, from), relays })],
  ],
  reader: ({ group }) => ({
    read: (peer, fields, body) =>
      body
        ? malformed(peer, fields.round as number, "a second part behind a spelled-out report")
        : decodeReport(group, peer, fields),
  }),
  reportBytesMax: spelledBytesMax,
  messageBytesMax: spelledBytesMax,
  messagesEach: () => 1,
};

/** Values are any printable text; what is none counts as the default order. */
function decodeReport(group: Group, from: NodeId, fields: Fields): DecodedReport<VectorReport> | Rejection {
  const round = fields.round as number;
  const paths = vectorPathsOf(group, round, from);
  const orders = paths.map(() => group.defaultOrder);
  const read = readRelays(from, fields, paths, {
    faultOf: (path) => vectorPathFault(group, round, from, path),
    take(index, order) {
      if (!PRINTABLE.test(order)) return false;
      orders[index] = order;
      return true;
    },
  });
  if ("kind" in read) return read;
  const relays = paths.map((path, index): Relay => ({ path, order: orders[index] as string }));
  return { kind: "report", round, report: read.isVoid ? null : { round, from, relays }, faults: read.faults };
}

/** Where every value is as long as one can be. */
function spelledBytesMax(context: WireContext, round: number): number {
  const { group } = context;
  const from = Math.max(...group.ids);
  const header = encodeJson({ ...headerOf(context, "report", round, from), relays: [] }).length;
  const path = Array.from({ length: round + 1 }, () => from);
  const relay = encodeJson({ path, order: "" }).length + PRINTABLE_BYTES_MAX + 1;
  return header + kindOf(group).relaysEach(group, round) * relay;
}
