/** What the YAML parser found wrong, said so that somebody who does not know YAML can mend it. */

import { printable } from "../core/printable.js";
import type { Complaint, Source } from "./problem.js";

interface Failure {
  readonly code: string;
  /** UTF-16 units. */
  readonly pos: readonly [start: number, end: number];
  readonly message: string;
}

const COMPARE = "compare the line with the file that `strategos init` writes";

const INDENTED = [
  "this line is indented differently from its neighbours",
  "begin it in the same column as the lines it belongs with",
] as const;

/** The parser's error codes → [cause, fix]. */
const SENTENCES: Readonly<Record<string, readonly [cause: string, fix: string]>> = {
  TAB_AS_INDENT: [
    "a tab indents this line, and YAML indents with spaces only",
    "put two spaces in place of each tab",
  ],
  BAD_INDENT: INDENTED,
  MISSING_CHAR: ["a key without a colon and a value", "write `key: value`, with a space after the colon"],
  MULTILINE_IMPLICIT_KEY: [
    "this is not `key: value`",
    "write a colon and a space between key and value, each entry on its own line",
  ],
  BLOCK_AS_IMPLICIT_KEY: [
    "a value cannot hold another `key: value`",
    'put a value with a colon in "quotes", or begin the line in the same column as the one above',
  ],
  BLOCK_IN_FLOW: ["inside { } and [ ] a comma is missing", "put a comma between the entries"],
  BAD_SCALAR_START: ["a value cannot begin with this character", 'put the value in "quotes"'],
  BAD_DQ_ESCAPE: [
    "a backslash in double quotes begins an escape, and this one does not exist",
    "write \\\\ for a backslash, or use 'single quotes'",
  ],
  MULTIPLE_DOCS: [
    "a second document begins here, and a configuration is one document",
    "take away the line --- and what belongs to the other document",
  ],
  TAG_RESOLVE_FAILED: ["this tag (a word that begins with !) means nothing here", "take the tag away"],
  BAD_ALIAS: [
    "an alias (a word that begins with *) must have a name and stand alone",
    'put the value in "quotes", or name an anchor',
  ],
};

/** Messages that say more than their code: [how they begin, cause, fix]. */
const MESSAGES: readonly (readonly [begins: string, cause: string, fix: string])[] = [
  ["A block sequence may not be used as an implicit map key", ...INDENTED],
  [
    "Unexpected block-seq-ind on same line with key",
    "a list that begins with - cannot stand on the line of its key",
    "begin it on a line of its own, or write it in [ ]",
  ],
  [
    "Unexpected scalar at node end",
    "something follows here, and the value before it has ended",
    "take it away, or put the whole value in one pair of quotes",
  ],
];

/** One mistake of syntax as a complaint. */
export function syntaxComplaint(failure: Failure, source: Source): Complaint {
  const open = openedBy(failure.message);
  if (open !== undefined) return unclosedComplaint(source, open, failure.pos[0]);
  const [start, end] = failure.pos;
  const [cause, fix] = sentenceOf(failure);
  return { spot: { source, start, end: Math.max(end, start + 1) }, cause, fix };
}

const CLOSING: Readonly<Record<string, string>> = { "[": "]", "{": "}", '"': '"', "'": "'" };

/** The bracket or quote that is never closed, if that is what the message says. */
function openedBy(message: string): string | undefined {
  const collection = /^Flow (sequence|map) in block collection/.exec(message)?.[1];
  if (collection) return collection === "map" ? "{" : "[";
  return /^Missing closing (["'])/.exec(message)?.[1];
}

/** The parser notices it only where the text goes on; what has to be mended is where it was opened. */
function unclosedComplaint(source: Source, open: string, before: number): Complaint {
  const close = CLOSING[open] ?? open;
  let start = before - 1;
  for (let depth = 1; start > 0; start--) {
    if (source.text[start] === open) depth--;
    else if (source.text[start] === close) depth++;
    if (depth === 0) break;
  }
  const spot = { source, start: Math.max(0, start), end: start + 1 };
  return { spot, cause: `this ${open} is never closed`, fix: `put a ${close} where it ends` };
}

function sentenceOf({ code, message }: Failure): readonly [cause: string, fix: string] {
  const stray = /^Unexpected flow-(seq|map)-end/.exec(message);
  if (stray)
    return [`nothing opened this ${stray[1] === "map" ? "}" : "]"}`, "take it away, or open it before"];
  const special = MESSAGES.find(([start]) => message.startsWith(start));
  if (special) return [special[1], special[2]];
  return SENTENCES[code] ?? [`this is not YAML: ${printable(message.split("\n")[0] ?? "")}`, COMPARE];
}
