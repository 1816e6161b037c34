/**
 * Rows of more than 16 bits without the zeros above their last bit (docs/WIRE.md, "tight"): for each bit from the 17th on a
 * plane, which holds that bit of all rows, 32 to a word; then the low halves of all rows.
 *
 * A slice of 25 nodes has rows of 17 bits: it is sent in 53 % of the bytes, and bytes are what it costs. There is no place for
 * bits beyond the end of a row, so that nobody has to look for them.
 */
import { simdLoosen } from "../simd.js";
import { LOW_BITS, planeWords, tightBytes, WORD_BITS, WORD_BYTES } from "../tight-size.js";

/** The first bytes of a nonce of whoever reads this: "rows". */
export const tightMark = Buffer.from("726f7773", "hex");

export function tighten(rows: Uint32Array, rowBits: number): Buffer {
  const body = Buffer.from(new ArrayBuffer(tightBytes(rows.length, rowBits)));
  const { planes, low } = partsOf(body, rows.length, rowBits);
  const words = planeWords(rows.length);
  low.set(rows);
  for (let bit = LOW_BITS; bit < rowBits; bit++)
    for (let word = 0; word < words; word++)
      planes[(bit - LOW_BITS) * words + word] = bitsAt(rows, word * WORD_BITS, bit);
  return body;
}

/** This bit of 32 rows. */
function bitsAt(rows: Uint32Array, from: number, bit: number): number {
  const end = Math.min(from + WORD_BITS, rows.length);
  let bits = 0;
  for (let at = from; at < end; at++) bits |= (((rows[at] as number) >>> bit) & 1) << at;
  return bits;
}

/** Fills `rows` with what `body` tells, which has the bytes for them. False where it has a bit beyond the last row. */
export function loosen(body: Uint8Array, rowBits: number, rows: Uint32Array): boolean {
  if (hasBitBehind(body, rowBits, rows.length)) return false;
  fill(body, rowBits, rows);
  return true;
}

/** The same of a body that has no such bit. */
export function fill(body: Uint8Array, rowBits: number, rows: Uint32Array): void {
  if (!simdLoosen(body, rowBits - LOW_BITS, rows)) loosenPlainly(body, rowBits, rows);
}

/** In plain JavaScript. */
export function loosenPlainly(body: Uint8Array, rowBits: number, rows: Uint32Array): void {
  const { planes, low } = partsOf(body, rows.length, rowBits);
  const words = planeWords(rows.length);
  rows.set(low);
  for (let at = 0; at < planes.length; at++) {
    const bit = LOW_BITS + Math.floor(at / words);
    const from = (at % words) * WORD_BITS;
    const end = Math.min(from + WORD_BITS, rows.length);
    const bits = planes[at] as number;
    for (let row = from; row < end; row++) rows[row] = (rows[row] as number) | (((bits >>> row) & 1) << bit);
  }
}

/** Whether a plane has a bit behind the last of so many rows. */
export function hasBitBehind(body: Uint8Array, rowBits: number, rows: number): boolean {
  const { planes } = partsOf(body, rows, rowBits);
  const words = planeWords(rows);
  const inLast = rows % WORD_BITS;
  if (inLast === 0) return false;
  for (let last = words - 1; last < planes.length; last += words)
    if ((planes[last] as number) >>> inLast !== 0) return true;
  return false;
}

/** A body's two parts; one that does not lie so that it can be read as words is copied. */
function partsOf(body: Uint8Array, rows: number, rowBits: number): { planes: Uint32Array; low: Uint16Array } {
  const { buffer, byteOffset } = body.byteOffset % WORD_BYTES === 0 ? body : new Uint8Array(body);
  const words = (rowBits - LOW_BITS) * planeWords(rows);
  return {
    planes: new Uint32Array(buffer as ArrayBuffer, byteOffset, words),
    low: new Uint16Array(buffer as ArrayBuffer, byteOffset + words * WORD_BYTES, rows),
  };
}
