/** What the YAML parser found wrong, said so that somebody who does not know YAML can mend it. */

import type { Complaint, Source } from "./problem.js";
import { escapeText } from "./problem.js";

interface Failure {
  readonly code: string;
  /** UTF-16 units. */
  readonly pos: readonly [start: number, end: number];
  readonly message: string;
}

const COMPARE = "compare the line with the file that `strategos init` writes";

/** The parser's error codes → [cause, fix]. */
const SENTENCES: Readonly<Record<string, readonly [cause: string, fix: string]>> = {
  TAB_AS_INDENT: [
    "a tab indents this line, and YAML indents with spaces only",
    "put two spaces in place of each tab",
  ],
  BAD_INDENT: [
    "this line is indented differently from its neighbours",
    "begin it in the same column as the lines it belongs with",
  ],
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

/** One mistake of syntax as a complaint. */
export function syntaxComplaint(failure: Failure, source: Source): Complaint {
  const [start, end] = failure.pos;
  const [cause, fix] = sentenceOf(failure);
  return { spot: { source, start, end: Math.max(end, start + 1) }, cause, fix };
}

function sentenceOf({ code, message }: Failure): readonly [string, string] {
  if (/^Missing closing .*quote/.test(message))
    return ["a quote is opened and never closed", "close it in the same line"];
  const open = /^Flow (sequence|map) in block collection/.exec(message);
  if (open)
    return open[1] === "map"
      ? ["a { is not closed", "close it with }"]
      : ["a [ is not closed", "close it with ]"];
  const stray = /^Unexpected flow-(seq|map)-end/.exec(message);
  if (stray)
    return [`a ${stray[1] === "map" ? "}" : "]"} that nothing opened`, "take it away, or open it before"];
  return SENTENCES[code] ?? [`this is not YAML: ${escapeText(message.split("\n")[0] ?? "")}`, COMPARE];
}
