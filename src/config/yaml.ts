/**
 * YAML or JSON text → located values. JSON is YAML, so there is one parser.
 *
 * Bounds come first, because a hostile text must not cost more than it is long: bytes, nesting, and what aliases repeat.
 */
import {
  type Alias,
  CST,
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  Lexer,
  type Node,
  parseDocument,
  type YAMLMap,
} from "yaml";
import { printable } from "../core/printable.js";
import { VALUE_NESTING_MAX } from "../core/value.js";
import { type Located, type LocatedEntry, wholeOf } from "./located.js";
import { type Complaint, FILE_BYTES_MAX, type Source, type Spot, show } from "./problem.js";
import { syntaxComplaint } from "./syntax.js";

/** Levels of the configuration itself: `lies` of `traitors`, and what is told there. */
const LEVELS = 5;
const NESTING_MAX = LEVELS + VALUE_NESTING_MAX;
const INDENT_COLUMNS_MAX = 200;
/** Words and signs of a text: with more of them, reading it takes seconds. A script of 3,000 lies has fewer. */
const TOKENS_MAX = 100_000;
/** Values that all aliases together may repeat. */
const ALIASED_VALUES_MAX = 10_000;

/** The file's top value, undefined if the text cannot be read; complaints say what is wrong with it. */
export function readYaml(source: Source): ReadYaml {
  return readYamlIn(wholeOf(source));
}

interface ReadYaml {
  readonly top: Located | undefined;
  readonly complaints: Complaint[];
}

/** The same of a stretch of a source. */
export function readYamlIn(stretch: Spot): ReadYaml {
  const { source, start, end } = stretch;
  const tooMuch = complaintOnBounds(stretch);
  if (tooMuch) return { top: undefined, complaints: [tooMuch] };
  const text = " ".repeat(start) + source.text.slice(start, end);
  const document = parseDocument(text, { uniqueKeys: false, prettyErrors: false, version: "1.2" });
  const failures = [...document.errors, ...document.warnings];
  if (failures.length > 0) return { top: undefined, complaints: firstOfEachLine(failures, source) };
  const reader = new Reader(source);
  const top = document.contents
    ? reader.read(document.contents)
    : nothingBehind({ source, start: 0, end: 0 });
  return { top, complaints: reader.complaints };
}

/** Of the stretch alone: behind other words, such as a flag's name, brackets are none to the lexer. */
function complaintOnBounds({ source, start, end }: Spot): Complaint | undefined {
  const text = source.text.slice(start, end);
  const bytes = Buffer.byteLength(text);
  if (bytes > FILE_BYTES_MAX) {
    const spot = { source, start: 0, end: 0 };
    return {
      spot,
      cause: `the file is ${bytes} bytes long`,
      fix: `keep it within ${FILE_BYTES_MAX} bytes (1 MiB)`,
    };
  }
  const bound = boundPassed(text);
  if (!bound) return undefined;
  const at = start + bound.at;
  return { spot: { source, start: at, end: at + 1 }, cause: bound.cause, fix: bound.fix };
}

const TOO_DEEP = {
  cause: "values are nested too deeply here",
  fix: `a configuration nests no more than ${LEVELS} levels, and a value in it ${VALUE_NESTING_MAX}; take away brackets or spaces before the spot`,
};

const TOO_MANY = {
  cause: `up to here the file holds ${TOKENS_MAX} words and signs, more than any configuration`,
  fix: "take away what is no part of it; `strategos init` writes one",
};

/** Only the lexer has run before this: the parser behind it recurses, and deep nesting would exhaust its stack. */
function boundPassed(text: string): { at: number; cause: string; fix: string } | undefined {
  let offset = 0;
  let lineStart = 0;
  /** where the first word of the line begins */
  let wordAt: number | undefined;
  let depth = 0;
  let tokens = 0;
  for (const token of new Lexer().lex(text)) {
    const type = CST.tokenType(token) ?? "";
    if (type === "flow-seq-start" || type === "flow-map-start") depth++;
    if (type === "flow-seq-end" || type === "flow-map-end") depth--;
    const column = (wordAt ?? offset) - lineStart;
    if (depth > NESTING_MAX || (depth <= 0 && OPEN_BLOCKS.has(type) && column > INDENT_COLUMNS_MAX))
      return { at: offset, ...TOO_DEEP };
    if (!BLANK.has(type) && ++tokens > TOKENS_MAX) return { at: offset, ...TOO_MANY };
    if (!BLANK.has(type) && !OPEN_BLOCKS.has(type)) wordAt ??= offset;
    if (!MARKS.has(token)) offset += token.length;
    if (token.includes("\n")) {
      lineStart = offset;
      wordAt = undefined;
    }
  }
  return undefined;
}

const OPEN_BLOCKS: ReadonlySet<string> = new Set(["seq-item-ind", "explicit-key-ind", "map-value-ind"]);
const BLANK: ReadonlySet<string> = new Set(["space", "newline", "doc-mode", "flow-error-end"]);

/** Tokens that the lexer adds and the text does not hold. */
const MARKS: ReadonlySet<string> = new Set([CST.DOCUMENT, CST.FLOW_END, CST.SCALAR]);

function firstOfEachLine(
  failures: readonly { code: string; pos: [number, number]; message: string }[],
  source: Source,
) {
  const lines = new Map<number, Complaint>();
  for (const failure of failures.slice(0, 100)) {
    const line = source.text.lastIndexOf("\n", failure.pos[0] - 1);
    if (!lines.has(line)) lines.set(line, syntaxComplaint(failure, source));
  }
  return [...lines.values()];
}

/** Others, such as `!!binary`, make values that would silently become other ones. */
const JSON_TAGS: ReadonlySet<string> = new Set(["str", "int", "float", "bool", "null", "map", "seq"]);

class Reader {
  readonly complaints: Complaint[] = [];
  /** Grows in the order of the text, so an alias means the last such anchor before it. */
  readonly #anchors = new Map<string, Node>();
  /** Nodes that are being read: an alias of one of them would never end. */
  readonly #opened = new Set<Node>();
  #aliasedValues = 0;
  #aliasDepth = 0;

  constructor(private readonly source: Source) {}

  read(node: Node): Located {
    if (this.#aliasDepth > 0) this.#aliasedValues++;
    const spot = this.#spotOf(node);
    if (isAlias(node)) return this.#alias(node, spot);
    if ((isMap(node) || isSeq(node) || isScalar(node)) && node.anchor) this.#anchors.set(node.anchor, node);
    this.#opened.add(node);
    const located = this.#content(node, spot);
    this.#opened.delete(node);
    return located;
  }

  #content(node: Node, spot: Spot): Located {
    const [, tag] = /^tag:yaml\.org,2002:(.*)$/.exec(node.tag ?? "") ?? [];
    if (tag !== undefined && !JSON_TAGS.has(tag))
      this.#complain(spot, `!!${printable(tag, 40)} is nothing that JSON has`, "take the tag away");
    if (isMap(node)) return this.#map(node, spot);
    if (isSeq(node))
      return { kind: "list", spot, items: node.items.filter(isNode).map((item) => this.read(item)) };
    const value = isScalar(node) ? node.value : null;
    const isPlain = typeof value === "string" || typeof value === "number" || typeof value === "boolean";
    return { kind: "scalar", spot, value: isPlain ? value : null };
  }

  #map(node: YAMLMap, spot: Spot): Located {
    const entries = new Map<string, LocatedEntry>();
    for (const pair of node.items) {
      if (!isNode(pair.key)) continue;
      const key = this.#spotOf(pair.key);
      if (!isScalar(pair.key))
        this.#complain(key, "a key is neither a list, a mapping nor an alias", "write a text");
      const name = this.#keyName(pair.key);
      if (entries.has(name))
        this.#complain(key, `the key ${show(name)} stands here for the second time`, "keep one of the two");
      else entries.set(name, { key, value: isNode(pair.value) ? this.read(pair.value) : nothingBehind(key) });
    }
    return { kind: "map", spot, entries };
  }

  /** As it is written, lest a number that is a key become another. */
  #keyName(key: Node): string {
    if (isScalar(key) && typeof key.value === "string") return key.value;
    return this.source.text.slice(key.range?.[0], key.range?.[1]);
  }

  /** What the alias names, as if it stood here; mistakes in it are shown where it really stands. */
  #alias(node: Alias, spot: Spot): Located {
    const target = this.#anchors.get(node.source);
    const failed: Located = { kind: "scalar", spot, value: null };
    if (!target || this.#opened.has(target)) {
      const name = printable(node.source, 48);
      const cause = target ? `*${name} holds itself` : `no value is marked &${name}`;
      this.#complain(spot, cause, "write the value out in place of the alias");
      return failed;
    }
    if (this.#aliasedValues > ALIASED_VALUES_MAX || this.#aliasDepth > NESTING_MAX) {
      if (this.#aliasedValues !== Number.POSITIVE_INFINITY) {
        const cause = `aliases repeat more than ${ALIASED_VALUES_MAX} values`;
        this.#complain(spot, cause, "write the values out, without & and *");
      }
      this.#aliasedValues = Number.POSITIVE_INFINITY;
      return failed;
    }
    this.#aliasDepth++;
    const located = this.read(target);
    this.#aliasDepth--;
    return located;
  }

  #spotOf(node: Node): Spot {
    const [start, end] = node.range ?? [0, 0];
    return { source: this.source, start, end };
  }

  #complain(spot: Spot, cause: string, fix: string): void {
    this.complaints.push({ spot, cause, fix });
  }
}

/** The value of a key that has none, where it would begin. */
function nothingBehind({ source, end }: Spot): Located {
  return { kind: "scalar", spot: { source, start: end, end }, value: null };
}
