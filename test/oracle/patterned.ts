/** What a report told by a pattern says along one path, in the words of docs/WIRE.md. */
import { cellOf, type Path } from "../../src/core/path.js";
import { partsOf, type Runs } from "../../src/protocols/om/pattern.js";
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
