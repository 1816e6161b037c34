/** Reports as bits: a header with the shape, and a body of the planes' rows, little-endian, one after the other. */
import type { Group, NodeId } from "../core/group.js";
import { rowBits, rowCount } from "../core/path.js";
import { type Report, type Rows, shapeFault } from "../core/report.js";
import type { DecodedReport } from "./json.js";
import {
  encodeJson,
  type Fields,
  type Frame,
  HEADER_KEYS,
  hasKeys,
  headerOf,
  malformed,
  type Rejection,
  type WireContext,
} from "./message.js";

const KEYS = [...HEADER_KEYS, "planes", "rows", "rowBits", "bytes"];

interface Shape {
  readonly planes: number;
  readonly rows: number;
  readonly rowBits: number;
  /** of the whole body */
  readonly bytes: number;
}

export function packedShape(group: Group, round: number): Shape {
  const n = group.ids.length;
  const planes = group.orders.length - 1;
  const rows = rowCount(n, round);
  const bits = rowBits(n, round);
  return { planes, rows, rowBits: bits, bytes: planes * rows * (bits <= 16 ? 2 : 4) };
}

export function encodePackedReport(context: WireContext, report: Report): Frame {
  const header = headerOf(context, "report", report.round, report.from);
  const bodies = report.planes.map((rows) => Buffer.from(rows.buffer, rows.byteOffset, rows.byteLength));
  const body = bodies.length === 1 ? (bodies[0] as Buffer) : Buffer.concat(bodies);
  return [encodeJson({ ...header, ...packedShape(context.group, report.round) }), body];
}

export function decodePackedReport(
  group: Group,
  from: NodeId,
  fields: Fields,
  body: Buffer,
): DecodedReport | Rejection {
  const round = fields.round as number;
  const shape = packedShape(group, round);
  const isRight =
    hasKeys(fields, KEYS) && Object.entries(shape).every(([key, value]) => fields[key] === value);
  if (!isRight) return malformed(from, round, "a packed report of another shape");
  if (body.length !== shape.bytes) {
    return malformed(from, round, `a body of ${body.length} bytes where ${shape.bytes} belong`);
  }
  const planes = planesOf(body, shape);
  const wrong = shapeFault(group, round, planes);
  if (wrong) return malformed(from, round, wrong);
  return { kind: "report", round, report: { round, from, planes }, faults: [] };
}

/** Views on the body where it is aligned, else on one copy of it. */
function planesOf(body: Buffer, { planes, rows, rowBits: bits }: Shape): Rows[] {
  const size = bits <= 16 ? 2 : 4;
  const aligned = body.byteOffset % size === 0 ? body : Buffer.from(body);
  const at = (plane: number) => aligned.byteOffset + plane * rows * size;
  const View = size === 2 ? Uint16Array : Uint32Array;
  return Array.from(
    { length: planes },
    (_, plane) => new View(aligned.buffer as ArrayBuffer, at(plane), rows),
  );
}
