/** Reports told by a pattern (docs/WIRE.md, "patterned"), as they come and go. What that is, ../pattern.ts tells. */
import { CODE, makePlainly, partsOf, patternedBytes, type Runs, type Told } from "../pattern.js";
import { foundPattern } from "../pattern-found.js";
import type { Rows } from "../report.js";
import { simdMake } from "../simd-pattern.js";

/** The first bytes of a nonce of whoever reads this, and tight rows: "patt". */
export const patternMark = Buffer.from("70617474", "hex");

/** The body that tells `rows` by a pattern; null where it would take more than so many bytes. */
export function patterned(rows: Rows, runs: Runs, bytesMax: number): Buffer | null {
  const body = foundPattern(rows, runs, bytesMax);
  return body && Buffer.from(body.buffer);
}

/** What is wrong with a body, which begins at a multiple of four bytes; null where it tells a report. */
export function patternFault(body: Uint8Array, runs: Runs): string | null {
  const codesAt = body.length - runs.count;
  if (body.length < patternedBytes(runs, 0)) return lengthFault(body, patternedBytes(runs, 0));
  let inFull = 0;
  for (let at = codesAt; at < body.length; at++) {
    const code = body[at] as number;
    if (code > CODE.full) return `a run with the code ${code}, which there is not`;
    if (code === CODE.full) inFull++;
  }
  const bytes = patternedBytes(runs, inFull);
  if (body.length !== bytes) return lengthFault(body, bytes);
  const { pattern, full } = partsOf(body, runs);
  const isBeyond = hasBitFrom(pattern, runs.choices - 2) || hasBitFrom(full, runs.rowBits);
  return isBeyond ? "a bit beyond the end of a row" : null;
}

function lengthFault(body: Uint8Array, bytes: number): string {
  return `a pattern and its runs in ${body.length} bytes where ${bytes} belong`;
}

function hasBitFrom(rows: Rows, bits: number): boolean {
  let used = 0;
  for (let at = 0; at < rows.length; at++) used |= rows[at] as number;
  return bits < 32 && used >>> bits !== 0;
}

/** Fills `rows` with what is told. */
export function makeTold(told: Told, runs: Runs, rows: Rows): void {
  if (!simdMake(told, runs, rows)) makePlainly(told, runs, rows);
}
