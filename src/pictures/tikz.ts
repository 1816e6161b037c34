/**
 * For LaTeX: a tree of the package forest, as a document of its own that is as large as the tree. It grows to the right, since
 * one that grows downwards is soon wider than TeX can measure. A drawing that is broken still yields a page: look for `!` in
 * the log.
 */
import { orderName } from "./messages.js";
import { type Cell, nameOfCell, remarksOn, type TreePicture } from "./tree.js";

export function treeTikz({ run, title, root }: TreePicture): string {
  const tree = lines(root, 1);
  return [
    "\\documentclass{article}",
    "\\usepackage[utf8]{inputenc}",
    "\\usepackage[T1]{fontenc}",
    "\\IfFileExists{lmodern.sty}{\\usepackage{lmodern}}{}",
    "\\usepackage{forest}",
    `% ${title}`,
    ...unknownTo(tree.join("")),
    "\\pagestyle{empty}",
    "\\begin{document}",
    "\\newbox\\tree",
    "\\begin{lrbox}{\\tree}",
    "\\begin{forest}",
    "  for tree={grow'=east, draw, font=\\footnotesize\\sffamily, inner sep=2pt, s sep=2pt, l sep=8mm, anchor=west},",
    "  default order/.style={fill=black!8}, other order/.style={fill=black!30},",
    "  own/.style={very thick}, echo/.style={dashed}, missing/.style={dotted}, lie/.style={draw=red, very thick}",
    ...tree,
    "\\end{forest}",
    "\\end{lrbox}",
    "\\pdfpagewidth=\\dimexpr\\wd\\tree+1cm\\relax",
    "\\pdfpageheight=\\dimexpr\\ht\\tree+\\dp\\tree+1cm\\relax",
    "\\pdfhorigin=5mm \\pdfvorigin=5mm",
    "\\shipout\\box\\tree",
    "\\end{document}",
    "",
  ].join("\n");

  function lines(cell: Cell, depth: number): string[] {
    const indent = "  ".repeat(depth);
    const { told, folded, isOwn, isEcho, isMissing, owed } = cell;
    const orders = [told, ...(folded === null ? [] : [folded])].map((order) =>
      escaped(orderName(order, run)),
    );
    const remarks = remarksOn(cell).map((one) => ` (${escaped(one)})`);
    const label = `{${nameOfCell(cell)}: ${orders.join(" $\\to$ ")}${remarks.join("")}}`;
    const styles = [
      told === run.default ? "default order" : "other order",
      ...(isOwn ? ["own"] : []),
      ...(isEcho ? ["echo"] : []),
      ...(isMissing ? ["missing"] : []),
      ...(owed === null ? [] : ["lie"]),
    ];
    const head = `${indent}[${label}, ${styles.join(", ")}`;
    if (cell.children.length === 0) return [`${head}]`];
    return [head, ...cell.children.flatMap((child) => lines(child, depth + 1)), `${indent}]`];
  }
}

/**
 * Characters for which LaTeX has no glyph set up, as those of most scripts, stand by their numbers: it would stop over each of them,
 * and leave it out. What is set up it remembers under its bytes (utf8ienc.dtx, §2).
 */
function unknownTo(text: string): string[] {
  const chars = new Set(text.match(/[^\0-\u00FF]/gu));
  if (chars.size === 0) return [];
  const declared = [...chars].toSorted().map((char) => {
    const number = char.codePointAt(0)!.toString(16).toUpperCase().padStart(4, "0");
    return `\\ifcsname u8:\\detokenize{${char}}\\endcsname\\else\\DeclareUnicodeCharacter{${number}}{\\texttt{U+${number}}}\\fi`;
  });
  return declared;
}

const SPECIAL: Readonly<Record<string, string>> = {
  "\\": "\\textbackslash{}",
  "~": "\\textasciitilde{}",
  "^": "\\textasciicircum{}",
  "<": "\\textless{}",
  ">": "\\textgreater{}",
  "|": "\\textbar{}",
  '"': "\\textquotedbl{}",
};

function escaped(text: string): string {
  return text.replaceAll(/[\\~^<>|"{}$&#_%]/g, (sign) => SPECIAL[sign] ?? `\\${sign}`);
}
