/** The reports of oral messages: spelled out, or packed as bits. */
import { relayCount } from "../../../core/path.js";
import {
  type Codecs,
  encodeJson,
  headerOf,
  malformed,
  type ReportCodec,
  type WireContext,
} from "../../../wire/message.js";
import { longestOf } from "../../../wire/spelled-out.js";
import { openOralCodec } from "../../vector/wire/codec.js";
import type { OralReport } from "../report.js";
import { encodeJsonReport, jsonReader, spelledBytesMax } from "./json.js";
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
    if (context.wire === "json") {
      const speller = new Speller(context);
      return { ...jsonReader(context), recognise: (peer, head) => speller.read(peer, head) };
    }
    const pieces = new Pieces(context.group);
    return {
      read: (peer, fields, body) =>
        body
          ? pieces.take(peer, fields, body)
          : malformed(peer, fields.round as number, "a packed report without its body"),
    };
  },

  reportBytesMax(context, round) {
    if (context.wire === "json") return jsonBytesMax(context, round);
    const shape = packedShape(context.group, round);
    return pieceCount(shape) * packedHeaderBytes(context, round) + bodyBytes(context, shape);
  },

  messageBytesMax(context, round) {
    if (context.wire === "json") return jsonBytesMax(context, round);
    return packedHeaderBytes(context, round) + pieceBytes(packedShape(context.group, round), 0);
  },

  messagesEach: ({ group, wire }, round) => (wire === "json" ? 1 : pieceCount(packedShape(group, round))),
};

export const codecs: Codecs = { codec, ofAnyText: openOralCodec };

function jsonBytesMax(context: WireContext, round: number): number {
  const { ids, orders } = context.group;
  return spelledBytesMax(context, round, relayCount(ids.length, round), longestOf(orders));
}

function packedHeaderBytes(context: WireContext, round: number): number {
  const shape = packedShape(context.group, round);
  const header = headerOf(context, "report", round, Math.max(...context.group.ids));
  const piece = { ...header, ...shape, piece: pieceCount(shape) };
  return encodeJson(goesTight(context, shape) ? { ...piece, tight: true } : piece).length;
}
