/** Reports and the two other messages ↔ bytes. What is wrong comes back as data; nothing here throws. */
import type { Group, NodeId } from "../core/group.js";
import { relayCount } from "../core/path.js";
import type { Report } from "../core/report.js";
import { type DecodedReport, decodeJsonReport, encodeJsonReport } from "./json.js";
import {
  encodeJson,
  type Fields,
  type Frame,
  HEADER_KEYS,
  hasKeys,
  headerOf,
  malformed,
  parseCanonical,
  type Rejection,
  rejectHeader,
  type WireContext,
} from "./message.js";
import { encodePackedReport, PIECE_BYTES_MAX, Pieces, packedShape, pieceCount } from "./packed.js";

export type { Frame, Rejection, WireContext } from "./message.js";
export type Message = { readonly kind: "ready" } | { readonly kind: "done" } | DecodedReport;

export function encodeReady(context: WireContext, from: NodeId): Frame {
  return [encodeJson(headerOf(context, "ready", 0, from))];
}

export function encodeDone(context: WireContext, from: NodeId): Frame {
  return [encodeJson(headerOf(context, "done", context.group.m, from))];
}

/** The messages that tell one report: one if it is spelled out, one a piece if it is packed. */
export function encodeReport(context: WireContext, report: Report): readonly Frame[] {
  return context.wire === "json" ? [encodeJsonReport(context, report)] : encodePackedReport(context, report);
}

/** Reads what comes over the links of one node in one run. */
export class Decoder {
  readonly #context: WireContext;
  readonly #pieces: Pieces;

  constructor(context: WireContext) {
    this.#context = context;
    this.#pieces = new Pieces(context.group);
  }

  /** A message that came over the link that pins `peer`; null for a piece of a report that is not whole yet. */
  decode(peer: NodeId, parts: readonly Buffer[]): Message | Rejection | null {
    const [head, body] = parts;
    const fields = head ? parseCanonical(head) : "an empty message";
    if (typeof fields === "string") return malformed(peer, null, fields);
    const rejection = rejectHeader(this.#context, peer, fields);
    if (rejection) return rejection;
    return fields.type === "report" ? this.#report(peer, fields, body) : this.#plain(peer, fields, body);
  }

  #plain(peer: NodeId, fields: Fields, body: Buffer | undefined): Message | Rejection {
    const isReady = fields.type === "ready";
    const round = fields.round as number;
    if (body || round !== (isReady ? 0 : this.#context.group.m) || !hasKeys(fields, HEADER_KEYS)) {
      return malformed(peer, round, `a ${isReady ? "READY" : "DONE"} that is not plain`);
    }
    return { kind: isReady ? "ready" : "done" };
  }

  #report(peer: NodeId, fields: Fields, body: Buffer | undefined): DecodedReport | Rejection | null {
    const { group, wire } = this.#context;
    const round = fields.round as number;
    const wrong = roundFault(group, peer, round);
    if (wrong)
      return { kind: "reject", fault: { from: peer, round, kind: "badRound", detail: wrong }, cut: false };
    if (wire === "json") {
      return body
        ? malformed(peer, round, "a second part behind a spelled-out report")
        : decodeJsonReport(group, peer, fields);
    }
    return body
      ? this.#pieces.take(peer, fields, body)
      : malformed(peer, round, "a packed report without its body");
  }
}

function roundFault(group: Group, peer: NodeId, round: number): string | null {
  if (round < 0 || round > group.m) return `a report of round ${round}; rounds run 0 to ${group.m}`;
  const owes = (peer === group.general) === (round === 0);
  return owes ? null : `a report of round ${round}, in which it owes none`;
}

/** The largest report of `round`, bytes: exact where it is packed, and where every order has the longest name. */
export function reportBytesMax(context: WireContext, round: number): number {
  const { group, wire } = context;
  const n = group.ids.length;
  const from = Math.max(...group.ids);
  if (wire === "packed") {
    const shape = packedShape(group, round);
    return pieceCount(shape) * packedHeaderBytes(context, round) + shape.bytes;
  }
  const header = encodeJson({ ...headerOf(context, "report", round, from), relays: [] }).length;
  const order = group.orders.toSorted((a, b) => Buffer.byteLength(b) - Buffer.byteLength(a))[0];
  const relay = encodeJson({ path: Array.from({ length: round + 1 }, () => from), order }).length + 1;
  return header + relayCount(n, round) * relay;
}

function packedHeaderBytes(context: WireContext, round: number): number {
  const shape = packedShape(context.group, round);
  const header = headerOf(context, "report", round, Math.max(...context.group.ids));
  return encodeJson({ ...header, ...shape, piece: pieceCount(shape) }).length;
}

/** The largest message of a run, bytes: what a listener lets in at the most. */
export function frameBytesMax(context: WireContext): number {
  const rounds = Array.from({ length: context.group.m + 1 }, (_, round) => {
    if (context.wire === "json") return reportBytesMax(context, round);
    return (
      packedHeaderBytes(context, round) + Math.min(PIECE_BYTES_MAX, packedShape(context.group, round).bytes)
    );
  });
  return Math.max(...rounds);
}

/** All messages that one node owes another in a run. */
export function framesOwed({ group, wire }: WireContext): number {
  let frames = 2;
  for (let round = 0; round <= group.m; round++) {
    frames += wire === "json" ? 1 : pieceCount(packedShape(group, round));
  }
  return frames;
}
