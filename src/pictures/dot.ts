/**
 * For Graphviz. Every id is quoted, for `n1.2` and `1-2` split without a word; in labels a backslash is doubled and `&` is an
 * entity, for `\N`, `\G` and entities are replaced.
 */
import { fillOf, inkOf, LIE } from "./colours.js";
import { nodeName, orderName, type Sequence, wordsOf } from "./messages.js";
import { type Cell, cellsOf, nameOfCell, remarksOn, type TreePicture } from "./tree.js";

export function treeDot({ run, title, root }: TreePicture): string {
  const cells = [...cellsOf(root)];
  return [
    `digraph ${quoted("tree")} {`,
    `  graph [rankdir=LR, ranksep=0.6, nodesep=0.08, labelloc=t, label=${quoted(title)}, fontname="DejaVu Sans"];`,
    `  node [shape=box, style=filled, fontname="DejaVu Sans", fontsize=10, height=0.25, margin="0.08,0.03"];`,
    `  edge [arrowhead=none, color="#8a8a8a"];`,
    ...cells.map((cell) => `  ${quoted(nameOfCell(cell))} [${attributesOf(cell)}];`),
    ...cells.flatMap((cell) =>
      cell.children.map((child) => `  ${quoted(nameOfCell(cell))} -> ${quoted(nameOfCell(child))};`),
    ),
    "}",
    "",
  ].join("\n");

  function attributesOf(cell: Cell): string {
    const { told, folded, isEcho, isMissing, isOwn, owed } = cell;
    const orders =
      folded === null ? orderName(told, run) : `${orderName(told, run)} → ${orderName(folded, run)}`;
    const remarks = remarksOn(cell).map((one) => ` (${one})`);
    const styles = [
      "filled",
      ...(isMissing ? ["dotted"] : isEcho ? ["dashed"] : []),
      ...(isOwn ? ["bold"] : []),
    ];
    return [
      `label=${quoted(`${nameOfCell(cell)}  ${orders}${remarks.join("")}`)}`,
      `fillcolor="${fillOf(told, run)}"`,
      `fontcolor="${inkOf(told, run)}"`,
      `style="${styles.join(",")}"`,
      ...(owed === null ? [] : [`color="${LIE}"`, "penwidth=3"]),
    ].join(", ");
  }
}

/** How one path came to its node: a chain. */
export function pathDot({ run, title, messages }: Sequence): string {
  const last = messages.at(-1);
  const chain = [...messages.map(({ from }) => from), ...(last ? [last.to] : [])];
  return [
    `digraph ${quoted("path")} {`,
    `  graph [rankdir=LR, labelloc=t, label=${quoted(title)}, fontname="DejaVu Sans"];`,
    `  node [shape=ellipse, fontname="DejaVu Sans"];`,
    `  edge [fontname="DejaVu Sans", fontsize=10];`,
    // a node that hears of its own word is there twice
    ...chain.map((id, place) => `  ${quoted(String(place))} [label=${quoted(nodeName(id, run))}];`),
    ...messages.map((message, place) => {
      const style = message.lies.length > 0 ? `, color="${LIE}", fontcolor="${LIE}"` : "";
      return `  ${quoted(String(place))} -> ${quoted(String(place + 1))} [label=${quoted(wordsOf(message, run))}${style}];`;
    }),
    "}",
    "",
  ].join("\n");
}

function quoted(text: string): string {
  return `"${text.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("&", "&amp;")}"`;
}
