/**
 * Rows of 32 bits from their tight form, of which src/protocols/om/wire/tight.ts tells: four at once. A lane of a row asks whether
 * its own bit of a plane's word is set.
 */
import { ROWS } from "./fold";

/** The body is at ROWS; whole words of rows are written, so that `out` needs room for 31 more. */
export function loosen(planes: u32, rows: u32, out: usize): void {
  const words = (rows + 31) >> 5;
  const lanes = i32x4(1, 2, 4, 8);
  let low = ROWS + ((planes * words) << 2);
  for (let word: u32 = 0; word < words; word++) {
    for (let shift: u32 = 0; shift < 32; shift += 4, low += 8, out += 16) {
      let found = v128.load_ext<u16>(low);
      let at = ROWS + (word << 2);
      for (let plane: u32 = 0; plane < planes; plane++, at += words << 2) {
        const set = i32x4.eq(v128.and(i32x4.splat(load<u32>(at) >> shift), lanes), lanes);
        found = v128.or(found, v128.and(set, i32x4.splat(0x10000 << plane)));
      }
      v128.store(out, found);
    }
  }
}
