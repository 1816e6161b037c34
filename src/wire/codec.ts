/** Reports and the two other messages ↔ bytes. What is wrong comes back as data; nothing here throws. */
import type { Group, NodeId } from "../core/group.js";
import { relayCount } from "../core/path.js";
import type { Report } from "../core/report.js";
import { type DecodedReport, decodeJsonReport, encodeJsonReport } from "./json.js";
import {
  encodeJson,
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
import { decodePackedReport, encodePackedReport, packedShape } from "./packed.js";

export type { Frame, Rejection, WireContext } from "./message.js";
export type Message = { readonly kind: "ready" } | { readonly kind: "done" } | DecodedReport;

export function encodeReady(context: WireContext, from: NodeId): Frame {
  return [encodeJson(headerOf(context, "ready", 0, from))];
}

export function encodeDone(context: WireContext, from: NodeId): Frame {
  return [encodeJson(headerOf(context, "done", context.group.m, from))];
}

export function encodeReport(context: WireContext, report: Report): Frame {
  return context.wire === "json" ? encodeJsonReport(context, report) : encodePackedReport(context, report);
}

/** Reads a message that came over the link that pins `peer`. */
export function decode(context: WireContext, peer: NodeId, parts: readonly Buffer[]): Message | Rejection {
  const [head, body] = parts;
  const fields = head ? parseCanonical(head) : "an empty message";
  if (typeof fields === "string") return malformed(peer, null, fields);
  const rejection = rejectHeader(context, peer, fields);
  if (rejection) return rejection;
  const round = fields.round as number;
  if (fields.type !== "report") {
    const hasRound = round === (fields.type === "ready" ? 0 : context.group.m);
    if (body || !hasRound || !hasKeys(fields, HEADER_KEYS)) {
      return malformed(peer, round, `a ${fields.type === "ready" ? "READY" : "DONE"} that is not plain`);
    }
    return { kind: fields.type === "ready" ? "ready" : "done" };
  }
  if (round < 0 || round > context.group.m) {
    const detail = `a report of round ${round}; rounds run 0 to ${context.group.m}`;
    return { kind: "reject", fault: { from: peer, round, kind: "badRound", detail }, cut: false };
  }
  if (owesNothing(context.group, peer, round)) {
    const detail = `a report of round ${round}, in which it owes none`;
    return { kind: "reject", fault: { from: peer, round, kind: "badRound", detail }, cut: false };
  }
  if (context.wire === "json") {
    return body
      ? malformed(peer, round, "a second part behind a spelled-out report")
      : decodeJsonReport(context.group, peer, fields);
  }
  return body
    ? decodePackedReport(context.group, peer, fields, body)
    : malformed(peer, round, "a packed report without its body");
}

function owesNothing(group: Group, peer: NodeId, round: number): boolean {
  return (peer === group.general) !== (round === 0);
}

/** The largest report of `round`, bytes: exact where it is packed, and where every order has the longest name. */
export function reportBytesMax(context: WireContext, round: number): number {
  const { group, wire } = context;
  const n = group.ids.length;
  const from = Math.max(...group.ids);
  if (wire === "packed") {
    const shape = packedShape(group, round);
    return encodeJson({ ...headerOf(context, "report", round, from), ...shape }).length + shape.bytes;
  }
  const header = encodeJson({ ...headerOf(context, "report", round, from), relays: [] }).length;
  const order = group.orders.toSorted((a, b) => Buffer.byteLength(b) - Buffer.byteLength(a))[0];
  const relay = encodeJson({ path: Array.from({ length: round + 1 }, () => from), order }).length + 1;
  return header + relayCount(n, round) * relay;
}

/** The largest frame of a run, bytes: what a listener lets in at the most. */
export function frameBytesMax(context: WireContext): number {
  const rounds = Array.from({ length: context.group.m + 1 }, (_, round) => reportBytesMax(context, round));
  return Math.max(...rounds);
}
