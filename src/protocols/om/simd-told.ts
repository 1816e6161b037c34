/**
 * The fold of a level of which senders told by patterns, in WebAssembly SIMD: for one hop before the senders after the other their
 * rows are made in the kernel's memory, folded there, and never lie anywhere else.
 */
import type { Runs, Told } from "./pattern.js";
import type { Rows } from "./report.js";
import { moduleOf } from "./simd.js";
import { Area, bytesOf, type Make, makerIn, viewOf, workIn } from "./simd-pattern.js";

/** Folds what each sender told, in rows or by a pattern, as fold.ts does; false where that is not possible here, and nothing has been done. */
export function simdFoldTold(told: readonly (Rows | Told)[], runs: Runs, out: Rows, start: number): boolean {
  const module = moduleOf();
  if (module === null) return false;
  const { choices, hops, rowBytes } = runs;
  const area = new Area(module);
  const rowsEach = runs.rows / choices;
  const bytesEach = rowsEach * rowBytes;
  const resultsEach = (rowsEach * choices) / (choices - 1 - hops);
  // the kernel reads rows from here on
  const rowsAt = area.take(choices * bytesEach);
  const resultsAt = area.take(resultsEach * out.BYTES_PER_ELEMENT);
  const work = workIn(area, runs);
  const makers = told.map((one) =>
    "codes" in one ? makerIn(area, one, runs, work) : () => copyOf(area, one, bytesEach),
  );
  if (!area.isEnough) return false;
  const makes = makers.map((ready) => ready());
  const { fold16, fold16to32, fold32 } = module;
  const fold = out instanceof Uint16Array ? fold16 : rowBytes === 2 ? fold16to32 : fold32;
  const results = viewOf(out, area, resultsAt, resultsEach);
  for (let hop = 0; hop < told.length; hop++) {
    let to = rowsAt;
    makes.forEach((make, sender) => {
      if (sender === hop) return;
      make(hop < sender ? hop : hop - 1, to);
      to += bytesEach;
    });
    fold(choices, hops, rowsEach, resultsAt);
    out.set(results, start + hop * resultsEach);
  }
  return true;
}

function copyOf(area: Area, rows: Rows, bytesEach: number): Make {
  const bytes = bytesOf(rows);
  return (hop, to) => area.bytes.set(bytes.subarray(hop * bytesEach, (hop + 1) * bytesEach), to);
}
