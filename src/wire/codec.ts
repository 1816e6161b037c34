/** Reports and the two other messages ↔ bytes. What is wrong comes back as data; nothing here throws. */
import type { Group, NodeId } from "../core/group.js";
import { type Report, relaysIn } from "../core/protocol.js";
import { protocolOf } from "../protocols/index.js";
import { sliceCount } from "../protocols/om/slices.js";
import { patternMark } from "../protocols/om/wire/patterned.js";
import { tightMark } from "../protocols/om/wire/tight.js";
import { codecOf } from "./codecs.js";
import { hereBytesMax, type Opening, withoutLives } from "./lives.js";
import {
  type DecodedReport,
  encodeJson,
  type Fields,
  type Frame,
  HEADER_KEYS,
  hasKeys,
  headerOf,
  malformed,
  parseCanonical,
  type Rejection,
  type ReportReader,
  type RowsForm,
  rejectHeader,
  type WireContext,
} from "./message.js";
import { decodeReadies, encodeReadies, type Readies, readiesBytesMax, type SignedReady } from "./ready.js";

export {
  decodeHere,
  encodeHere,
  missedIn,
  type Opening,
  placeOfAddressee,
  strangeness,
} from "./lives.js";
export type { Frame, Rejection, RowsForm, WireContext } from "./message.js";
export { isSameMessage, Readings } from "./readings.js";
export type { SignedReady } from "./ready.js";
/** A READY without `readies` is its sender's own. */
export type Message =
  | { readonly kind: "ready"; readonly by: readonly NodeId[]; readonly readies?: never }
  | Readies
  /** `missed`: in groups, those that missed a round at its sender */
  | { readonly kind: "done"; readonly missed: readonly NodeId[] }
  | DecodedReport<Report>;

/** `readies`: where READYs are signed, those that it brings. */
export function encodeReady(context: WireContext, from: NodeId, readies?: readonly SignedReady[]): Frame {
  if (readies) return encodeReadies(context, from, readies);
  return [encodeJson(headerOf(context, "ready", 0, from))];
}

/** `missed` is told in groups alone. */
export function encodeDone(context: WireContext, from: NodeId, missed: readonly NodeId[] = []): Frame {
  const header = headerOf(context, "done", lastRoundOf(context), from);
  return [encodeJson(context.life === undefined ? header : { ...header, missed })];
}

/** What nonces begin with of those who read rows in these forms; whoever reads one reads those behind it. */
const MARKS = [
  ["patterned", patternMark],
  ["tight", tightMark],
] as const;

/** By which its nonces begin a node says that it reads all that its peers may send in this run; nothing where that goes without saying. */
export function markOf({ wire }: WireContext): Buffer | null {
  return wire === "packed" ? MARKS[0][1] : null;
}

/** In which form a peer reads rows, of whose nonces one can ask whether they begin so; undefined: as all do. */
export function formRead(begins: (mark: Buffer) => boolean): RowsForm | undefined {
  return MARKS.find(([, mark]) => begins(mark))?.[0];
}

/** The messages that tell one report. */
export function encodeReport(context: WireContext, report: Report): readonly Frame[] {
  return codecOf(context.group).encode(context, report);
}

function lastRoundOf({ group }: WireContext): number {
  return protocolOf(group).lastRound(group);
}

/** Whether what is said is the same text in every agreement: not where signatures or values make each its own. */
export function isRepeated(group: Group): boolean {
  return !group.contents && !protocolOf(group).signs;
}

/** Reads what comes over the links of one node in one run. */
export class Decoder {
  readonly #isRepeated: boolean;
  /** made for the first report that has to be read */
  #made: ReportReader<Report> | null = null;

  constructor(private readonly context: WireContext) {
    this.#isRepeated = isRepeated(context.group);
  }

  get #reader(): ReportReader<Report> {
    this.#made ??= codecOf(this.context.group).reader(this.context);
    return this.#made;
  }

  /** A message that came over the link that pins `peer`; null for a piece of a report that is not whole yet. */
  decode(peer: NodeId, parts: readonly Buffer[]): Message | Rejection | null {
    const [head, body] = parts;
    const isOfOneRun = this.context.life === undefined;
    const known = isOfOneRun && head && !body ? this.#reader.recognise?.(peer, head) : null;
    if (known) return known;
    const whole = head ? parseCanonical(head) : "an empty message";
    if (typeof whole === "string") return malformed(peer, null, whole);
    const rejection = rejectHeader(this.context, peer, whole);
    if (rejection) return rejection;
    const fields = isOfOneRun ? whole : withoutLives(whole);
    if (fields === null) return malformed(peer, whole.round as number, "a header without two lives");
    if (fields.type === "here") return malformed(peer, 0, "a HERE in an agreement's place");
    if (fields.type === "ready" && !body && fields.round === 0 && protocolOf(this.context.group).signs) {
      return decodeReadies(this.context, peer, fields);
    }
    return fields.type === "report" ? this.#report(peer, fields, body) : this.#plain(peer, fields, body);
  }

  /** The same in a group, where it may have been read before. */
  decodeOpened(peer: NodeId, opening: Opening): Message | Rejection | null {
    const { instance, hash } = this.context;
    const { reading } = opening;
    if (!reading || opening.instance !== instance || !this.#isRepeated)
      return this.decode(peer, opening.parts);
    if (reading.message && reading.hash === hash) return reading.message;
    const read = this.decode(peer, opening.parts);
    const isGood =
      read !== null && read.kind !== "reject" && !(read.kind === "report" && read.faults.length > 0);
    if (isGood) Object.assign(reading, { hash, message: read });
    return read;
  }

  #plain(peer: NodeId, fields: Fields, body: Buffer | undefined): Message | Rejection {
    const isReady = fields.type === "ready";
    const round = fields.round as number;
    const tells = !isReady && this.context.life !== undefined;
    const keys = tells ? [...HEADER_KEYS, "missed"] : HEADER_KEYS;
    const missed = tells ? fields.missed : [];
    const isPlain = !body && hasKeys(fields, keys) && isAscending(missed, this.context.group.ids);
    if (!isPlain || round !== (isReady ? 0 : lastRoundOf(this.context))) {
      return malformed(peer, round, `a ${isReady ? "READY" : "DONE"} that is not plain`);
    }
    return isReady ? { kind: "ready", by: [peer] } : { kind: "done", missed };
  }

  #report(peer: NodeId, fields: Fields, body: Buffer | undefined): DecodedReport<Report> | Rejection | null {
    const round = fields.round as number;
    const detail = roundFault(this.context.group, peer, round);
    const read: DecodedReport<Report> | Rejection | null = detail
      ? { kind: "reject", fault: { from: peer, round, kind: "badRound", detail }, cut: false }
      : this.#reader.read(peer, fields, body);
    return read && this.#withShown(read, peer, fields);
  }

  /** Where not all that a signed report tells counts, the rest is handed on too: it may be evidence. */
  #withShown(
    read: DecodedReport<Report> | Rejection,
    peer: NodeId,
    fields: Fields,
  ): DecodedReport<Report> | Rejection {
    const { group } = this.context;
    const shown = this.#reader.shown?.(peer, fields);
    if (!shown) return read;
    const kind = protocolOf(group);
    const counted = read.kind === "report" && read.report ? relaysIn(kind, group, read.report) : 0;
    return relaysIn(kind, group, shown) > counted ? { ...read, shown } : read;
  }
}

/** Whether this is a list of some of these ids, which ascend. */
function isAscending(value: unknown, ids: readonly NodeId[]): value is readonly NodeId[] {
  if (!Array.isArray(value)) return false;
  return value.every((id, at) => ids.includes(id as NodeId) && (at === 0 || id > value[at - 1]));
}

function roundFault(group: Group, peer: NodeId, round: number): string | null {
  const kind = protocolOf(group);
  const lastRound = kind.lastRound(group);
  if (round < 0 || round > lastRound) return `a report of round ${round}; rounds run 0 to ${lastRound}`;
  const owes = kind.senders(group, round).includes(peer);
  return owes ? null : `a report of round ${round}, in which it owes none`;
}

/** The largest report of `round`, bytes: exact where it is packed, and where every order has the longest name. */
export function reportBytesMax(context: WireContext, round: number): number {
  return codecOf(context.group).reportBytesMax(context, round);
}

/** The largest message of a run, bytes: what a listener lets in at the most. */
export function frameBytesMax(context: WireContext): number {
  const reports = roundsIn(context).map((round) => codecOf(context.group).messageBytesMax(context, round));
  const readies = protocolOf(context.group).signs ? readiesBytesMax(context) : 0;
  return Math.max(...reports, readies, ...(context.life === undefined ? [] : groupsOwn(context)));
}

/** The messages that only groups have. */
function groupsOwn(context: WireContext): number[] {
  const { ids } = context.group;
  const done = encodeDone(context, Math.max(...ids), ids);
  return [hereBytesMax(context), done.reduce((sum, part) => sum + part.length, 0)];
}

/** All messages that one node owes another in a run: READY, perhaps the READYs it started on, reports, DONE. */
export function framesOwed(context: WireContext): number {
  const others = protocolOf(context.group).signs ? 3 : 2;
  return roundsIn(context).reduce(
    (sum, round) => sum + codecOf(context.group).messagesEach(context, round),
    others,
  );
}

/** Those of {@link framesOwed} that are kept at one time, at the most. */
export function framesHeld(context: WireContext): number {
  const { group } = context;
  const slices = sliceCount(group);
  // a peer lags by no more slices than there are nodes, and one
  const held = Math.min(slices, group.ids.length + 2);
  const letGo = (slices - held) * codecOf(context.group).messagesEach(context, lastRoundOf(context));
  return framesOwed(context) - letGo;
}

function roundsIn(context: WireContext): number[] {
  return Array.from({ length: lastRoundOf(context) + 1 }, (_, round) => round);
}
