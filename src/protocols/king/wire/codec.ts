/**
 * The reports of the phase king: one relay whose path is the sender alone, or no relay at all for no proposal. What
 * cannot be read is told as nothing.
 */
import type { Fault } from "../../../core/fault.js";
import type { Group, NodeId } from "../../../core/group.js";
import { formatPath } from "../../../core/path.js";
import { DIGEST } from "../../../wire/digest.js";
import {
  type Codecs,
  type DecodedReport,
  encodeJson,
  type Fields,
  type Frame,
  HEADER_KEYS,
  hasKeys,
  headerOf,
  malformed,
  type Rejection,
  type ReportCodec,
  type WireContext,
} from "../../../wire/message.js";
import { quoted } from "../../../wire/quoted.js";
import { isRelay } from "../../om/wire/json.js";
import { type KingReport, phaseKing, stepOf } from "../rules.js";

const KEYS = [...HEADER_KEYS, "relays"];

const codec: ReportCodec<KingReport> = {
  encode: (context, report) => [encodeKingReport(context, report)],
  reader: ({ group }) => ({ read: (peer, fields, body) => decodeKingReport(group, peer, fields, body) }),
  reportBytesMax,
  messageBytesMax: reportBytesMax,
  messagesEach: () => 1,
};

export const codecs: Codecs = { codec };

function encodeKingReport(context: WireContext, report: KingReport): Frame {
  const relays = phaseKing.relaysOf(context.group, report);
  return [encodeJson({ ...headerOf(context, "report", report.round, report.from), relays })];
}

function decodeKingReport(
  { orders, contents }: Group,
  from: NodeId,
  fields: Fields,
  body: Buffer | undefined,
): DecodedReport<KingReport> | Rejection {
  const round = fields.round as number;
  if (body) return malformed(from, round, "a second part behind a spelled-out report");
  if (!hasKeys(fields, KEYS) || !Array.isArray(fields.relays)) {
    return malformed(from, round, "a report without exactly the keys of a report");
  }
  const relays = fields.relays as unknown[];
  if (!relays.every(isRelay)) return malformed(from, round, "a relay that is not {path, order}");
  const strange = relays.find(({ path }) => path.length !== 1 || path[0] !== from);
  const told = (order: string | null, ...faults: Fault[]): DecodedReport<KingReport> => {
    return { kind: "report", round, report: { round, from, order }, faults };
  };
  if (strange) {
    const detail = `path ${formatPath(strange.path)}, and it speaks for itself alone, with path ${from}`;
    return { kind: "report", round, report: null, faults: [{ from, round, kind: "badPath", detail }] };
  }
  const [relay, second] = relays;
  if (second) return malformed(from, round, `path ${from} twice`);
  if (!relay) {
    const detail = `no relay for path ${from}`;
    return stepOf(round) === "proposals"
      ? told(null)
      : told(null, { from, round, kind: "missingPath", detail });
  }
  if (contents ? DIGEST.test(relay.order) : orders.includes(relay.order)) return told(relay.order);
  const detail = `order ${quoted(relay.order)} at path ${from}`;
  return told(null, { from, round, kind: "badOrder", detail });
}

function reportBytesMax(context: WireContext, round: number): number {
  const { ids, orders } = context.group;
  const [order] = orders.toSorted((a, b) => Buffer.byteLength(b) - Buffer.byteLength(a));
  const [part] = encodeKingReport(context, { round, from: Math.max(...ids), order: order as string });
  return (part as Uint8Array).length;
}
