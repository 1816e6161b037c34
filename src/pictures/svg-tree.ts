/**
 * The message tree of one node, from left to right: a column a round, a row a leaf. A cell's ground is the order told; in the box
 * at its right stands what it folds to. An own relay has a thick frame, an echo a dashed and what never came a dotted one; a
 * lie has a red edge.
 */
import { fillOf, inkOf, LIE } from "./colours.js";
import { orderName } from "./messages.js";
import { element, INK, LINE, legend, SOFT, svg, widthOf, words } from "./svg.js";
import { type Cell, cellsOf, nameOfCell, type TreePicture } from "./tree.js";

const ROW = 20;
const BOX = 16;
const MARGIN = 16;
const HEAD = 58;
const GAP = 26;
const SIZE = 10;
const MARKS = "told | folds to;  thick: own relay,  dashed: echo,  dotted: missing";

export function treeSvg(picture: TreePicture): string {
  const { run, title, root, leaves, marksLies } = picture;
  const columns = columnsOf(picture);
  const parts: string[] = [];
  let row = 0;
  place(root);
  const bottom = HEAD + leaves * ROW + 22;
  const orders = [
    ...new Set([...cellsOf(root)].flatMap(({ told, folded }) => (folded === null ? [told] : [told, folded]))),
  ];
  const key = legend({ x: MARGIN, y: bottom }, run, orders, marksLies ? `${MARKS},  red: a lie` : MARKS);
  const last = columns.at(-1) as Column;
  const width = Math.max(last.x + last.width, MARGIN + key.width, MARGIN + widthOf(title, 14)) + MARGIN;
  const heads = columns.map(({ x, width: wide }, round) =>
    words({ x: x + wide / 2, y: HEAD - 12, text: `round ${round}`, fill: SOFT, anchor: "middle" }),
  );
  const name = words({ x: MARGIN, y: 24, text: title, size: 14, weight: 700 });
  return svg(title, width, bottom + MARGIN, [name, ...heads, ...parts, ...key.parts]);

  /** Draws a cell in the middle of its leaves; returns where. */
  function place(cell: Cell): number {
    const { x, width: wide } = columns[cell.path.length - 1] as Column;
    const first = row;
    const below = cell.children.map(place);
    if (below.length === 0) row++;
    const y = HEAD + ((first + row) / 2) * ROW;
    const right = x + wide;
    for (const at of below)
      parts.push(
        element("path", {
          d: `M${right} ${y}H${right + GAP / 2}V${at}H${right + GAP}`,
          fill: "none",
          stroke: LINE,
        }),
      );
    parts.push(...boxOf(cell, x, y, wide));
    return y;
  }

  function boxOf(cell: Cell, x: number, y: number, boxWidth: number): string[] {
    const { told, folded, isOwn, isEcho, isMissing, owed } = cell;
    const top = y - BOX / 2;
    const wide = foldedWidth(cell);
    const frame = { x, y: top, width: boxWidth, height: BOX, rx: 3, fill: "none", stroke: INK };
    const dashes = isMissing
      ? { "stroke-dasharray": "1.5 2.5" }
      : isEcho
        ? { "stroke-dasharray": "5 3" }
        : {};
    const split = x + boxWidth - wide;
    const label = `${nameOfCell(cell)}  ${orderName(told, run)}`;
    const base = y + SIZE * 0.36;
    return [
      element("rect", { x, y: top, width: boxWidth, height: BOX, rx: 3, fill: fillOf(told, run) }),
      words({ x: x + 6, y: base, text: label, size: SIZE, fill: inkOf(told, run) }),
      ...(folded === null
        ? []
        : [
            element("rect", {
              x: split,
              y: top,
              width: wide,
              height: BOX,
              rx: 3,
              fill: fillOf(folded, run),
              stroke: "#ffffff",
            }),
            words({
              x: split + wide / 2,
              y: base,
              text: orderName(folded, run),
              size: SIZE,
              fill: inkOf(folded, run),
              anchor: "middle",
            }),
          ]),
      element("rect", { ...frame, "stroke-width": isOwn ? 2.4 : 0.8, ...dashes }),
      ...(owed === null ? [] : [element("rect", { x: x - 5, y: top, width: 4, height: BOX, fill: LIE })]),
    ];
  }

  function foldedWidth({ folded }: Cell): number {
    return folded === null ? 0 : widthOf(orderName(folded, run), SIZE) + 10;
  }
}

interface Column {
  readonly x: number;
  readonly width: number;
}

/** As wide as the widest cell of each round. */
function columnsOf({ run, root }: TreePicture): Column[] {
  const widths: number[] = [];
  for (const { path, told, folded } of cellsOf(root)) {
    const label = `${path.join(".")}  ${orderName(told, run)}`;
    const folds = folded === null ? 0 : widthOf(orderName(folded, run), SIZE) + 10;
    widths[path.length - 1] = Math.max(widths[path.length - 1] ?? 0, widthOf(label, SIZE) + folds + 14);
  }
  let x = MARGIN + 5;
  return widths.map((width) => {
    const column = { x, width };
    x += width + GAP;
    return column;
  });
}
