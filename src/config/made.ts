/**
 * A configuration that a program hands over. It may have changed what `parseConfig` gave, or have made one itself: so it is
 * written down as a file has it and read again, by the checks of files, and nobody can change what comes of it later.
 */
import { wrongArgument } from "../core/argument.js";
import { listed } from "../core/listed.js";
import { checked } from "./checked.js";
import type { Config } from "./config.js";
import { isNamed } from "./contents.js";
import { ofWhole } from "./diagnose.js";
import { readJson } from "./json.js";
import { type LocatedEntry, type LocatedMap, toValue } from "./located.js";
import { checkNumbers } from "./own-values.js";
import { type Complaint, ConfigError, type Source, show } from "./problem.js";
import { configSchema } from "./schema.js";
import { nearest } from "./suggest.js";
import { DURATION_MS_MAX, DURATION_MS_MIN } from "./values.js";

const FIX = "give what parseConfig(text) returns";

/** `given`, checked: a copy. `to`: the function that it was given. Throws `ConfigError`, and `TypeError` for what is no configuration at all. */
export function madeConfig(to: string, given: unknown): Config {
  const { source, contents } = writtenDown(to, given);
  const { top, complaints } = readJson(source);
  if (!top) throw new ConfigError(complaints);
  for (const [digest, value] of Object.entries(contents ?? {}))
    if (!isNamed(digest, value))
      complaints.push({ spot: top.spot, cause: "a value in contents is not that of its digest", fix: FIX });
  complaints.push(...checkNumbers(top.entries.get("nodes")));
  const known = withoutUnknown(top, complaints);
  return checked(withDurations(known, complaints), complaints, { ...(contents && { contents }) });
}

interface WrittenDown {
  readonly source: Source;
  readonly contents?: NonNullable<Config["contents"]>;
}

function writtenDown(to: string, given: unknown): WrittenDown {
  const source = { kind: "file", name: "config", text: "" } as const;
  try {
    if (isConfig(given)) {
      const { contents, ...same } = asRead(given);
      // one copy of each, so that what holds itself is seen to
      const copies = new Map<unknown, unknown>();
      const copyOf = (value: unknown) => {
        if (!copies.has(value)) copies.set(value, asRead(value));
        return copies.get(value);
      };
      const text = JSON.stringify(
        same,
        // `value` is what a toJSON of its own made of it
        function (this: Readonly<Record<string, unknown>>, key, _value) {
          return copyOf(refuseLost(key, this[key]));
        },
        2,
      );
      return { source: { ...source, text }, ...(contents && { contents: { ...contents } }) };
    }
  } catch (error) {
    const why = error instanceof Error ? error.message.split("\n", 1)[0] : String(error);
    const spot = { source, start: 0, end: 0 };
    throw new ConfigError([{ spot, cause: `it cannot be written down: ${why}`, fix: FIX }]);
  }
  throw wrongArgument(to, given, "a configuration", FIX);
}

function isConfig(given: unknown): given is Config {
  if (typeof given !== "object" || given === null) return false;
  const { nodes, orders, contents } = given as Partial<Config>;
  return Array.isArray(nodes) && Array.isArray(orders) && typeof (contents ?? {}) === "object";
}

/** With all that a program reads of an object, and JSON does not: what it inherits, and what its class computes. */
function asRead<T>(value: T): T {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  const names = new Set<string>();
  for (let of: unknown = value; of && !Object.hasOwn(of, "hasOwnProperty"); of = Object.getPrototypeOf(of))
    for (const name of Object.getOwnPropertyNames(of)) names.add(name);
  const isMethod = (name: string) =>
    (name === "toJSON" || !Object.hasOwn(value, name)) && typeof value[name as keyof T] === "function";
  const read = [...names].filter((name) => !isMethod(name)).map((name) => [name, value[name as keyof T]]);
  return Object.fromEntries(read) as T;
}

/** What JSON would leave out, or write as something else. */
function refuseLost(key: string, value: unknown): unknown {
  if (typeof value === "symbol" || typeof value === "function" || typeof value === "bigint")
    throw new TypeError(`${key} is a ${typeof value}`);
  if (typeof value === "number" && !Number.isFinite(value)) throw new TypeError(`${key} is ${value}`);
  return value;
}

const DURATIONS = ["roundTimeout", "startTimeout"];
/** As a program has them. */
const KEYS = Object.keys(configSchema.def.shape).map((key) => (DURATIONS.includes(key) ? `${key}Ms` : key));

/** What a program calls otherwise is told in a program's words, and read as what was probably meant. */
function withoutUnknown(top: LocatedMap, complaints: Complaint[]): LocatedMap {
  const entries = new Map(top.entries);
  for (const [key, entry] of top.entries) {
    if (KEYS.includes(key) || DURATIONS.includes(key)) continue;
    const meant = nearest(
      key,
      KEYS.filter((one) => !entries.has(one)),
    );
    const fix = meant ? `did you mean ${meant}?` : `leave it out; the keys here are ${listed(KEYS)}`;
    complaints.push({ spot: entry.key, cause: `${show(key)} is not a key of a configuration`, fix });
    entries.delete(key);
    if (meant) entries.set(meant, entry);
  }
  return { ...top, entries };
}

/** Times are numbers of milliseconds in a program, and texts in a file. */
function withDurations(top: LocatedMap, complaints: Complaint[]): LocatedMap {
  const entries = new Map(top.entries);
  for (const key of DURATIONS) {
    const inMs = `${key}Ms`;
    const written = entries.get(key);
    const fix = `write ${inMs}, a number`;
    if (written) complaints.push({ spot: written.key, cause: `a program has ${inMs} for ${key}`, fix });
    const { key: spot, value } = entries.get(inMs) ?? { key: top.spot, value: null };
    const ms = value && toValue(value);
    const isTime =
      typeof ms === "number" && Number.isInteger(ms) && ms >= DURATION_MS_MIN && ms <= DURATION_MS_MAX;
    const good = `"${inMs}": 2000`;
    if (!isTime) complaints.push({ spot, ...ofWhole(inMs, ms, [DURATION_MS_MIN, DURATION_MS_MAX], good) });
    const text = `${isTime ? ms : DURATION_MS_MIN}ms`;
    entries.delete(inMs);
    entries.set(key, { key: spot, value: { kind: "scalar", spot, value: text } } satisfies LocatedEntry);
  }
  return { ...top, entries };
}
