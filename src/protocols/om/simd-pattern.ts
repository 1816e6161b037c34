/**
 * Reports told by a pattern (pattern.ts) in WebAssembly SIMD; the source is kernel/pattern.ts. Rows go in or come out a hop before
 * the sender at a time, so that they lie in the processor's cache.
 */
import type { Runs, Told } from "./pattern.js";
import type { Rows } from "./report.js";
import { type Compiled, moduleOf, VECTOR_BYTES } from "./simd.js";
import { WORD_BYTES } from "./tight-size.js";

/** Fills `rows` with what is told; false where that is not possible here, and nothing has been done. */
export function simdMake({ pattern, full, codes }: Told, runs: Runs, rows: Rows): boolean {
  const at = placesOf(runs, full.byteLength);
  if (at === null) return false;
  const { memory, makeRows16, makeRows32 } = at.module;
  at.bytes.set(bytesOf(pattern), at.lines);
  at.bytes.set(codes, at.codes);
  at.bytes.set(bytesOf(full), at.full);
  const make = runs.rowBytes === 2 ? makeRows16 : makeRows32;
  const made = viewOf(rows, memory.buffer, at.rows, at.rowsEach);
  for (let hop = 0; hop < runs.choices; hop++) {
    make(at.lines, at.room, runs.choices, runs.hops, hop, at.rows);
    rows.set(made, hop * at.rowsEach);
  }
  return true;
}

/** The codes of all runs of `rows`; null where that is not possible here. */
export function simdCodes(pattern: Uint32Array, runs: Runs, rows: Rows): Uint8Array | null {
  const at = runs.length * runs.rowBytes < VECTOR_BYTES ? null : placesOf(runs, 0);
  if (at === null) return null;
  const { memory, codeRows16, codeRows32 } = at.module;
  at.bytes.set(bytesOf(pattern), at.lines);
  const code = runs.rowBytes === 2 ? codeRows16 : codeRows32;
  const told = viewOf(rows, memory.buffer, at.rows, at.rowsEach);
  for (let hop = 0; hop < runs.choices; hop++) {
    told.set(rows.subarray(hop * at.rowsEach, (hop + 1) * at.rowsEach));
    code(at.lines, at.room, runs.choices, runs.hops, hop, at.rows);
  }
  return at.bytes.slice(at.codes, at.codes + runs.count);
}

interface Places {
  readonly module: Compiled;
  readonly bytes: Uint8Array;
  readonly lines: number;
  readonly codes: number;
  readonly full: number;
  /** for patterns without ids that are taken out */
  readonly room: number;
  readonly rows: number;
  /** with one hop before the sender */
  readonly rowsEach: number;
}

/** Where all lies; null where there is no kernel, or no room for that. */
function placesOf(runs: Runs, fullBytes: number): Places | null {
  const module = moduleOf();
  if (module === null) return null;
  const { choices, hops, count, length, rowBytes } = runs;
  const rowsEach = runs.rows / choices;
  let next = module.ROWS.value;
  // loops read and write up to two vectors beyond the end
  const place = (bytes: number) => {
    const at = next;
    next = Math.ceil((at + bytes) / VECTOR_BYTES + 2) * VECTOR_BYTES;
    return at;
  };
  const patternBytes = runs.patternRows * WORD_BYTES;
  const lines = place(patternBytes);
  const codes = place(count);
  const full = place(fullBytes);
  const one = place(length * rowBytes);
  const room = place(hops * (patternBytes + 2 * VECTOR_BYTES));
  const rows = place(rowsEach * rowBytes);
  if (next > module.memory.buffer.byteLength) return null;
  module.begin(codes, full, one, length);
  return { module, bytes: new Uint8Array(module.memory.buffer), lines, codes, full, room, rows, rowsEach };
}

function bytesOf({ buffer, byteOffset, byteLength }: Rows): Uint8Array {
  return new Uint8Array(buffer as ArrayBuffer, byteOffset, byteLength);
}

/** Rows like these in other memory. */
function viewOf(like: Rows, buffer: ArrayBuffer, at: number, rows: number): Rows {
  return like instanceof Uint16Array ? new Uint16Array(buffer, at, rows) : new Uint32Array(buffer, at, rows);
}
