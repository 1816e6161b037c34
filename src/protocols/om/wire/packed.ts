/**
 * Reports as bits: headers with the shape, and a body of the planes' rows, little-endian, one plane after the
 * other. A body goes in pieces of at most 1 MiB, each a message of its own, so that neither side ever holds a
 * second copy of a large report: the sender's pieces are views on its rows, and the receiver writes each to its place.
 */
import type { Group, NodeId } from "../../../core/group.js";
import {
  type DecodedReport,
  encodeJson,
  type Fields,
  type Frame,
  HEADER_KEYS,
  hasKeys,
  headerOf,
  malformed,
  type Rejection,
  type WireContext,
} from "../../../wire/message.js";
import { partsOf, runsOf } from "../pattern.js";
import { emptyReport, hasBitBeyond, type OralReport, overlap, type Rows, shapeOf } from "../report.js";
import { isTightened, tightBytes } from "../tight-size.js";
import { AsItCame, type Came, type Fill } from "./as-it-came.js";
import { makeTold, patterned, patternFault } from "./patterned.js";
import { fill, hasBitBehind, loosen, tighten } from "./tight.js";

/** A multiple of the largest row, so that no piece ends within one. */
const PIECE_BYTES_MAX = 1024 * 1024;

/** A row of more than 16 bits. */
const WIDE_ROW_BYTES = 4;

const KEYS = [...HEADER_KEYS, "planes", "rows", "rowBits", "bytes", "piece"];
const TIGHT_KEYS = [...KEYS, "tight"];
const PATTERNED_KEYS = [...KEYS, "patterned"];

/** A body with a pattern is at most so much of what its report takes without one, and fits into one message. */
const PATTERNED_SHARE_MAX = 0.5;
const PATTERNED_BYTES_MAX = 1_000_000;

interface Shape {
  readonly planes: number;
  readonly rows: number;
  readonly rowBits: number;
  /** of the whole body */
  readonly bytes: number;
}

export function packedShape(group: Group, round: number): Shape {
  const planes = group.orders.length - 1;
  const { rows, bits, bytesEach } = shapeOf(group, round);
  return { planes, rows, rowBits: bits, bytes: planes * rows * bytesEach };
}

export function pieceCount({ bytes }: Shape): number {
  return Math.ceil(bytes / PIECE_BYTES_MAX);
}

/** Whether the pieces of this report go in the tight form (tight.ts), if at all. */
export function goesTight({ reads }: WireContext, { rowBits: bits, bytes }: Shape): boolean {
  return reads !== undefined && isTightened(bits, bytes);
}

/** Of all pieces together, as they go. */
export function bodyBytes(context: WireContext, shape: Shape): number {
  return goesTight(context, shape) ? tightBytes(shape.bytes / WIDE_ROW_BYTES, shape.rowBits) : shape.bytes;
}

/** Of a piece as it lies in the report. */
export function pieceBytes({ bytes }: Shape, piece: number): number {
  return Math.min(PIECE_BYTES_MAX, bytes - piece * PIECE_BYTES_MAX);
}

export function encodePackedReport(context: WireContext, report: OralReport): Frame[] {
  const header = headerOf(context, "report", report.round, report.from);
  const shape = packedShape(context.group, report.round);
  const short = byPattern(context, shape, report);
  if (short) return [[encodeJson({ ...header, ...shape, piece: 0, patterned: true }), short]];
  const isTight = goesTight(context, shape);
  const planes = report.planes.map((rows) => Buffer.from(rows.buffer, rows.byteOffset, rows.byteLength));
  const body = planes.length === 1 ? (planes[0] as Buffer) : Buffer.concat(planes);
  return Array.from({ length: pieceCount(shape) }, (_, piece) => {
    const start = piece * PIECE_BYTES_MAX;
    const told = body.subarray(start, start + PIECE_BYTES_MAX);
    if (!isTight) return [encodeJson({ ...header, ...shape, piece }), told];
    return [
      encodeJson({ ...header, ...shape, piece, tight: true }),
      tighten(wideRowsIn(told), shape.rowBits),
    ];
  });
}

/** The report in one piece, told by a pattern; null where that does not pay, or is not read. */
function byPattern(context: WireContext, shape: Shape, report: OralReport): Buffer | null {
  const runs = context.reads === "patterned" ? runsOf(context.group, report.round) : null;
  return runs && patterned(report.planes[0] as Rows, runs, patternedMax(bodyBytes(context, shape)));
}

function patternedMax(bytes: number): number {
  return Math.min(Math.floor(PATTERNED_SHARE_MAX * bytes), PATTERNED_BYTES_MAX);
}

/** A report of which not every piece has come. */
interface Unfinished {
  readonly round: number;
  readonly body: Uint8Array;
  /** whether each piece is there */
  readonly has: boolean[];
}

/**
 * Puts pieces together, one report of each peer at a time: a piece of another round lets the one before go, since it
 * comes again whole if the link broke in the middle. What it allocates is the shape's size, never a peer's number.
 * A report of one piece stays where it arrived.
 */
export class Pieces {
  readonly #group: Group;
  readonly #unfinished = new Map<NodeId, Unfinished>();

  constructor(group: Group) {
    this.#group = group;
  }

  /** The whole report, or null where pieces are still missing. */
  take(from: NodeId, fields: Fields, body: Buffer): DecodedReport<OralReport> | Rejection | null {
    const round = fields.round as number;
    const shape = packedShape(this.#group, round);
    if ("patterned" in fields) return this.#patterned(from, fields, shape, body);
    const piece = fields.piece as number;
    const wrong = pieceFault(fields, shape, body);
    if (wrong) return malformed(from, round, wrong);
    const isTight = "tight" in fields;
    if (!isTight && body.length === shape.bytes && isAlone(body)) {
      if (hasBitBeyond(rowsIn(body, shape), shape.rowBits)) return malformed(from, round, BEYOND);
      this.#unfinished.delete(from);
      return this.#whole(from, round, planesOf(body, shape));
    }
    if (isTight && pieceCount(shape) === 1 && shape.planes === 1) {
      const kept = alone(body);
      if (hasBitBehind(kept, shape.rowBits, shape.rows)) return malformed(from, round, BEYOND);
      this.#unfinished.delete(from);
      const fromTight = (rows: Rows) => fill(kept, shape.rowBits, rows as Uint32Array);
      return this.#asItCame(from, round, { tight: kept }, fromTight);
    }
    const begun = this.#unfinished.get(from);
    const { body: whole, has } = begun?.round === round ? begun : unfinished(round, shape);
    const start = piece * PIECE_BYTES_MAX;
    const place = whole.subarray(start, start + pieceBytes(shape, piece));
    // one that came before stays as it is until the other is known to be the same
    const told = has[piece] ? new Uint8Array(place.length) : place;
    if (!takeRows(body, isTight, told, shape)) return malformed(from, round, BEYOND);
    if (has[piece] && Buffer.compare(place, told) !== 0) {
      const detail = `a second, different piece ${piece} of round ${round}; the first stands`;
      return { kind: "reject", fault: { from, round, kind: "duplicate", detail }, cut: false };
    }
    has[piece] = true;
    if (has.includes(false)) {
      this.#unfinished.set(from, { round, body: whole, has });
      return null;
    }
    this.#unfinished.delete(from);
    return this.#whole(from, round, planesOf(whole, shape));
  }

  #patterned(
    from: NodeId,
    fields: Fields,
    shape: Shape,
    arrived: Buffer,
  ): DecodedReport<OralReport> | Rejection {
    const round = fields.round as number;
    const runs = runsOf(this.#group, round);
    const isRight =
      hasKeys(fields, PATTERNED_KEYS) &&
      hasShape(fields, shape) &&
      fields.piece === 0 &&
      fields.patterned === true;
    if (runs === null || !isRight) return malformed(from, round, OTHER_SHAPE);
    const body = alone(arrived);
    const isShort = body.length <= patternedMax(shape.bytes);
    const wrong = isShort
      ? patternFault(body, runs)
      : `a pattern and its runs in ${body.length} bytes: too many`;
    if (wrong) return malformed(from, round, wrong);
    this.#unfinished.delete(from);
    const told = partsOf(body, runs);
    return this.#asItCame(from, round, { told }, (rows) => makeTold(told, runs, rows));
  }

  /** A report of one plane whose rows are made where they are asked for. */
  #asItCame(from: NodeId, round: number, came: Came, filled: Fill): DecodedReport<OralReport> {
    const empty = () => emptyReport(this.#group, round, from).planes[0] as Rows;
    return { kind: "report", round, report: new AsItCame(round, from, came, empty, filled), faults: [] };
  }

  #whole(from: NodeId, round: number, planes: readonly Rows[]): DecodedReport<OralReport> | Rejection {
    const row = planes.length > 1 ? overlap(planes) : -1;
    if (row >= 0) return malformed(from, round, `row ${row} tells two orders for one path`);
    return { kind: "report", round, report: { round, from, planes }, faults: [] };
  }
}

const BEYOND = "a bit beyond the end of a row";
const OTHER_SHAPE = "a packed report of another shape";

function hasShape(fields: Fields, shape: Shape): boolean {
  return Object.entries(shape).every(([key, value]) => fields[key] === value);
}

function pieceFault(fields: Fields, shape: Shape, body: Buffer): string | null {
  const isTight = "tight" in fields;
  const isRight =
    hasKeys(fields, isTight ? TIGHT_KEYS : KEYS) &&
    hasShape(fields, shape) &&
    (!isTight || (fields.tight === true && isTightened(shape.rowBits, shape.bytes)));
  if (!isRight) return OTHER_SHAPE;
  const pieces = pieceCount(shape);
  const piece = fields.piece as number;
  if (!Number.isSafeInteger(piece) || piece < 0 || piece >= pieces)
    return `a piece that is not 0 to ${pieces - 1}`;
  const loose = pieceBytes(shape, piece);
  const bytes = isTight ? tightBytes(loose / WIDE_ROW_BYTES, shape.rowBits) : loose;
  return body.length === bytes ? null : `a piece of ${body.length} bytes where ${bytes} belong`;
}

/** Puts a piece's rows to their place; false where a bit has none. */
function takeRows(body: Buffer, isTight: boolean, place: Uint8Array, shape: Shape): boolean {
  if (isTight) return loosen(body, shape.rowBits, wideRowsIn(place));
  place.set(body);
  return !hasBitBeyond(rowsIn(place, shape), shape.rowBits);
}

function unfinished(round: number, shape: Shape): Unfinished {
  return {
    round,
    body: new Uint8Array(shape.bytes),
    has: Array.from({ length: pieceCount(shape) }, () => false),
  };
}

/** Whether these bytes can be read as rows, and keep little else in memory that came with them. */
function isAlone({ buffer, byteOffset, length }: Uint8Array): boolean {
  return byteOffset % Uint32Array.BYTES_PER_ELEMENT === 0 && buffer.byteLength <= 2 * length;
}

/** The same bytes, so that this holds of them. */
function alone(body: Uint8Array): Uint8Array {
  return isAlone(body) ? body : new Uint8Array(body);
}

function planesOf(body: Uint8Array, shape: Shape): Rows[] {
  const rows = rowsIn(body, shape);
  return Array.from({ length: shape.planes }, (_, plane) =>
    rows.subarray(plane * shape.rows, (plane + 1) * shape.rows),
  );
}

/** All rows in a piece, or in all of them, which begin at a multiple of four bytes. */
function rowsIn(body: Uint8Array, { rowBits: bits }: Shape): Rows {
  if (bits > 16) return wideRowsIn(body);
  return new Uint16Array(body.buffer as ArrayBuffer, body.byteOffset, body.length / 2);
}

function wideRowsIn({ buffer, byteOffset, length }: Uint8Array): Uint32Array {
  return new Uint32Array(buffer as ArrayBuffer, byteOffset, length / WIDE_ROW_BYTES);
}
