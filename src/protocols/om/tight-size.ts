/** Which reports go in the tight form of their rows, and how large they are then. The form itself is wire/tight.ts. */
import type { Group } from "../../core/group.js";
import { reportBytes, shapeOf } from "./report.js";

/** Bits of the low half of a row; above it there is a plane for each bit. */
export const LOW_BITS = 16;
export const WORD_BITS = 32;
export const WORD_BYTES = 4;

/** A shorter report goes as it is. */
const BYTES_MIN = 16 * 1024;

/** Whether a report of rows of so many bits, which take so many bytes, goes this way to whoever reads it. */
export function isTightened(rowBits: number, bytes: number): boolean {
  return rowBits > LOW_BITS && bytes >= BYTES_MIN;
}

/** Of a report, or of one of its pieces, all of which but the last hold whole words. */
export function tightBytes(rows: number, rowBits: number): number {
  return (rowBits - LOW_BITS) * planeWords(rows) * WORD_BYTES + 2 * rows;
}

export function planeWords(rows: number): number {
  return Math.ceil(rows / WORD_BITS);
}

/** The rows of one report on their way, all planes. */
export function sentBytes(group: Group, round: number): number {
  const bytes = reportBytes(group, round);
  const { bits, bytesEach } = shapeOf(group, round);
  return isTightened(bits, bytes) ? tightBytes(bytes / bytesEach, bits) : bytes;
}
