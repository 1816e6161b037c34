/**
 * What counts as a value of any kind, and the one text that stands for it: nodes hash this text, carry it, keep it and
 * print it (docs/protocols/values.md).
 *
 * A value is null, true, false, a text, a number, a list of values, or a plain object from texts to values, within the
 * bounds below. Texts are well-formed Unicode and numbers no larger than whole ones that a double tells apart, as RFC 7493
 * (I-JSON) advises. Its text is what JSON.stringify writes, which JSON.parse turns into the same value again. So two
 * texts are two values; and as UTF-8 tells well-formed texts apart, two texts have two digests.
 */
import { printable } from "./printable.js";

/** The longest value, as JSON text in UTF-8, bytes. */
export const VALUE_BYTES_MAX = 65_536;

/** How many lists and objects stand around one another at the most. */
export const VALUE_NESTING_MAX = 32;

declare const checked: unique symbol;

/** The text of a value: made here, by {@link textOf} or {@link checkText}, and nowhere else. */
export type ValueText = string & { readonly [checked]: true };

/** Why something is no value. */
export interface NoValue {
  /** What the value is or does, e.g. `is NaN, which …`. */
  readonly why: string;
  readonly fix: string;
  /** Whether it is beyond the bounds. */
  readonly isBeyond: boolean;
}

/** The text of what a program or a file holds, or why it is no value. Nothing is left out, and nothing becomes another: −0 equals the 0 that stands for it. */
export function textOf(value: unknown): ValueText | NoValue {
  const writer = new Writer();
  try {
    writer.write(value);
  } catch (error) {
    return unreadable(error);
  }
  return writer.fault ?? (writer.text as ValueText);
}

/** Of what throws when it is looked at: a getter's error, a revoked proxy, bytes that were handed to another thread. */
export function unreadable(error: unknown): NoValue {
  const said = error instanceof Error ? `: ${printable(error.message, SAID_CHARS_MAX)}` : "";
  return noValue(`cannot be read${said}`, "give plain data that is still there");
}

/** A foreign text as it is, or why it is not the text of a value. */
export function checkText(text: string): ValueText | NoValue {
  if (text.length > VALUE_BYTES_MAX) return TOO_LONG;
  if (isTooDeep(text)) return TOO_DEEP;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return noValue("is no JSON", "write it as JSON");
  }
  if (isPlainly(value, text)) return text as ValueText;
  const written = textOf(value);
  if (typeof written !== "string" || written === text) return written;
  return noValue("is JSON that JSON.stringify writes otherwise", "write it as JSON.stringify does");
}

const TOO_LONG: NoValue = {
  why: `is more than ${VALUE_BYTES_MAX} bytes long as JSON`,
  fix: "agree on something that names it, such as its own digest",
  isBeyond: true,
};

const TOO_DEEP: NoValue = {
  why: `is nested more than ${VALUE_NESTING_MAX} levels deep`,
  fix: "nest it less, or agree on its own digest",
  isBeyond: true,
};

function noValue(why: string, fix: string): NoValue {
  return { why, fix, isBeyond: false };
}

/** Seen without looking at every part, for most texts are short, and their numbers, too. */
function isPlainly(value: unknown, text: string): boolean {
  return text.length * 3 <= VALUE_BYTES_MAX && !ODD.test(text) && JSON.stringify(value) === text;
}

/**
 * A number that may be beyond what a double tells apart, or half of a surrogate pair. Numbers stand at the start or behind one of
 * three characters; digits within a text, such as those of a drawn name, are mostly none.
 */
const ODD = /(?:^|[[:,])-?[\d.]*(?:\d{16}|\d[eE])|\\u[dD]/;

/** Before anything is parsed: brackets that are open at one time, those in texts left out. */
function isTooDeep(text: string): boolean {
  if (openingIn(text, "[") + openingIn(text, "{") <= VALUE_NESTING_MAX) return false;
  let depth = 0;
  let isQuoted = false;
  for (let at = 0; at < text.length; at++) {
    const char = text[at];
    if (isQuoted && char === "\\") at++;
    else if (char === '"') isQuoted = !isQuoted;
    else if (!isQuoted && (char === "[" || char === "{")) depth++;
    else if (!isQuoted && (char === "]" || char === "}")) depth--;
    if (depth > VALUE_NESTING_MAX) return true;
  }
  return false;
}

/** How often a bracket stands in a text, counted no further than matters. */
function openingIn(text: string, bracket: string): number {
  let count = 0;
  for (let at = text.indexOf(bracket); at >= 0 && count <= VALUE_NESTING_MAX; count++)
    at = text.indexOf(bracket, at + 1);
  return count;
}

/** Writes as JSON.stringify does, up to the bounds: what holds itself, or is shared a thousand times, costs no more. */
class Writer {
  fault: NoValue | null = null;
  text = "";
  #bytes = 0;
  /** keys and indexes of the lists and objects around the place that is being written */
  readonly #path: (string | number)[] = [];

  write(value: unknown): void {
    if (value === null || typeof value === "boolean") this.#put(String(value));
    else if (typeof value === "string") this.#quoted(value);
    else if (typeof value === "number") this.#number(value);
    else if (!Array.isArray(value) && !isPlain(value)) this.#refuse(nameOf(value), UNWRITABLE);
    else if (this.#path.length >= VALUE_NESTING_MAX) this.fault = TOO_DEEP;
    else if (Array.isArray(value)) this.#list(value);
    else this.#object(value);
  }

  #list(items: readonly unknown[]): void {
    this.#put("[");
    for (let index = 0; index < items.length && !this.fault; index++) {
      if (index > 0) this.#put(",");
      this.#path.push(index);
      this.write(items[index]);
      this.#path.pop();
    }
    this.#put("]");
  }

  #object(fields: Readonly<Record<string, unknown>>): void {
    this.#put("{");
    for (const [index, key] of Object.keys(fields).entries()) {
      if (this.fault) return;
      if (index > 0) this.#put(",");
      this.#path.push(key);
      this.#quoted(key);
      this.#put(":");
      if (!this.fault) this.write(fields[key]);
      this.#path.pop();
    }
    this.#put("}");
  }

  /** Only half of a surrogate pair is a character of class Cs: it has no bytes in UTF-8. */
  #quoted(text: string): void {
    if (text.length > VALUE_BYTES_MAX) this.fault = TOO_LONG;
    else if (/\p{Cs}/u.test(text)) this.#refuse("a text that is not well-formed Unicode", HALF);
    else this.#put(JSON.stringify(text));
  }

  #number(value: number): void {
    if (!Number.isFinite(value)) this.#refuse(String(value), UNWRITABLE);
    else if (Math.abs(value) > Number.MAX_SAFE_INTEGER) this.#refuse(String(value), TOO_LARGE);
    else this.#put(String(value));
  }

  #put(piece: string): void {
    this.text += piece;
    this.#bytes += bytesOf(piece);
    if (this.#bytes > VALUE_BYTES_MAX) this.fault ??= TOO_LONG;
  }

  #refuse(what: string, [why, fix]: readonly [string, string]): void {
    const where = this.#path.map((key) => (typeof key === "number" ? `[${key}]` : `.${key}`)).join("");
    const found = where === "" ? `is ${what}` : `holds ${what} at ${printable(where, WHERE_CHARS_MAX)}`;
    this.fault = noValue(`${found}${why}`, fix);
  }
}

const WHERE_CHARS_MAX = 60;
const SAID_CHARS_MAX = 100;

const UNWRITABLE = [
  ", which is nothing that JSON can write",
  "give null, true, false, texts, finite numbers, lists, or plain objects",
] as const;

const TOO_LARGE = [
  `, and numbers go from -${Number.MAX_SAFE_INTEGER} to ${Number.MAX_SAFE_INTEGER}: beyond, programs read one number as another`,
  "give it as a text",
] as const;

const HALF = [": half of a surrogate pair stands alone", "mend the text, or give its bytes"] as const;

/** An object of any realm that is no instance of a class. */
function isPlain(value: unknown): value is Record<string, unknown> {
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/** E.g. `undefined`, `a bigint`, `an instance of Date`. */
function nameOf(value: unknown): string {
  if (value === undefined) return "undefined";
  if (typeof value !== "object" || value === null) return `a ${typeof value}`;
  return `an instance of ${printable(value.constructor?.name ?? "a class", WHERE_CHARS_MAX)}`;
}

/** Of well-formed text in UTF-8: each half of a pair takes two. */
function bytesOf(text: string): number {
  let bytes = 0;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    bytes += unit < 0x80 ? 1 : unit < 0x800 || (unit & 0xf800) === 0xd800 ? 2 : 3;
  }
  return bytes;
}
