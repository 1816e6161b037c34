/**
 * Reports told by a pattern (pattern.ts) in WebAssembly SIMD; the source is kernel/pattern.ts. Rows go in or come out a hop before
 * the sender at a time, so that they lie in the processor's cache.
 */
import { CODE, type Runs, type Told } from "./pattern.js";
import type { Rows } from "./report.js";
import { type Compiled, moduleOf, VECTOR_BYTES } from "./simd.js";
import { WORD_BYTES } from "./tight-size.js";

/** The kernel's memory, given out piece by piece. Loops read and write up to two vectors beyond the end of a piece. */
export class Area {
  readonly bytes: Uint8Array;
  #next: number;

  constructor(readonly module: Compiled) {
    this.bytes = new Uint8Array(module.memory.buffer);
    this.#next = module.ROWS.value;
  }

  /** Where so many bytes begin. */
  take(bytes: number): number {
    const at = this.#next;
    this.#next = Math.ceil((at + bytes) / VECTOR_BYTES + 2) * VECTOR_BYTES;
    return at;
  }

  /** Whether there was room for all that was taken. Until then nothing may be put there. */
  get isEnough(): boolean {
    return this.#next <= this.bytes.length;
  }
}

/** Where one run's rows of the pattern are made, and patterns without ids that are taken out. */
export interface Work {
  readonly one: number;
  readonly room: number;
}

export function workIn(area: Area, { hops, length, rowBytes, patternRows }: Runs): Work {
  const one = area.take(length * rowBytes);
  return { one, room: area.take(hops * (patternRows * WORD_BYTES + 2 * VECTOR_BYTES)) };
}

/** Makes the rows with one hop before the sender, a rank, at this address. To be asked for the hops as they ascend. */
export type Make = (hop: number, to: number) => void;

/** Takes the places of what is told; once there is enough, the rows can be made of it. */
export function makerIn(area: Area, { pattern, full, codes }: Told, runs: Runs, work: Work): () => Make {
  const { choices, hops, length, rowBytes } = runs;
  const lines = area.take(pattern.byteLength);
  const codesAt = area.take(codes.length);
  const fullAt = area.take(full.byteLength);
  return () => {
    const { begin, makeRows16, makeRows32 } = area.module;
    area.bytes.set(bytesOf(pattern), lines);
    area.bytes.set(codes, codesAt);
    area.bytes.set(bytesOf(full), fullAt);
    const make = rowBytes === 2 ? makeRows16 : makeRows32;
    const runsEach = runs.count / choices;
    let taken = 0;
    return (hop, to) => {
      const first = hop * runsEach;
      begin(codesAt + first, fullAt + taken, work.one, length);
      make(lines, work.room, choices, hops, hop, to);
      if (full.length === 0) return;
      for (let run = first; run < first + runsEach; run++)
        if (codes[run] === CODE.full) taken += length * rowBytes;
    };
  };
}

/** Fills `rows` with what is told; false where that is not possible here, and nothing has been done. */
export function simdMake(told: Told, runs: Runs, rows: Rows): boolean {
  const module = moduleOf();
  if (module === null) return false;
  const area = new Area(module);
  const rowsEach = runs.rows / runs.choices;
  const made = area.take(rowsEach * runs.rowBytes);
  const maker = makerIn(area, told, runs, workIn(area, runs));
  if (!area.isEnough) return false;
  const make = maker();
  const view = viewOf(rows, area, made, rowsEach);
  for (let hop = 0; hop < runs.choices; hop++) {
    make(hop, made);
    rows.set(view, hop * rowsEach);
  }
  return true;
}

/** The codes of all runs of `rows`; null where that is not possible here. */
export function simdCodes(pattern: Uint32Array, runs: Runs, rows: Rows): Uint8Array | null {
  const { choices, hops, length, rowBytes, count } = runs;
  const module = length * rowBytes < VECTOR_BYTES ? null : moduleOf();
  if (module === null) return null;
  const area = new Area(module);
  const rowsEach = runs.rows / choices;
  const told = area.take(rowsEach * rowBytes);
  const codes = area.take(count);
  const lines = area.take(pattern.byteLength);
  const { one, room } = workIn(area, runs);
  if (!area.isEnough) return null;
  area.bytes.set(bytesOf(pattern), lines);
  module.begin(codes, 0, one, length);
  const code = rowBytes === 2 ? module.codeRows16 : module.codeRows32;
  const view = viewOf(rows, area, told, rowsEach);
  for (let hop = 0; hop < choices; hop++) {
    view.set(rows.subarray(hop * rowsEach, (hop + 1) * rowsEach));
    code(lines, room, choices, hops, hop, told);
  }
  return area.bytes.slice(codes, codes + count);
}

export function bytesOf({ buffer, byteOffset, byteLength }: Rows): Uint8Array {
  return new Uint8Array(buffer as ArrayBuffer, byteOffset, byteLength);
}

/** Rows like these in the kernel's memory. */
export function viewOf(like: Rows, { module }: Area, at: number, rows: number): Rows {
  const { buffer } = module.memory;
  return like instanceof Uint16Array ? new Uint16Array(buffer, at, rows) : new Uint32Array(buffer, at, rows);
}
