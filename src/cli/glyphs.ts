/** Which characters a TrueType font has a glyph for (OpenType 1.9, cmap, format 12). */
import { readFileSync } from "node:fs";
import { must } from "../core/must.js";

const TABLES = 12;
const TABLE_BYTES = 16;
const FORMAT_12 = 12;

/** The first character of the text for which the font has none; undefined where it has all. */
export function withoutGlyph(text: string, fontFile: string): string | undefined {
  const odd = new Set(text.match(/[^\0-\u007F]/gu));
  if (odd.size === 0) return undefined;
  const ranges = rangesOf(readFileSync(fontFile));
  return [...odd].find((char) => {
    const code = char.codePointAt(0)!;
    return !ranges.some(([first, last]) => first <= code && code <= last);
  });
}

function rangesOf(font: Buffer): (readonly [number, number])[] {
  const tables = Array.from({ length: font.readUInt16BE(4) }, (_, at) => TABLES + at * TABLE_BYTES);
  const entry = tables.find((at) => font.toString("latin1", at, at + 4) === "cmap");
  must(entry !== undefined, "a font has a cmap");
  const cmap = font.subarray(font.readUInt32BE(entry + 8));
  const offsets = Array.from({ length: cmap.readUInt16BE(2) }, (_, at) => cmap.readUInt32BE(8 + at * 8));
  const start = offsets.find((at) => cmap.readUInt16BE(at) === FORMAT_12);
  must(start !== undefined, "the font says its characters in format 12");
  const groups = cmap.subarray(start);
  return Array.from({ length: groups.readUInt32BE(12) }, (_, at) => {
    const group = 16 + at * 12;
    return [groups.readUInt32BE(group), groups.readUInt32BE(group + 4)];
  });
}
