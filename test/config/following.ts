/** A user who does literally what the first fix says: a new text, or null where the fix says nothing to copy. */
import { isMap, type Node, type Pair, parseDocument, visit } from "yaml";
import type { Problem } from "../../src/config/problem.js";

export function followed(text: string, { fix, line, column }: Problem): string | null {
  if (fix.startsWith("write it so:\n")) return `${fix.slice("write it so:\n".length)}\n`;
  const offset = offsetOf(text, line, column);
  const meant = /^did you mean (\w+)\?$/.exec(fix)?.[1];
  if (meant) return replaced(text, wordAt(text, offset), isJson(text) ? `"${meant}"` : meant);
  if (fix.startsWith("leave it out")) return withoutPair(text, offset);
  const [, whole] = /(?:^|: )write (\{.*\})$/.exec(fix) ?? [];
  if (whole !== undefined) return replaced(text, nodeAt(text, offset), whole);
  const [, pair, key] = /(?:^|: )write ("?(\w+)"?: (?:"[^"]*"|\[.*\]|[^\s,;]+))/.exec(fix) ?? [];
  return pair === undefined || key === undefined ? null : withPair(text, offset, key, pair);
}

type Range = readonly [start: number, end: number];

function replaced(text: string, [start, end]: Range, by: string): string {
  return text.slice(0, start) + by + text.slice(end);
}

const isJson = (text: string) => /^\s*\{\s*"/.test(text);

function offsetOf(text: string, line: number, column: number): number {
  const lines = text.split("\n");
  return lines.slice(0, line - 1).reduce((sum, one) => sum + one.length + 1, 0) + column - 1;
}

function wordAt(text: string, offset: number): Range {
  const word = /^"[^"]*"|^[\w-]+/.exec(text.slice(offset))?.[0] ?? "";
  return [offset, offset + word.length];
}

/** The largest value that begins at the offset. */
function nodeAt(text: string, offset: number): Range {
  let found: Range = [offset, offset];
  visit(parseDocument(text), {
    Node: (key, node: Node) => {
      const [start, end = 0] = node.range ?? [];
      if (start === offset && key !== "key" && end > found[1]) found = [start, end];
    },
  });
  return [offset, offset + text.slice(offset, found[1]).trimEnd().length];
}

function rangeOf({ key, value }: Pair): Range {
  const [start = 0, keyEnd = 0] = (key as Node).range ?? [];
  return [start, (value as Node | null)?.range?.[1] ?? keyEnd];
}

function pairs(text: string): { pair: Pair; range: Range }[] {
  const found: { pair: Pair; range: Range }[] = [];
  visit(parseDocument(text), { Pair: (_, pair) => void found.push({ pair, range: rangeOf(pair) }) });
  return found;
}

function withoutPair(text: string, offset: number): string | null {
  const range = pairs(text).find(({ range: [start] }) => start === offset)?.range;
  return range
    ? replaced(text, range, "")
        .replace(/,\s*,/, ",")
        .replace(/\{\s*,/, "{")
    : null;
}

/** The pair in the place of the one that holds the offset, or first in the mapping that begins there. */
function withPair(text: string, offset: number, key: string, pair: string): string | null {
  const own = pairs(text).find(
    ({ pair: { key: its, value }, range: [start] }) =>
      String(its) === key && (start === offset || (value as Node | null)?.range?.[0] === offset),
  );
  if (own) return replaced(text, own.range, pair);
  let inserted: string | null = null;
  visit(parseDocument(text), {
    Map: (_, map) => {
      if (!isMap(map) || map.range?.[0] !== offset || inserted !== null) return;
      const indent = " ".repeat(offset - (text.lastIndexOf("\n", offset - 1) + 1));
      inserted = map.flow
        ? `${text.slice(0, offset + 1)} ${pair}, ${text.slice(offset + 1)}`
        : `${text.slice(0, offset)}${pair}\n${indent}${text.slice(offset)}`;
    },
  });
  return inserted;
}
