/** The fields of one line of a recording, each taken out with a check. Nothing of a foreign file is trusted. */
import { printable } from "../core/printable.js";

export const ID_MAX = 2 ** 31 - 1;

/** A recording that cannot be read, or that does not hold what is asked of it. */
export class RecordingError extends Error {
  constructor(
    /** From 1; null where it is about the whole recording. */
    readonly line: number | null,
    /** One clause that names the cause. */
    readonly what: string,
    /** What to do about it. */
    readonly fix: string,
  ) {
    super(`${line === null ? "" : `line ${line}: `}${what}\n  fix: ${fix}`);
    this.name = "RecordingError";
  }
}

/** Under this key an entry that stands on a line of its own holds that line's number. */
export const LINE = Symbol("line");

/** Under this key a value whose fields stand on lines of their own holds those lines' numbers. */
export const LINES = Symbol("lines");

const RECORD_AGAIN = "record the run again, or undo what was changed by hand";

/** Of what another program wrote. */
export const WRITE_RIGHT = "write it as docs/RECORDING.md has it";

export class Fields {
  readonly #fields: Readonly<Record<string, unknown>>;

  constructor(
    readonly line: number,
    value: unknown,
    readonly name = "the line",
    readonly fix = RECORD_AGAIN,
  ) {
    if (typeof value !== "object" || value === null || Array.isArray(value)) {
      throw new RecordingError(line, `${name} is ${shown(value)} and not a JSON object`, fix);
    }
    this.#fields = value as Record<string, unknown>;
  }

  get keys(): string[] {
    return Object.keys(this.#fields);
  }

  has(key: string): boolean {
    return Object.hasOwn(this.#fields, key);
  }

  get(key: string): unknown {
    return this.has(key) ? this.#fields[key] : undefined;
  }

  /** With the line of that key, if it has one of its own. */
  fail(what: string, fix = this.fix, key?: string): never {
    const { [LINES]: lines } = this.#fields as { readonly [LINES]?: Readonly<Record<string, number>> };
    throw new RecordingError((key === undefined ? undefined : lines?.[key]) ?? this.line, what, fix);
  }

  #wrong(key: string, what: string): never {
    return this.fail(`"${key}" ${what}`, this.fix, key);
  }

  /** A whole number from `min` to `max`. */
  whole(key: string, min: number, max: number): number {
    const value = this.get(key);
    if (Number.isInteger(value) && (value as number) >= min && (value as number) <= max)
      return value as number;
    return this.#wrong(key, `is ${shown(value)} and not a whole number from ${min} to ${max}`);
  }

  finite(key: string): number {
    const value = this.get(key);
    if (Number.isFinite(value)) return value as number;
    return this.#wrong(key, `is ${shown(value)} and not a number`);
  }

  truth(key: string): boolean {
    const value = this.get(key);
    if (typeof value === "boolean") return value;
    return this.#wrong(key, `is ${shown(value)} and neither true nor false`);
  }

  text(key: string, charsMax: number): string {
    const value = this.get(key);
    if (typeof value !== "string") return this.#wrong(key, `is ${shown(value)} and not text`);
    if (value.length <= charsMax) return value;
    return this.#wrong(key, `is ${value.length} characters long; ${charsMax} is the most`);
  }

  /** One of a few known values. */
  among<T extends string | number>(key: string, known: readonly T[], what: string): T {
    const value = this.get(key);
    const found = known.find((one) => one === value);
    return found ?? this.#wrong(key, `is ${shown(value)}, which is not ${what}`);
  }

  list(key: string, min: number, max: number): readonly unknown[] {
    const value = this.get(key);
    if (!Array.isArray(value)) return this.#wrong(key, `is ${shown(value)} and not a list`);
    if (value.length >= min && value.length <= max) return value;
    return this.#wrong(key, `has ${value.length} entries; there can be ${min} to ${max}`);
  }

  /** Positive ids, `one` of each at the most: "a node". */
  ids(key: string, min: number, max: number, one: string): number[] {
    const ids = this.list(key, min, max).map((id) => {
      if (Number.isInteger(id) && (id as number) > 0 && (id as number) <= ID_MAX) return id as number;
      return this.fail(`"${key}" lists ${shown(id)}, which is not a positive whole number`);
    });
    if (new Set(ids).size < ids.length) this.fail(`"${key}" lists ${one} twice`);
    return ids;
  }

  /** The version of recordings that there is. */
  version(): void {
    const version = this.get("version");
    if (version === 1) return;
    const what = `the recording has version ${shown(version)}; this program reads version 1`;
    this.fail(what, "use the program that wrote it");
  }

  object(key: string): Fields {
    return new Fields(this.line, this.get(key), `"${key}"`, this.fix);
  }

  /** The entries of a list, each with fields of its own. */
  entries(key: string, min: number, max: number): Fields[] {
    const name = `an entry of "${key}"`;
    return this.list(key, min, max).map((value) => {
      const own = (value as { readonly [LINE]?: number } | null)?.[LINE];
      return new Fields(own ?? this.line, value, name, this.fix);
    });
  }
}

const SHOWN_CHARS_MAX = 40;

/** A foreign value in a sentence: clipped and escaped. */
export function shown(value: unknown): string {
  if (value === undefined) return "absent";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object" && value !== null) return "an object";
  const text = typeof value === "string" ? value : JSON.stringify(value);
  const clipped = printable(text, SHOWN_CHARS_MAX);
  return typeof value === "string" ? `"${clipped}"` : clipped;
}
