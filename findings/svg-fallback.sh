#!/bin/sh
# A colour that resvg does not know takes away the one before it, and the shape is black; librsvg paints the fallback of a var() that is set.
#
# Expected: CSS is made so that what a reader does not know is passed over: `fill: green; fill: color-mix(…)` is green in an old one, an
#   attribute stays where a rule cannot be read, and what is not set is inherited. Of var(--c, green) the second part counts only
#   where --c is not set. So a drawing with both looks plain in a simple converter, and right in a good one.
# Happens: resvg reads values after it has chosen among the declarations: the last one wins, readable or not, over a rule, an attribute
#   and what the parent gives, and what is left is the initial black (no stroke, full opacity). `!important` in a rule does not help. librsvg passes
#   over what it does not know, as it should, but does not know --c either: var(--c, green) is green although --c is red, and var(--c) is
#   nothing. In both there is a picture and no warning, so that a loyal node and a liar come out in one colour.
# Version: @resvg/resvg-js 2.6.2, sharp 0.35.5 (librsvg 2.63.2) from npm.
# Source: CSS 2.2, section 4.2 (declarations that are ignored); CSS Custom Properties 1, section 3; SVG 2, section 6.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true, "type": "module" }' >package.json
npm install --silent --no-audit --no-fund --ignore-scripts @resvg/resvg-js@2.6.2 sharp@0.35.5 || exit 69
cat >probe.js <<'JS'
import { Resvg } from "@resvg/resvg-js";
import sharp from "sharp";

const NODE = '<rect width="9" height="9"/>';
/** what it is, the style, and what is drawn; a browser paints each in lime (#0f0) but the last, which is red */
const DRAWINGS = [
  ["a colour", "rect{fill:#0f0}", NODE],
  ["unknown after it", "rect{fill:#0f0;fill:no-colour}", NODE],
  ["unknown in a later rule", "rect{fill:#0f0}rect{fill:no-colour}", NODE],
  ["unknown over an attribute", "rect{fill:no-colour}", '<rect width="9" height="9" fill="#0f0"/>'],
  ["unknown below a parent's", "g{fill:#0f0}rect{fill:no-colour}", `<g>${NODE}</g>`],
  ["important", "#a{fill:#f00}rect{fill:#0f0 !important}", '<rect id="a" width="9" height="9"/>'],
  ["var() set", "svg{--c:#0f0}rect{fill:var(--c)}", NODE],
  ["var() not set, fallback", "rect{fill:var(--c,#0f0)}", NODE],
  ["var() set, fallback", "svg{--c:#f00}rect{fill:var(--c,#0f0)}", NODE],
];
const NAMES = { "0,255,0": "lime", "255,0,0": "red", "0,0,0": "black" };

async function colourOf(picture) {
  const pixels = await sharp(picture).removeAlpha().raw().toBuffer();
  return NAMES[[...pixels.subarray(0, 3)].join(",")];
}
console.log(`librsvg ${sharp.versions.rsvg}`);
for (const [what, style, shapes] of DRAWINGS) {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><style>${style}</style>${shapes}</svg>`;
  const resvg = await colourOf(new Resvg(svg).render().asPng());
  console.log(`${what}: resvg ${resvg}, librsvg ${await colourOf(Buffer.from(svg))}`);
}
JS
node probe.js | tee seen
cat >wanted <<'TEXT'
librsvg 2.63.2
a colour: resvg lime, librsvg lime
unknown after it: resvg black, librsvg lime
unknown in a later rule: resvg black, librsvg lime
unknown over an attribute: resvg black, librsvg lime
unknown below a parent's: resvg black, librsvg lime
important: resvg red, librsvg lime
var() set: resvg black, librsvg black
var() not set, fallback: resvg black, librsvg lime
var() set, fallback: resvg black, librsvg lime
TEXT
cmp -s seen wanted || { echo "this has changed" >&2; exit 1; }
