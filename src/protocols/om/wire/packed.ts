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
import { type OralReport, type Rows, shapeFault, shapeOf } from "../report.js";

/** A multiple of the largest row, so that no piece ends within one. */
export const PIECE_BYTES_MAX = 1024 * 1024;

const KEYS = [...HEADER_KEYS, "planes", "rows", "rowBits", "bytes", "piece"];

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

export function encodePackedReport(context: WireContext, report: OralReport): Frame[] {
  const header = headerOf(context, "report", report.round, report.from);
  const shape = packedShape(context.group, report.round);
  const planes = report.planes.map((rows) => Buffer.from(rows.buffer, rows.byteOffset, rows.byteLength));
  const body = planes.length === 1 ? (planes[0] as Buffer) : Buffer.concat(planes);
  return Array.from({ length: pieceCount(shape) }, (_, piece) => {
    const start = piece * PIECE_BYTES_MAX;
    return [encodeJson({ ...header, ...shape, piece }), body.subarray(start, start + PIECE_BYTES_MAX)];
  });
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
    const piece = fields.piece as number;
    const wrong = pieceFault(fields, shape, body);
    if (wrong) return malformed(from, round, wrong);
    if (body.length === shape.bytes && isAlone(body)) {
      this.#unfinished.delete(from);
      return this.#whole(from, round, planesOf(body, shape));
    }
    const begun = this.#unfinished.get(from);
    const { body: whole, has } = begun?.round === round ? begun : unfinished(round, shape);
    const place = whole.subarray(piece * PIECE_BYTES_MAX, piece * PIECE_BYTES_MAX + body.length);
    if (has[piece] && Buffer.compare(place, body) !== 0) {
      const detail = `a second, different piece ${piece} of round ${round}; the first stands`;
      return { kind: "reject", fault: { from, round, kind: "duplicate", detail }, cut: false };
    }
    place.set(body);
    has[piece] = true;
    if (has.includes(false)) {
      this.#unfinished.set(from, { round, body: whole, has });
      return null;
    }
    this.#unfinished.delete(from);
    return this.#whole(from, round, planesOf(whole, shape));
  }

  #whole(from: NodeId, round: number, planes: readonly Rows[]): DecodedReport<OralReport> | Rejection {
    const fault = shapeFault(this.#group, round, planes);
    if (fault) return malformed(from, round, fault);
    return { kind: "report", round, report: { round, from, planes }, faults: [] };
  }
}

function pieceFault(fields: Fields, shape: Shape, body: Buffer): string | null {
  const isRight =
    hasKeys(fields, KEYS) && Object.entries(shape).every(([key, value]) => fields[key] === value);
  if (!isRight) return "a packed report of another shape";
  const pieces = pieceCount(shape);
  const piece = fields.piece as number;
  if (!Number.isSafeInteger(piece) || piece < 0 || piece >= pieces)
    return `a piece that is not 0 to ${pieces - 1}`;
  const bytes = piece < pieces - 1 ? PIECE_BYTES_MAX : shape.bytes - piece * PIECE_BYTES_MAX;
  return body.length === bytes ? null : `a piece of ${body.length} bytes where ${bytes} belong`;
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

function planesOf(body: Uint8Array, { planes, rows, rowBits: bits }: Shape): Rows[] {
  const View = bits <= 16 ? Uint16Array : Uint32Array;
  const startOf = (plane: number) => body.byteOffset + plane * rows * View.BYTES_PER_ELEMENT;
  return Array.from(
    { length: planes },
    (_, plane) => new View(body.buffer as ArrayBuffer, startOf(plane), rows),
  );
}
