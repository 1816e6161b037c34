/**
 * Who told whom what, round by round, from top to bottom: a lane a node, an arrow a report. A lie is red and says what was owed; a
 * report that never came is dashed and ends in a cross.
 */
import { LIE } from "./colours.js";
import { type Message, nodeName, orderName, type Sequence, tooMuch, wordsOf } from "./messages.js";
import { element, INK, LINE, SOFT, svg, widthOf, words } from "./svg.js";

const MARGIN = 16;
const TITLE = 24;
const HEAD = 54;
const ROW = 22;
const LANE_MIN = 96;
const SIZE = 10;

export function sequenceSvg(sequence: Sequence, messagesMax: number): string {
  const { run, title, nodes, messages, decisions } = sequence;
  const told = messages.filter(({ from, to }) => from !== to);
  if (told.length > messagesMax) {
    const what = `there are ${told.length} reports, and this format draws ${messagesMax} at the most`;
    throw tooMuch(sequence, what);
  }
  // what stands at the head of a lane, and at its foot, keeps clear of its neighbours
  const ends = [
    ...nodes.map((id) => nodeName(id, run)),
    ...decisions.map(({ order }) => orderName(order, run)),
  ];
  const lane = Math.max(LANE_MIN, ...ends.map((text) => widthOf(text, 11) + 18));
  const xOf = (id: number) => MARGIN + lane * (nodes.indexOf(id) + 0.5);
  const right = MARGIN + lane * nodes.length;
  const parts: string[] = [];
  let y = HEAD + 12;
  let round = -1;
  let outermost = right;
  for (const message of told) {
    if (message.round !== round) {
      round = message.round;
      y += ROW + 10;
      parts.push(
        element("path", { d: `M${MARGIN} ${y - 5}H${right}`, stroke: LINE, "stroke-dasharray": "2 3" }),
      );
      parts.push(words({ x: MARGIN, y: y - 9, text: `round ${round}`, fill: SOFT, weight: 700 }));
    }
    y += ROW;
    parts.push(...arrow(message));
  }
  if (decisions.length > 0) y += ROW;
  for (const { node, order } of decisions) {
    if (!nodes.includes(node)) continue;
    const text = orderName(order, run);
    parts.push(words({ x: xOf(node), y: y + 14, text, anchor: "middle", weight: 700 }));
  }
  const bottom = y + 26;
  const lanes = nodes.flatMap((id) => [
    words({ x: xOf(id), y: HEAD, text: nodeName(id, run), anchor: "middle", weight: 700 }),
    element("path", { d: `M${xOf(id)} ${HEAD + 8}V${y}`, stroke: LINE }),
  ]);
  const name = words({ x: MARGIN, y: TITLE, text: title, size: 14, weight: 700 });
  const width = Math.max(outermost, MARGIN + widthOf(title, 14)) + MARGIN;
  return svg(title, width, bottom, [name, ...lanes, ...parts]);

  function arrow(message: Message): string[] {
    const { from, to, at, lies } = message;
    const [x1, x2] = [xOf(from), xOf(to)];
    const isMissing = at === null;
    const colour = lies.length > 0 || isMissing ? LIE : INK;
    const way = Math.sign(x2 - x1);
    const end = x2 - way * 2;
    const tip = isMissing
      ? `M${end - 4} ${y - 4}l8 8M${end - 4} ${y + 4}l8 -8`
      : `M${end} ${y}l${-way * 7} -3.5v7z`;
    // words begin at the left end, behind a tip that is there, and may be longer than the arrow
    const text = wordsOf(message, run);
    const x = Math.min(x1, x2) + (way < 0 ? 13 : 8);
    outermost = Math.max(outermost, x + widthOf(text, SIZE));
    return [
      element("path", {
        d: `M${x1} ${y}H${end}`,
        stroke: colour,
        fill: "none",
        ...(isMissing && { "stroke-dasharray": "4 3" }),
      }),
      element("path", { d: tip, fill: isMissing ? "none" : colour, stroke: colour }),
      words({ x, y: y - 4, text, size: SIZE, fill: colour }),
    ];
  }
}
