/**
 * What is on the screen, as one SVG: each box, line and text where the browser has put it, in the colours that it has there. Whoever
 * opens the file needs neither this page's style nor its fonts.
 */

import { escaped } from "../../core/markup.js";

/** The page's fonts are the system's, and another system has others: a text keeps its width. */
const FONTS = "'DejaVu Sans', Verdana, sans-serif";
const MONO = "'DejaVu Sans Mono', monospace";
const SHAPES = "line, circle, ellipse, rect, path, polyline, polygon, text";

/** What has no place in a picture: what can only be pressed, and what only a screen reader is told. */
const LEFT_OUT =
  ".save, .unseen, .pages, .panel > button, .lead > button, .tally button, details:not([open])";

/** All parts of the page that `selector` names, as one picture. Throws an Error where there are none. */
export function svgOfScreen(selector: string, title: string): string {
  const roots = [...document.querySelectorAll(selector)];
  if (roots.length === 0) throw new Error("There is no picture on this screen.");
  for (const moving of document.getAnimations()) settle(moving);
  const frame = frameOf(roots);
  const [width, height] = [Math.ceil(frame.width), Math.ceil(frame.height)];
  const ground = getComputedStyle(document.body).backgroundColor;
  const parts = roots.flatMap((root) => [...partsOf(root, frame)]);
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">
<title>${escaped(title)}</title>
<defs><pattern id="hatch" width="8" height="8" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect width="3" height="8" fill="#fff" fill-opacity="0.3"/><rect x="3" width="1" height="8" fill="#000" fill-opacity="0.3"/></pattern></defs>
<rect width="${width}" height="${height}" fill="${ground}"/>
${parts.join("\n")}
</svg>
`;
}

/** A message is drawn where it comes to rest. */
function settle(moving: Animation): void {
  if (moving.effect?.getComputedTiming().endTime !== Number.POSITIVE_INFINITY) moving.finish();
}

interface Frame {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

const MARGIN = 12;

/** All of it, also what would have to be scrolled to. */
function frameOf(roots: readonly Element[]): Frame {
  const all = roots.flatMap((root) => [root, ...root.querySelectorAll("*")]);
  const boxes = all
    .filter((one) => one.getClientRects().length > 0 && one.closest(LEFT_OUT) === null)
    .map((one) => one.getBoundingClientRect());
  const [left, top] = [Math.min(...boxes.map((box) => box.left)), Math.min(...boxes.map((box) => box.top))];
  const right = Math.max(...boxes.map((box) => box.right));
  const bottom = Math.max(...boxes.map((box) => box.bottom));
  return {
    left: left - MARGIN,
    top: top - MARGIN,
    width: right - left + 2 * MARGIN,
    height: bottom - top + 2 * MARGIN,
  };
}

function* partsOf(element: Element, frame: Frame): Generator<string> {
  const style = getComputedStyle(element);
  if (element.getClientRects().length === 0 && style.display !== "contents") return;
  if (style.visibility === "hidden" || style.opacity === "0" || element.matches(LEFT_OUT)) return;
  if (element instanceof SVGSVGElement) {
    yield drawing(element, frame);
    return;
  }
  const isFaint = Number(style.opacity) < 1;
  if (isFaint) yield `<g opacity="${style.opacity}">`;
  yield* insideOf(element, style, frame);
  if (isFaint) yield "</g>";
}

function* insideOf(element: Element, style: CSSStyleDeclaration, frame: Frame): Generator<string> {
  yield* boxOf(element, style, frame);
  if (element instanceof HTMLSelectElement) {
    const { left, top, height } = element.getBoundingClientRect();
    const words = element.selectedOptions[0]?.text ?? "";
    yield textOf(words, style, left - frame.left + 10, top - frame.top + height / 2);
    return;
  }
  if (element instanceof HTMLCanvasElement) {
    const { left, top, width, height } = element.getBoundingClientRect();
    yield `<image x="${at(left - frame.left)}" y="${at(top - frame.top)}" width="${at(width)}" height="${at(height)}" href="${element.toDataURL()}"/>`;
  }
  for (const child of element.childNodes) {
    if (child instanceof Element) yield* partsOf(child, frame);
    else if (child instanceof Text) yield* linesOf(child, style, frame);
  }
}

function* boxOf(element: Element, style: CSSStyleDeclaration, frame: Frame): Generator<string> {
  const { left, top, width, height } = element.getBoundingClientRect();
  const [x, y] = [left - frame.left, top - frame.top];
  const sides = ["top", "right", "bottom", "left"].map((side) => ({
    px: Number.parseFloat(style.getPropertyValue(`border-${side}-width`)),
    colour: style.getPropertyValue(`border-${side}-color`),
    line: style.getPropertyValue(`border-${side}-style`),
  }));
  const [first] = sides;
  const isFramed =
    first !== undefined &&
    first.px > 0 &&
    sides.every(({ px, colour }) => px === first.px && colour === first.colour);
  const fill = isClear(style.backgroundColor) ? "none" : style.backgroundColor;
  if (fill !== "none" || isFramed) {
    const stroke = isFramed
      ? ` stroke="${first.colour}" stroke-width="${first.px}"${dashes(first.line, first.px)}`
      : "";
    const inset = isFramed ? first.px / 2 : 0;
    yield rect(
      x + inset,
      y + inset,
      width - 2 * inset,
      height - 2 * inset,
      radiusOf(style, height),
      `fill="${fill}"${stroke}`,
    );
  }
  // an echo
  if (style.backgroundImage.startsWith("repeating-linear-gradient"))
    yield rect(x, y, width, height, radiusOf(style, height), 'fill="url(#hatch)"');
  if (!isFramed)
    for (const [side, { px, colour, line }] of sides.entries()) {
      if (px === 0 || line === "none" || isClear(colour)) continue;
      const [across, down] = [side % 2 === 1, side % 2 === 0];
      const x0 = side === 1 ? x + width - px : x;
      const y0 = side === 2 ? y + height - px : y;
      yield rect(x0, y0, across ? px : width, down ? px : height, 0, `fill="${colour}"`);
    }
  if (getComputedStyle(element, "::after").content !== "none") yield* mark(element, x + width, y);
  const outline = Number.parseFloat(style.outlineWidth);
  if (outline > 0 && style.outlineStyle !== "none" && style.outlineStyle !== "auto") {
    const by = Number.parseFloat(style.outlineOffset) + outline / 2;
    const line = `fill="none" stroke="${style.outlineColor}" stroke-width="${outline}"${dashes(style.outlineStyle, outline)}`;
    yield rect(x - by, y - by, width + 2 * by, height + 2 * by, radiusOf(style, height), line);
  }
}

function rect(x: number, y: number, width: number, height: number, radius: number, looks: string): string {
  if (width <= 0 || height <= 0) return "";
  return `<rect x="${at(x)}" y="${at(y)}" width="${at(width)}" height="${at(height)}" rx="${at(radius)}" ${looks}/>`;
}

function radiusOf({ borderTopLeftRadius }: CSSStyleDeclaration, height: number): number {
  const value = Number.parseFloat(borderTopLeftRadius) || 0;
  return Math.min(borderTopLeftRadius.endsWith("%") ? height / 2 : value, height / 2);
}

function dashes(line: string, px: number): string {
  if (line === "dotted") return ` stroke-dasharray="${px} ${2 * px}"`;
  return line === "dashed" ? ` stroke-dasharray="${3 * px} ${2 * px}"` : "";
}

/** The red corner of a lie. */
function* mark(element: Element, right: number, y: number): Generator<string> {
  const { borderTopColor, borderTopWidth } = getComputedStyle(element, "::after");
  const px = 2 * Number.parseFloat(borderTopWidth);
  if (px > 0)
    yield `<path d="M${at(right - px)} ${at(y)}H${at(right)}V${at(y + px)}z" fill="${borderTopColor}"/>`;
}

/** A text as the lines that it is broken into. */
function* linesOf(text: Text, style: CSSStyleDeclaration, frame: Frame): Generator<string> {
  for (const { words, box } of brokenLines(text)) {
    const [x, middle] = [box.left - frame.left, box.top - frame.top + box.height / 2];
    yield textOf(words, style, x, middle, box.right - box.left);
  }
}

/** `width`: that of the page's font, which the file's reader need not have. */
function textOf(
  words: string,
  style: CSSStyleDeclaration,
  x: number,
  middle: number,
  width?: number,
): string {
  const size = Number.parseFloat(style.fontSize);
  const family = /mono/i.test(style.fontFamily) ? MONO : FONTS;
  const heavy = Number(style.fontWeight) >= 600 ? ' font-weight="700"' : "";
  const slanted = style.fontStyle === "italic" ? ' font-style="italic"' : "";
  const kept = width === undefined ? "" : ` textLength="${at(width)}" lengthAdjust="spacingAndGlyphs"`;
  // a line's base is a good third of a letter below its middle
  return `<text x="${at(x)}" y="${at(middle + 0.36 * size)}" font-family="${family}" font-size="${at(size)}" fill="${style.color}"${heavy}${slanted}${kept}>${escaped(words)}</text>`;
}

interface BrokenLine {
  words: string;
  box: { left: number; right: number; top: number; height: number };
}

function brokenLines(text: Text): BrokenLine[] {
  const lines: BrokenLine[] = [];
  const range = document.createRange();
  for (const { index, 0: word } of text.data.matchAll(/\S+/g)) {
    range.setStart(text, index);
    range.setEnd(text, index + word.length);
    const box = range.getBoundingClientRect();
    if (box.width === 0) continue;
    const last = lines.at(-1);
    if (last && Math.abs(last.box.top - box.top) < box.height / 2) {
      last.words += ` ${word}`;
      last.box.right = box.right;
    } else
      lines.push({
        words: word,
        box: { left: box.left, right: box.right, top: box.top, height: box.height },
      });
  }
  return lines;
}

/** What the page's style says of a text in a drawing. */
const WRITTEN = ["font-size", "font-weight", "text-anchor", "paint-order"];

/** A drawing inside the page, whose lines are styled by the page. */
function drawing(svg: SVGSVGElement, frame: Frame): string {
  const { left, top, width, height } = svg.getBoundingClientRect();
  const scale = svg.viewBox.baseVal && svg.viewBox.baseVal.width > 0 ? width / svg.viewBox.baseVal.width : 1;
  const copy = svg.cloneNode(true) as SVGSVGElement;
  const originals = svg.querySelectorAll<SVGElement>(SHAPES);
  for (const [index, shape] of copy.querySelectorAll<SVGElement>(SHAPES).entries()) {
    const style = getComputedStyle(originals[index] as SVGElement);
    const isFixed = style.vectorEffect === "non-scaling-stroke";
    const stroke = Number.parseFloat(style.strokeWidth) / (isFixed ? scale : 1);
    shape.setAttribute("fill", style.fill);
    shape.setAttribute("stroke", style.stroke);
    shape.setAttribute("stroke-width", String(stroke));
    shape.setAttribute("opacity", style.opacity);
    if (shape instanceof SVGTextElement) {
      shape.setAttribute("font-family", FONTS);
      for (const name of WRITTEN) shape.setAttribute(name, style.getPropertyValue(name));
    }
    if (style.strokeDasharray !== "none")
      shape.setAttribute("stroke-dasharray", style.strokeDasharray.replaceAll("px", ""));
    shape.removeAttribute("class");
    shape.removeAttribute("style");
  }
  for (const [name, value] of Object.entries({ x: left - frame.left, y: top - frame.top, width, height }))
    copy.setAttribute(name, at(value));
  for (const name of ["class", "style", "aria-hidden"]) copy.removeAttribute(name);
  return new XMLSerializer().serializeToString(copy);
}

function isClear(colour: string): boolean {
  return colour === "transparent" || /rgba\(.*, 0\)$/.test(colour);
}

function at(value: number): string {
  return String(Math.round(value * 10) / 10);
}
