/**
 * The pictures of a recording, by format: the message tree of one node, the rounds as a sequence of reports, or one path. What a
 * format cannot draw, or not at that size, is refused with what can be done instead.
 */
import type { NodeId } from "../core/group.js";
import { listed } from "../core/listed.js";
import { protocolOf } from "../protocols/index.js";
import { RecordingError } from "../recording/fields.js";
import { hasTrees, type Recording, type RunLine } from "../recording/recording.js";
import { sequenceCsv } from "./csv.js";
import { pathDot, treeDot } from "./dot.js";
import { FORMATS, type Format } from "./formats.js";
import { sequenceMermaid } from "./mermaid.js";
import { type Limits, type Sequence, sequenceOf } from "./messages.js";
import { sequencePerfetto } from "./perfetto.js";
import { sequenceShiviz } from "./shiviz.js";
import { sequenceSvg } from "./svg-sequence.js";
import { treeSvg } from "./svg-tree.js";
import { treeTikz } from "./tikz.js";
import { pathsOf, type TreePicture, treePictureOf } from "./tree.js";

/** How a format draws each of the three; what it has no way for it cannot draw. */
interface Ways {
  readonly tree?: { readonly cellsMax: number; readonly draw: (tree: TreePicture) => string };
  readonly rounds?: (sequence: Sequence) => string;
  readonly path?: (sequence: Sequence) => string;
}

/** As pixels a picture of more is too high to be looked at; as a page it can be zoomed. */
const PIXELS = { cells: 700, messages: 600 };
const VECTORS = { cells: 5000, messages: 3000 };

function svgWays({ cells, messages }: typeof PIXELS): Ways {
  const sequence = (one: Sequence) => sequenceSvg(one, messages);
  return { tree: { cellsMax: cells, draw: treeSvg }, rounds: sequence, path: sequence };
}

/** png: the SVG that is to become one. */
const WAYS: Readonly<Record<Format, Ways>> = {
  svg: svgWays(VECTORS),
  png: svgWays(PIXELS),
  // Graphviz takes minutes for ten thousand
  dot: { tree: { cellsMax: 2000, draw: treeDot }, path: pathDot },
  // and TeX has no room for more
  tikz: { tree: { cellsMax: 600, draw: treeTikz } },
  mermaid: { rounds: sequenceMermaid, path: sequenceMermaid },
  shiviz: { rounds: sequenceShiviz },
  perfetto: { rounds: sequencePerfetto },
  csv: { rounds: sequenceCsv, path: sequenceCsv },
};

/** Throws a RecordingError where there is no such picture. */
export function picture(recording: Recording, format: Format, limits: Limits = {}): string {
  const { node, round, path } = limits;
  const ways = WAYS[format];
  if (path && node !== undefined) {
    if (!ways.path) throw cannot(format, "one path", "path");
    refuseWithoutTree(recording, format);
    return ways.path(sequenceOf(recording, limits));
  }
  if (ways.tree && node !== undefined && (hasTrees(recording.run) || !ways.rounds)) {
    refuseWithoutTree(recording, format);
    refuseLargeTree(recording.run, format, round);
    return ways.tree.draw(treePictureOf(recording, node, round === undefined ? {} : { round }));
  }
  if (ways.rounds) return ways.rounds(sequenceOf(recording, limits));
  refuseWithoutTree(recording, format);
  const fix = `name one with --node, or draw the rounds as ${formatsFor("rounds")}`;
  throw new RecordingError(null, `${format} draws the message tree of one node`, fix);
}

/** The tree of one node as SVG, in which `marksLies` is false where it is to hold no more than that node knows. */
export function treePicture(recording: Recording, node: NodeId, marksLies: boolean): string {
  refuseLargeTree(recording.run, "svg");
  return treeSvg(treePictureOf(recording, node, { marksLies }));
}

function cannot(format: Format, what: string, way: keyof Ways): RecordingError {
  return new RecordingError(null, `${format} does not draw ${what}`, `choose ${formatsFor(way)}`);
}

function refuseWithoutTree({ run }: Recording, format: Format): void {
  if (hasTrees(run)) return;
  const why = `in ${run.contents ? "a run about values of any kind" : protocolOf(run).title(run.m)} no node keeps one`;
  const fix = `draw the rounds as ${formatsFor("rounds")}`;
  throw new RecordingError(null, `${format} draws message trees, and ${why}`, fix);
}

/** With the most of it that this format draws, and the formats that draw it all. */
function refuseLargeTree(run: RunLine, format: Format, round = run.m): void {
  const mostOf = (one: Format) => WAYS[one].tree?.cellsMax ?? 0;
  const paths = pathsOf(run, round);
  if (round > run.m || paths <= mostOf(format)) return;
  let fitting = round - 1;
  while (pathsOf(run, fitting) > mostOf(format)) fitting--;
  const others = FORMATS.filter((one) => mostOf(one) >= paths);
  const ways = [`down to round ${fitting} with --round ${fitting}`, ...others.map((one) => `as ${one}`)];
  const what = `the tree has ${paths} paths, and this format draws ${mostOf(format)} at the most`;
  throw new RecordingError(null, what, `draw it ${listed(ways, "or")}`);
}

function formatsFor(way: keyof Ways): string {
  const able = FORMATS.filter((format) => WAYS[format][way] !== undefined);
  return listed(able, "or");
}
