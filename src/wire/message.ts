/**
 * What all messages have in common: one header in canonical JSON, checked in the same order everywhere.
 *
 * A message is one part (the header), or two where a packed report's body follows. Canonical means that encoding
 * what was decoded gives the same bytes: keys in a fixed order, no spaces, no key twice, valid UTF-8. See
 * docs/WIRE.md.
 */
import { isUtf8 } from "node:buffer";
import type { Fault } from "../core/fault.js";
import type { Group, NodeId } from "../core/group.js";
import type { Report } from "../core/protocol.js";
import type { Life } from "../core/sequence.js";
import { asJson, quoted } from "./quoted.js";

const WIRE_VERSION = 1;

/** The parts of one ZeroMQ message. */
export type Frame = readonly Uint8Array[];

/** Rows in their tight form (protocols/om/wire/tight.ts); or these, and reports told by a pattern (protocols/om/wire/patterned.ts). */
export type RowsForm = "tight" | "patterned";

/** What all nodes of one run share. */
export interface WireContext {
  readonly group: Group;
  /** the config hash: 64 lower-case hex digits */
  readonly hash: string;
  readonly run: string;
  readonly instance: number;
  /** In a group that agrees again and again: this process. A single run's messages name none. */
  readonly life?: Life;
  /** how the reports of oral messages are written */
  readonly wire: "json" | "packed";
  /** in which form whoever reads it reads rows, beside that which all read */
  readonly reads?: RowsForm;
}

/** `here`: in groups alone (lives.ts). */
export type MessageType = "ready" | "report" | "done" | "here";

/** For whoever is there: HERE's addressee, and what stands in a header until it is known whom it goes to. */
export const NOBODY: Life = "0".repeat(32);

/** A header's own fields, before those that its type adds. */
export interface Header {
  readonly version: number;
  readonly hash: string;
  readonly run: string;
  readonly instance: number;
  readonly type: MessageType;
  readonly round: number;
  readonly from: NodeId;
  /** in groups: the process that says it, and the one it is for */
  readonly life?: Life;
  readonly to?: Life;
}

/** Those of a single run; in a group `life` and `to` follow, and lives.ts takes them off. */
export const HEADER_KEYS = ["version", "hash", "run", "instance", "type", "round", "from"] as const;

export type Fields = Readonly<Record<string, unknown>>;

/** A message that is not taken in. `cut`: its link is closed and the peer counts as silent from here on. */
export interface Rejection {
  readonly kind: "reject";
  readonly fault: Fault;
  readonly cut: boolean;
  /** as of a report */
  readonly shown?: Report;
}

export interface DecodedReport<R> {
  readonly kind: "report";
  readonly round: number;
  /** null when the report is void */
  readonly report: R | null;
  readonly faults: readonly Fault[];
  /** where messages are signed: what it tells in all, where not all of it counts */
  readonly shown?: R;
}

/** Reads the reports that come to one node in one run. */
export interface ReportReader<R> {
  /** Reads a whole message that `peer` owes and in which nothing is wrong; null for what is to be read with more care. */
  recognise?(peer: NodeId, head: Buffer): DecodedReport<R> | null;
  /**
   * Reads the fields behind a header that {@link rejectHeader} found good, of a round in which `peer` reports; null for a
   * piece of a report that is not whole yet.
   */
  read(peer: NodeId, fields: Fields, body: Buffer | undefined): DecodedReport<R> | Rejection | null;
  /** Where messages are signed: what such fields tell of any round, whether or not it counts, as far as it has a form. */
  shown?(peer: NodeId, fields: Fields): R;
}

/** How the reports of one protocol are written. */
export interface ReportCodec<R> {
  /** The messages that tell one report. */
  encode(context: WireContext, report: R): readonly Frame[];
  reader(context: WireContext): ReportReader<R>;
  /** The largest report of a round, bytes. */
  reportBytesMax(context: WireContext, round: number): number;
  /** The largest message of a round, bytes. */
  messageBytesMax(context: WireContext, round: number): number;
  /** How many messages one report of a round is. */
  messagesEach(context: WireContext, round: number): number;
}

export interface Codecs {
  readonly codec: ReportCodec<Report>;
  /** The same where orders are any texts; left out: as it is. */
  readonly ofAnyText?: ReportCodec<Report>;
}

export function headerOf(context: WireContext, type: MessageType, round: number, from: NodeId): Header {
  const { hash, run, instance, life } = context;
  const lives = life === undefined ? {} : { life, to: NOBODY };
  return { version: WIRE_VERSION, hash, run, instance, type, round, from, ...lives };
}

export function encodeJson(message: object): Uint8Array {
  return Buffer.from(JSON.stringify(message), "utf8");
}

/** The object in a header part, or why it is none: not UTF-8, not JSON, not canonical, no object. */
export function parseCanonical(part: Buffer): Fields | string {
  if (part.length === 0) return "an empty message";
  if (!isUtf8(part)) return "text that is not UTF-8";
  const text = part.toString("utf8");
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== "object" || value === null || Array.isArray(value)) return "JSON that is no object";
    return JSON.stringify(value) === text ? (value as Fields) : "JSON that is not canonical";
  } catch {
    return "text that is not JSON, or nested too deep";
  }
}

/** Whether `fields` has exactly these keys, in this order. */
export function hasKeys(fields: Fields, keys: readonly string[]): boolean {
  let index = 0;
  for (const key in fields) if (key !== keys[index++]) return false;
  return index === keys.length;
}

/** Checks what every header must say; `peer` is who the link belongs to. Returns what is wrong, or null. */
export function rejectHeader(context: WireContext, peer: NodeId, fields: Fields): Rejection | null {
  const { version, hash, run, instance, type, round, from } = fields;
  const reject = (kind: Fault["kind"], detail: string, cut: boolean): Rejection => ({
    kind: "reject",
    fault: { from: peer, round: Number.isSafeInteger(round) ? (round as number) : null, kind, detail },
    cut,
  });
  if (version !== WIRE_VERSION) {
    return reject("otherConfig", `speaks wire version ${asJson(version)}, this node ${WIRE_VERSION}`, true);
  }
  if (run !== context.run || instance !== context.instance) {
    const theirs = `run ${typeof run === "string" ? quoted(run) : asJson(run)}, instance ${asJson(instance)}`;
    const own = `run ${quoted(context.run)}, instance ${context.instance}`;
    return reject("otherRun", `a message of ${theirs}; this is ${own}`, false);
  }
  if (hash !== context.hash) {
    const own = context.hash.slice(0, 12);
    const detail = `has config hash ${quoted(hash, 12)}, this node ${own}`;
    if (context.life === undefined) return reject("otherConfig", detail, true);
    // in a group, HERE has shown that the configurations are the same
    return reject("otherConfig", `${detail} in this agreement: it names another general`, false);
  }
  if (from !== peer) return reject("badSender", `names node ${asJson(from)} as sender`, true);
  const isKnown = type === "ready" || type === "report" || type === "done";
  if (!isKnown && (type !== "here" || context.life === undefined)) {
    return reject("malformed", `a message of unknown type ${quoted(type)}`, true);
  }
  if (!Number.isSafeInteger(round))
    return reject("malformed", `round ${asJson(round)}, which is no whole number`, true);
  return null;
}

export function malformed(from: NodeId, round: number | null, detail: string): Rejection {
  return { kind: "reject", fault: { from, round, kind: "malformed", detail }, cut: true };
}

export function isLife(value: unknown): value is Life {
  return typeof value === "string" && /^[0-9a-f]{32}$/.test(value);
}
