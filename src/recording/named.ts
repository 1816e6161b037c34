/**
 * A recording for people: a digest of a value reads as the value where that is short, and else as the first digits of
 * the digest. For sentences and drawings alone: rules that go by the text of an order, such as in which order SM(m)
 * tells its chains, hold for digests and not for these names, so whatever plays nodes again or judges takes digests.
 */
import type { Order } from "../core/group.js";
import type { Contents } from "../core/party.js";
import { printable } from "../core/printable.js";
import type { Recording } from "./recording.js";

const VALUE_CHARS_MAX = 40;
const DIGITS = 8;

/** E.g. `"attack"`, `{"a":1}` or `#9f86d081`. */
export function nameOf(order: Order, contents: Contents | undefined): string {
  const text = contents?.[order];
  if (contents === undefined) return order;
  if (text === undefined || text.length > VALUE_CHARS_MAX || printable(text) !== text)
    return `#${order.slice(0, DIGITS)}`;
  return text;
}

export function named<R extends Recording>(recording: R): R {
  return namedIn(recording, recording.run.contents);
}

/** The same for all texts and keys of anything that was read out of a recording. */
export function namedIn<T>(whole: T, contents: Contents | undefined): T {
  if (contents === undefined) return whole;
  const renamed = renaming(contents);
  const through = (value: unknown): unknown => {
    if (typeof value === "string") return renamed(value);
    if (Array.isArray(value)) return value.map(through);
    if (typeof value !== "object" || value === null || value instanceof Map) return value;
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [renamed(key), through(inner)]));
  };
  return through(whole) as T;
}

function renaming(contents: Contents): (text: string) => string {
  const names = new Map(Object.keys(contents).map((digest) => [digest, nameOf(digest, contents)]));
  return (text) => {
    const whole = names.get(text);
    if (whole !== undefined) return whole;
    // a decision about a vector is JSON text whose entries are digests; a fault's detail is a clause
    const isVector = text.startsWith("{");
    let said = text;
    for (const [digest, name] of names) said = said.replaceAll(isVector ? `"${digest}"` : digest, () => name);
    return said;
  };
}
