/**
 * The kernel in WebAssembly SIMD: what kernel.ts says, eight rows of 16 bits or four of 32 at once; and rows from their tight
 * form (wire/tight.ts). The sources are in kernel/, the bytes in simd-module.ts.
 *
 * It works in a few megabytes of memory of its own, which lie in the processor's cache: a block that fits is copied
 * in, folded, and its results are copied out; of a larger one, part after part. So reports stay where they arrived,
 * and a tree of any size is folded without a second copy of it.
 */
import { type Block, type Kernel, partOf, resultRows } from "./kernel.js";
import type { Rows } from "./report.js";
import { SIMD_MODULE } from "./simd-module.js";

type Fold = (senders: number, hops: number, rows: number, out: number) => void;

export interface Compiled {
  readonly memory: { readonly buffer: ArrayBuffer };
  /** where the senders' rows go */
  readonly ROWS: { readonly value: number };
  readonly fold16: Fold;
  readonly fold16to32: Fold;
  readonly fold32: Fold;
  readonly loosen: (planes: number, rows: number, out: number) => void;
  readonly begin: (codes: number, full: number, one: number, length: number) => void;
  readonly makeRows16: Choose;
  readonly makeRows32: Choose;
  readonly codeRows16: Choose;
  readonly codeRows32: Choose;
}

type Choose = (lines: number, room: number, choices: number, hops: number, hop: number, rows: number) => void;

/** What of the WebAssembly interface is used here; core is compiled without any platform's types. */
declare const WebAssembly: {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object) => { readonly exports: unknown };
};

let compiled: Compiled | null | undefined;
let kernel: Kernel | null | undefined;

/** The kernel, made when first asked for; null where WebAssembly or its SIMD is missing or forbidden. */
export function simdKernel(): Kernel | null {
  if (kernel === undefined) {
    const module = moduleOf();
    kernel = module && kernelOf(module);
  }
  return kernel;
}

/** What is compiled; null where that is not possible here. */
export function moduleOf(): Compiled | null {
  if (compiled !== undefined) return compiled;
  try {
    const bytes = Uint8Array.from(atob(SIMD_MODULE), (character) => character.charCodeAt(0));
    const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes));
    compiled = exports as Compiled;
  } catch {
    compiled = null;
  }
  return compiled;
}

/**
 * Fills `rows` from their tight form, `planes` planes and then the low halves (wire/tight.ts); false where that is not possible
 * here, and nothing has been done.
 */
export function simdLoosen(body: Uint8Array, planes: number, rows: Uint32Array): boolean {
  const module = moduleOf();
  if (module === null) return false;
  const { memory, ROWS } = module;
  const bodyAt = ROWS.value;
  // the last rows of the body are read as a whole word's
  const outAt = Math.ceil((bodyAt + body.length) / VECTOR_BYTES) * VECTOR_BYTES + 4 * VECTOR_BYTES;
  if (outAt + rows.byteLength + 8 * VECTOR_BYTES > memory.buffer.byteLength) return false;
  new Uint8Array(memory.buffer).set(body, bodyAt);
  module.loosen(planes, rows.length, outAt);
  rows.set(new Uint32Array(memory.buffer, outAt, rows.length));
  return true;
}

function kernelOf({ memory, ROWS, fold16, fold16to32, fold32 }: Compiled): Kernel {
  const memory16 = new Uint16Array(memory.buffer);
  const memory32 = new Uint32Array(memory.buffer);
  const rowsAt = ROWS.value;
  const bytesMax = memory.buffer.byteLength - rowsAt - 2 * VECTOR_BYTES;

  return function foldBlockSimd(block: Block, out: Rows, outStart: number): void {
    const { senders, starts, rows, hops } = block;
    const results = resultRows(block);
    const told = senders[0] instanceof Uint16Array ? memory16 : memory32;
    const folded = out instanceof Uint16Array ? memory16 : memory32;
    const toldBytes = senders.length * rows * told.BYTES_PER_ELEMENT;
    if (toldBytes + results * folded.BYTES_PER_ELEMENT > bytesMax) {
      const resultsOfPart = results / senders.length;
      senders.forEach((_, hop) => foldBlockSimd(partOf(block, hop), out, outStart + hop * resultsOfPart));
      return;
    }
    const first = rowsAt / told.BYTES_PER_ELEMENT;
    for (let k = 0; k < senders.length; k++) {
      const start = starts[k] as number;
      told.set((senders[k] as Rows).subarray(start, start + rows), first + k * rows);
    }
    const outAt = Math.ceil((rowsAt + toldBytes) / VECTOR_BYTES) * VECTOR_BYTES;
    const foldRows = folded === memory16 ? fold16 : told === memory16 ? fold16to32 : fold32;
    foldRows(senders.length, hops, rows, outAt);
    const from = outAt / folded.BYTES_PER_ELEMENT;
    out.set(folded.subarray(from, from + results), outStart);
  };
}

export const VECTOR_BYTES = 16;
