/** What a report told by a pattern says along one path, in the words of docs/WIRE.md; and such reports, drawn. */
import { cellOf, type Path } from "../../src/core/path.js";
import { partsOf, patternedBytes, type Runs } from "../../src/protocols/om/pattern.js";
import { groupOf } from "../sim/worlds.js";

const FULL = 4;

/**
 * Whether a body tells `path`, at this place of the canonical order, in the words of docs/WIRE.md. `h3At` is another hop than h₃
 * where a mistake is planted.
 */
export function tells(body: Uint8Array, runs: Runs, path: Path, index: number, h3At = 3): boolean {
  const group = groupOf(runs.choices + 2, path.length);
  const { pattern, full, codes } = partsOf(body, runs);
  const [row, bit] = [Math.floor(index / runs.rowBits), index % runs.rowBits];
  const run = Math.floor(row / runs.length);
  const [g, x, h2] = path as [number, number, number];
  const place = cellOf(group, [g, x, h2, path[h3At] as number, path.at(-1) as number]);
  const isSet = (((pattern[place.row] as number) >>> place.bit) & 1) === 1;
  if (codes[run] !== FULL) return [false, true, isSet, !isSet][codes[run] as number] as boolean;
  const before = codes.subarray(0, run).filter((code) => code === FULL).length;
  return (((full[before * runs.length + (row % runs.length)] as number) >>> bit) & 1) === 1;
}

/** Words drawn from a seed. */
export function wordsFrom(seed: number): () => number {
  let state = seed | 1;
  return () => {
    state = Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b1;
    return (state ^ (state >>> 13)) >>> 0;
  };
}

/** A body with any pattern and any codes, about one in eight of them in full. */
export function drawnBody(runs: Runs, seed: number): Uint8Array {
  const word = wordsFrom(seed);
  const codes = Array.from({ length: runs.count }, () => (word() % 8 === 0 ? FULL : word() % 4));
  const inFull = codes.filter((code) => code === FULL).length;
  const body = new Uint8Array(patternedBytes(runs, inFull));
  const parts = partsOf(body, runs);
  parts.pattern.set(parts.pattern.map(() => word() % 2 ** (runs.choices - 2)));
  parts.full.set(parts.full.map(() => word() % 2 ** runs.rowBits));
  parts.codes.set(codes);
  return body;
}
