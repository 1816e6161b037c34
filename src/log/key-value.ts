/** The machine that is there without a program: keys and values. `put: [key, value]`, `delete: key`, `cas: [key, old, new]`. */
import type { Json } from "./command.js";
import type { StateMachine } from "./replica.js";

const KEY_CHARS_MAX = 256;
/** All keys and values together, in characters of their JSON text. */
const CHARS_MAX = 64 * 1024 * 1024;

export class KeyValue implements StateMachine {
  readonly #values = new Map<string, string>();
  #chars = 0;

  /** put, delete and cas answer whether they did it. */
  apply(command: Json): Json {
    const asked = readAsked(command);
    if (typeof asked === "string") throw new TypeError(asked);
    const { key } = asked;
    const held = this.#values.get(key);
    if ("old" in asked && !isSame(asked.old, held === undefined ? null : (JSON.parse(held) as Json)))
      return false;
    if ("value" in asked) return this.#put(key, JSON.stringify(asked.value));
    return this.#drop(key);
  }

  check(command: Json): string | null {
    const asked = readAsked(command);
    return typeof asked === "string" ? asked : null;
  }

  /** A key's value; null where there is none. */
  query(key: Json): Json {
    const held = typeof key === "string" ? this.#values.get(key) : undefined;
    return held === undefined ? null : (JSON.parse(held) as Json);
  }

  has(key: string): boolean {
    return this.#values.has(key);
  }

  snapshot(): Json {
    return [...this.#values].toSorted(([a], [b]) => (a < b ? -1 : 1));
  }

  restore(snapshot: Json): void {
    this.#values.clear();
    this.#chars = 0;
    for (const [key, text] of snapshot as [string, string][]) this.#put(key, text);
  }

  #put(key: string, text: string): boolean {
    const held = this.#values.get(key);
    const chars = this.#chars + text.length - (held?.length ?? -key.length);
    if (chars > CHARS_MAX) return false;
    this.#chars = chars;
    this.#values.set(key, text);
    return true;
  }

  #drop(key: string): boolean {
    const held = this.#values.get(key);
    if (held !== undefined) this.#chars -= held.length + key.length;
    return this.#values.delete(key);
  }
}

type Asked =
  | { readonly key: string; readonly value: Json }
  | { readonly key: string }
  | { readonly key: string; readonly old: Json; readonly value: Json };

const FORMS = "a command is {put: [key, value]}, {delete: key} or {cas: [key, old, new]}";

/** What a command asks for, or why it asks for nothing. */
function readAsked(command: Json): Asked | string {
  const [entry, ...others] = typeof command === "object" && command !== null ? Object.entries(command) : [];
  if (!entry || others.length > 0 || Array.isArray(command)) return FORMS;
  const [verb, given] = entry;
  const [key, ...values] = Array.isArray(given) ? given : [given];
  if (typeof key !== "string") return `${FORMS}; a key is a text`;
  if (key === "" || key.length > KEY_CHARS_MAX) return `a key has 1 to ${KEY_CHARS_MAX} characters`;
  if (verb === "put" && Array.isArray(given) && values.length === 1) return { key, value: values[0] as Json };
  if (verb === "delete" && !Array.isArray(given)) return { key };
  if (verb === "cas" && values.length === 2) return { key, old: values[0] as Json, value: values[1] as Json };
  return FORMS;
}

/** Whatever order the keys of objects stand in. */
function isSame(a: Json, b: Json): boolean {
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return a === b;
  const [keys, others] = [Object.keys(a), Object.keys(b)];
  if (Array.isArray(a) !== Array.isArray(b) || keys.length !== others.length) return false;
  return keys.every(
    (key) =>
      Object.hasOwn(b, key) &&
      isSame((a as Record<string, Json>)[key] as Json, (b as Record<string, Json>)[key] as Json),
  );
}
