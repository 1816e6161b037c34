/** The reports of oral messages: spelled out, or packed as bits. */
import type { NodeId } from "../../../core/group.js";
import { relayCount } from "../../../core/path.js";
import {
  type Codecs,
  encodeJson,
  headerOf,
  malformed,
  type ReportCodec,
  type WireContext,
} from "../../../wire/message.js";
import { openOralCodec } from "../../vector/wire/codec.js";
import type { OralReport } from "../report.js";
import { decodeJsonReport, encodeJsonReport } from "./json.js";
import {
  bodyBytes,
  encodePackedReport,
  goesTight,
  Pieces,
  packedShape,
  pieceBytes,
  pieceCount,
} from "./packed.js";
import { Speller } from "./spelled.js";

const codec: ReportCodec<OralReport> = {
  encode: (context, report) =>
    context.wire === "json" ? [encodeJsonReport(context, report)] : encodePackedReport(context, report),

  reader(context) {
    const { group, wire } = context;
    const pieces = wire === "json" ? null : new Pieces(group);
    const speller = pieces === null ? new Speller(context) : null;
    return {
      recognise: (peer, head) => speller?.read(peer, head) ?? null,
      read(peer, fields, body) {
        const round = fields.round as number;
        if (pieces === null) {
          return body
            ? malformed(peer, round, "a second part behind a spelled-out report")
            : decodeJsonReport(group, peer, fields);
        }
        return body
          ? pieces.take(peer, fields, body)
          : malformed(peer, round, "a packed report without its body");
      },
    };
  },

  reportBytesMax(context, round) {
    if (context.wire === "json") return spelledBytesMax(context, round);
    const shape = packedShape(context.group, round);
    return pieceCount(shape) * packedHeaderBytes(context, round) + bodyBytes(context, shape);
  },

  messageBytesMax(context, round) {
    if (context.wire === "json") return spelledBytesMax(context, round);
    return packedHeaderBytes(context, round) + pieceBytes(packedShape(context.group, round), 0);
  },

  messagesEach: ({ group, wire }, round) => (wire === "json" ? 1 : pieceCount(packedShape(group, round))),
};

export const codecs: Codecs = { codec, ofAnyText: openOralCodec };

function spelledBytesMax(context: WireContext, round: number): number {
  const { group } = context;
  const from = largestId(context);
  const header = encodeJson({ ...headerOf(context, "report", round, from), relays: [] }).length;
  const order = group.orders.toSorted((a, b) => Buffer.byteLength(b) - Buffer.byteLength(a))[0];
  const relay = encodeJson({ path: Array.from({ length: round + 1 }, () => from), order }).length + 1;
  return header + relayCount(group.ids.length, round) * relay;
}

function packedHeaderBytes(context: WireContext, round: number): number {
  const shape = packedShape(context.group, round);
  const header = headerOf(context, "report", round, largestId(context));
  const piece = { ...header, ...shape, piece: pieceCount(shape) };
  return encodeJson(goesTight(context, shape) ? { ...piece, tight: true } : piece).length;
}

function largestId({ group }: WireContext): NodeId {
  return Math.max(...group.ids);
}
