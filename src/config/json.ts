/**
 * A configuration that is JSON, read where there is no parser of YAML: in a page without its server. What JSON.parse
 * takes is read once more for where everything is written; what is checked then is what parse.ts has checked.
 */
import { asMap, checked } from "./checked.js";
import { withoutJsonComments } from "./comments.js";
import type { Config } from "./config.js";
import type { Located, LocatedEntry, LocatedMap } from "./located.js";
import { checkNumbers } from "./own-values.js";
import { type Complaint, ConfigError, FILE_BYTES_MAX, type Source, type Spot, show } from "./problem.js";

/** Throws `ConfigError` with all mistakes found, and JSON.parse's `SyntaxError`. Values of any kind are not read. */
export function parseJson(text: string, file: string): Config {
  const source: Source = { kind: "file", name: file, text: withoutJsonComments(text.replace(/^\uFEFF/, "")) };
  if (text.length > FILE_BYTES_MAX) throw new ConfigError([tooLong(source)]);
  JSON.parse(source.text);
  const { top, complaints } = readJson(source);
  if (!top) throw new ConfigError(complaints);
  const ofAny = anyOrders(top);
  if (ofAny) throw new ConfigError([ofAny]);
  return checked(top, [...complaints, ...checkNumbers(top.entries.get("nodes"))], {});
}

/** Of sound JSON: undefined where it is no mapping. */
export function readJson(source: Source): { top: LocatedMap | undefined; complaints: Complaint[] } {
  const reader = new Reader(source);
  return { top: asMap(reader.value(), reader.complaints), complaints: reader.complaints };
}

function tooLong(source: Source): Complaint {
  const cause = `the file is ${source.text.length} characters long`;
  return { spot: { source, start: 0, end: 0 }, cause, fix: `keep it within ${FILE_BYTES_MAX} (1 MiB)` };
}

function anyOrders({ entries }: LocatedMap): Complaint | undefined {
  const orders = entries.get("orders")?.value;
  if (orders?.kind !== "scalar" || orders.value !== "any") return undefined;
  const cause = "its orders are digests of values of any kind; the page shows orders that are listed";
  return { spot: orders.spot, cause, fix: "list the orders, or give the file to strategos sim" };
}

/** Signs, texts in quotes, and words: numbers, true, false and null. */
const TOKEN = /\s*([{}[\]:,]|"(?:[^"\\]|\\.)*"|[^\s{}[\]:,"]+)/y;
/** `lies` of `traitors` and their paths nest six levels; what is nested deeper is no configuration. */
const NESTING_MAX = 32;
const TOO_DEEP = { cause: "values are nested too deeply here", fix: "take away brackets before the spot" };

/** Reads sound JSON. */
class Reader {
  readonly complaints: Complaint[] = [];
  #at = 0;

  constructor(private readonly source: Source) {}

  value(spot = this.#token(), depth = 0): Located {
    if (depth > NESTING_MAX) throw new ConfigError([{ spot, ...TOO_DEEP }]);
    const text = this.#textOf(spot);
    if (text === "{") return this.#map(spot, depth);
    if (text === "[") return this.#list(spot, depth);
    return { kind: "scalar", spot, value: JSON.parse(text) as string | number | boolean | null };
  }

  #map(open: Spot, depth: number): LocatedMap {
    const entries = new Map<string, LocatedEntry>();
    for (const key of this.#untilClosed()) {
      const name = JSON.parse(this.#textOf(key)) as string;
      this.#token();
      const value = this.value(this.#token(), depth + 1);
      const cause = `the key ${show(name)} stands here for the second time`;
      if (entries.has(name)) this.complaints.push({ spot: key, cause, fix: "keep one of the two" });
      else entries.set(name, { key, value });
    }
    return { kind: "map", spot: { ...open, end: this.#at }, entries };
  }

  #list(open: Spot, depth: number): Located {
    const items = Array.from(this.#untilClosed(), (first) => this.value(first, depth + 1));
    return { kind: "list", spot: { ...open, end: this.#at }, items };
  }

  /** The first token of each entry; whoever takes it reads the rest of the entry. */
  *#untilClosed(): Generator<Spot> {
    for (let spot = this.#token(); !/^[}\]]$/.test(this.#textOf(spot)); spot = this.#token())
      if (this.#textOf(spot) !== ",") yield spot;
  }

  #token(): Spot {
    TOKEN.lastIndex = this.#at;
    const [, token = ""] = TOKEN.exec(this.source.text) ?? [];
    this.#at = TOKEN.lastIndex;
    return { source: this.source, start: this.#at - token.length, end: this.#at };
  }

  #textOf({ start, end }: Spot): string {
    return this.source.text.slice(start, end);
  }
}
