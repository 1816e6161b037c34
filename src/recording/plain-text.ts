/**
 * The plain form of a recording, which any program can print: a head, then a line for each telling and each decision.
 *
 *     nodes 1 2 3 4          1 … n where one number stands there
 *     general 1
 *     m 1
 *     order attack
 *     default retreat
 *     traitors 3             if there are any
 *     1 4 1 attack           node 1 told node 4, on path 1, attack
 *     3 4 1.3 retreat        node 3 told node 4, on path 1.3, retreat
 *     decide 4 attack
 *
 * `orders` lists what can be ordered, else that is whatever is told; `protocol` is om unless it says another; `round 2` says
 * the round of what follows, which else is that of the path: one less than its ids. What is behind `#` is a remark.
 *
 * It becomes the values of JSON lines, so that there is one reader (read.ts) and one set of rules.
 */

import { wholeNumber } from "../core/whole.js";
import { protocolOf } from "../protocols/index.js";
import { PROTOCOLS } from "../protocols/names.js";
import { LINE, LINES, RecordingError, shown } from "./fields.js";

/** A line's value, as JSON would have it, and its number in the text. */
export type NumberedValue = readonly [number: number, value: unknown];

const HEADS = ["protocol", "nodes", "general", "m", "order", "orders", "default", "traitors"] as const;

type Head = (typeof HEADS)[number];

/** Whether it is in this form: it begins with a line of its head. */
export function isPlainText(text: string): boolean {
  const begins = new RegExp(`^\\uFEFF?(?:\\s|#.*(?!.))*(?:${HEADS.join("|")})(?!\\S)`);
  return begins.test(text.slice(0, BEGINNING_CHARS));
}

const BEGINNING_CHARS = 10_000;

/** The values of the lines of a recording: the run, a report for each round, sender and receiver, and the decisions. */
export function plainValues(
  lines: Iterable<readonly [number: number, line: string, ...rest: unknown[]]>,
): NumberedValue[] {
  const reader = new PlainReader();
  for (const [number, line] of lines) {
    const words = line.replace(/#.*/, "").trim().split(/\s+/);
    if (words[0] !== "") reader.take(number, words as [string, ...string[]]);
  }
  return reader.values();
}

interface PlainReport {
  readonly type: "report";
  readonly round: number;
  readonly from: number;
  readonly to: number;
  readonly relays: { readonly path: readonly number[]; readonly order: string; readonly [LINE]: number }[];
}

class PlainReader {
  readonly #heads = new Map<Head, { readonly number: number; readonly words: readonly string[] }>();
  readonly #reports = new Map<string, NumberedValue & readonly [number, PlainReport]>();
  readonly #decisions: NumberedValue[] = [];
  readonly #orders = new Set<string>();
  #round: number | undefined;

  take(number: number, [first, ...rest]: readonly [string, ...string[]]): void {
    if (isHead(first)) this.#head(number, first, rest);
    else if (first === "round") this.#round = oneNumber(number, "round", rest);
    else if (first === "decide") this.#decision(number, rest);
    else this.#telling(number, [first, ...rest]);
  }

  #head(number: number, name: Head, words: readonly string[]): void {
    const before = this.#heads.get(name);
    if (before) {
      throw new RecordingError(
        number,
        `${name} is said already, in line ${before.number}`,
        "leave one of the two out",
      );
    }
    this.#heads.set(name, { number, words });
  }

  #decision(number: number, words: readonly string[]): void {
    const [id, order, ...more] = words;
    const node = wholeNumber(id ?? "");
    if (node === null || order === undefined || more.length > 0)
      throw new RecordingError(number, `a decision is decide ID ORDER`, "e.g. decide 4 attack");
    this.#decisions.push([number, { type: "decision", node, order }]);
  }

  #telling(number: number, words: readonly string[]): void {
    const [from, to] = words.slice(0, 2).map(wholeNumber);
    const path = (words[2] ?? "").split(".").map(wholeNumber);
    const order = words[3];
    if (from == null || to == null || path.includes(null) || order === undefined || words.length > 4)
      throw new RecordingError(number, ...strange(words));
    const round = this.#round ?? path.length - 1;
    const key = `${round}.${from}.${to}`;
    const report = this.#reports.get(key) ?? [number, { type: "report", round, from, to, relays: [] }];
    report[1].relays.push({ path: path as number[], order, [LINE]: number });
    this.#reports.set(key, report);
    this.#orders.add(order);
  }

  values(): NumberedValue[] {
    return [this.#run(), ...this.#reports.values(), ...this.#decisions];
  }

  #run(): NumberedValue {
    const protocol = this.#word("protocol", "om");
    if (PROTOCOLS.some((one) => one === protocol && protocolOf({ protocol: one }).everyone)) {
      throw new RecordingError(
        this.#heads.get("protocol")?.number ?? null,
        "vectors have no plain form",
        "write this recording as JSON lines",
      );
    }
    const nodes = this.#nodes();
    const [order, fallback] = [this.#word("order"), this.#word("default")];
    const listed = this.#heads.get("orders");
    const orders = listed
      ? listed.words.flatMap((word) => word.split(",")).filter((word) => word !== "")
      : [...new Set([fallback, order, ...this.#orders])];
    const lines = Object.fromEntries([...this.#heads].map(([name, { number }]) => [name, number]));
    const head = { type: "run", version: 1, protocol, nodes, n: nodes.length, m: this.#number("m") };
    const value = {
      ...{ ...head, general: this.#number("general"), order, orders, default: fallback },
      [LINES]: lines,
    };
    return [this.#heads.get("nodes")?.number ?? 1, { ...value, traitors: this.#traitors() }];
  }

  /** `7` is 1 to 7. */
  #nodes(): number[] {
    const { number, words } = this.#needed("nodes");
    const ids = idsIn(number, words);
    const [count] = ids;
    if (ids.length > 1 || count === undefined) return ids;
    if (count > NODES_MAX)
      throw new RecordingError(number, `${count} nodes are too many`, `name at most ${NODES_MAX}`);
    return Array.from({ length: count }, (_, index) => index + 1);
  }

  /** `3:silent` says how node 3 lies; `3` alone does not. */
  #traitors(): object[] {
    const { number, words } = this.#heads.get("traitors") ?? { number: 0, words: [] };
    return itemsOf(words).map((item) => {
      const [id = "", strategy] = item.split(":");
      return { id: idsIn(number, [id])[0], ...(strategy !== undefined && { strategy }), [LINE]: number };
    });
  }

  #word(name: Head, fallback?: string): string {
    if (fallback !== undefined && !this.#heads.has(name)) return fallback;
    const { number, words } = this.#needed(name);
    const [word, ...more] = words;
    if (word !== undefined && more.length === 0) return word;
    throw new RecordingError(number, `${name} takes one word`, `write ${name} and one word behind it`);
  }

  #number(name: Head): number {
    const { number, words } = this.#needed(name);
    return oneNumber(number, name, words);
  }

  #needed(name: Head): { readonly number: number; readonly words: readonly string[] } {
    const head = this.#heads.get(name);
    if (head) return head;
    const fix = "a recording in plain form has lines nodes, general, m, order and default at its head";
    throw new RecordingError(null, `the recording does not say ${name}`, fix);
  }
}

/** No protocol has room for more. */
const NODES_MAX = 256;

function isHead(word: string): word is Head {
  return (HEADS as readonly string[]).includes(word);
}

function oneNumber(number: number, name: string, words: readonly string[]): number {
  const value = words.length === 1 ? wholeNumber(words[0] as string) : null;
  if (value !== null) return value;
  throw new RecordingError(number, `${name} takes one whole number`, `e.g. ${name} 1`);
}

/** What is wrong with a line that is neither of the head, a decision nor a telling; and how to write it. */
function strange(words: readonly string[]): [what: string, fix: string] {
  const [from = "", to = "", path = ""] = words;
  const odd = [from, to, ...path.split(".")].find((word) => /^(?:[-+]\d+|0\d+|\d+\.0*)$/.test(word));
  if (odd !== undefined)
    return [
      `${shown(odd)} is no node's id`,
      "ids are whole numbers from 1 on, without a sign or zeros in front",
    ];
  const line = shown(words.join(" "));
  const whole = "a telling is FROM TO PATH ORDER, e.g. 3 4 1.3 attack";
  if (wholeNumber(from) === null)
    return [
      `no line begins with ${shown(from)}`,
      `${whole}; others begin with decide, round, ${HEADS.join(", ")}`,
    ];
  if (wholeNumber(to) === null) return [`${shown(to)} is no node's id`, whole];
  if (words.length > 4)
    return [`${line} is longer than a telling`, `${whole}: with dots between a path's ids`];
  if (path.split(".").some((id) => wholeNumber(id) === null))
    return [`${shown(path)} is no path`, `${whole}: with dots between a path's ids`];
  return [`${line} ends before its order`, whole];
}

/** Apart by blanks or commas. */
function itemsOf(words: readonly string[]): string[] {
  return words.flatMap((word) => word.split(",")).filter((word) => word !== "");
}

function idsIn(number: number, words: readonly string[]): number[] {
  return itemsOf(words).map((word) => {
    const id = wholeNumber(word);
    if (id !== null) return id;
    throw new RecordingError(number, `${shown(word)} is no node's id`, "ids are whole numbers, e.g. 1 2 3 4");
  });
}
