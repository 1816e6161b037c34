/** What both pictures in SVG are made of. Text is put in escaped, and its width is reckoned, since nobody measures it here. */
import { columnsIn } from "../core/columns.js";
import type { Order } from "../core/group.js";
import { escaped } from "../core/markup.js";
import type { RunLine } from "../recording/recording.js";
import { fillOf, inkOf } from "./colours.js";
import { orderName } from "./messages.js";

export const INK = "#1d232b";
export const SOFT = "#5a636e";
export const LINE = "#b9b5a9";

/** The family that a picture is drawn in as pixels, too. */
export const FONT = "DejaVu Sans";
const FONTS = `"${FONT}", Verdana, sans-serif`;

/** Of the mean glyph, in parts of the size of the font; of one that is twice as wide as others it is more than enough. */
const GLYPH = 0.62;

export function widthOf(text: string, size: number): number {
  return columnsIn(text) * size * GLYPH;
}

export interface Words {
  readonly x: number;
  readonly y: number;
  readonly text: string;
  readonly size?: number;
  readonly fill?: string;
  readonly anchor?: "start" | "middle" | "end";
  readonly weight?: number;
}

export function words({ x, y, text, size = 11, fill = INK, anchor = "start", weight = 400 }: Words): string {
  const style = `font-size="${size}" fill="${fill}"${weight === 400 ? "" : ` font-weight="${weight}"`}`;
  return `<text x="${round(x)}" y="${round(y)}" ${style} text-anchor="${anchor}">${escaped(text)}</text>`;
}

export function element(name: string, attributes: Readonly<Record<string, string | number>>): string {
  const written = Object.entries(attributes).map(
    ([key, value]) => ` ${key}="${typeof value === "number" ? round(value) : escaped(value)}"`,
  );
  return `<${name}${written.join("")}/>`;
}

/** A whole picture, on white. */
export function svg(title: string, width: number, height: number, parts: readonly string[]): string {
  const [w, h] = [Math.ceil(width), Math.ceil(height)];
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${w}" height="${h}" viewBox="0 0 ${w} ${h}" font-family="${escaped(FONTS)}">`,
    `<title>${escaped(title)}</title>`,
    element("rect", { width: w, height: h, fill: "#ffffff" }),
    ...parts,
    "</svg>",
    "",
  ].join("\n");
}

/** The orders with their colours, and what the marks mean, from left to right; and how wide that is. */
export function legend(
  { x, y }: { readonly x: number; readonly y: number },
  run: RunLine,
  orders: readonly Order[],
  marks: string,
): { readonly parts: readonly string[]; readonly width: number } {
  const parts: string[] = [];
  let at = x;
  for (const order of orders) {
    const name = orderName(order, run);
    const width = widthOf(name, 11) + 14;
    parts.push(element("rect", { x: at, y: y - 12, width, height: 17, rx: 3, fill: fillOf(order, run) }));
    parts.push(words({ x: at + width / 2, y, text: name, fill: inkOf(order, run), anchor: "middle" }));
    at += width + 8;
  }
  parts.push(words({ x: at + 4, y, text: marks, fill: SOFT }));
  return { parts, width: at + 4 + widthOf(marks, 11) - x };
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
