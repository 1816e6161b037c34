/** A picture on its way out: to a file or to standard output, as text or, of its SVG, as pixels. */
import { createRequire } from "node:module";
import type { Format } from "../pictures/formats.js";
import { FONT } from "../pictures/svg.js";
import { usage } from "./exit.js";
import { replaceFile } from "./files.js";
import { withoutGlyph } from "./glyphs.js";

/** Of the pixels that the SVG counts, so that it can be read on a page, too. */
const ZOOM = 2;

export async function writePicture(
  draw: () => string,
  format: Format,
  file: string | undefined,
): Promise<void> {
  const isPixels = format === "png";
  if (isPixels && file === undefined && process.stdout.isTTY)
    throw usage("a PNG is no text for a terminal", { output: "picture.png" });
  const text = draw();
  const content = isPixels ? await pixelsOf(text) : text;
  if (file === undefined) process.stdout.write(content);
  else await replaceFile(file, [content]);
}

/**
 * With a font that comes along: with none that it finds the renderer leaves all text out, without a word. For a character that the
 * font lacks it draws a box, the same for all of them.
 */
async function pixelsOf(svg: string): Promise<Uint8Array> {
  const { resolve } = createRequire(import.meta.url);
  const fontFiles = ["DejaVuSans", "DejaVuSans-Bold"].map((name) =>
    resolve(`dejavu-fonts-ttf/ttf/${name}.ttf`),
  );
  const lacking = withoutGlyph(svg, fontFiles[0]!);
  if (lacking !== undefined)
    throw usage(
      `the font of png, ${FONT}, has no glyph for ${lacking}`,
      "draw it as svg, which takes the fonts of whoever opens it",
    );
  const { Resvg } = await import("@resvg/resvg-js");
  const font = { fontFiles, loadSystemFonts: false, defaultFontFamily: FONT };
  return new Resvg(svg, { font, fitTo: { mode: "zoom", value: ZOOM } }).render().asPng();
}
