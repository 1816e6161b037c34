/**
 * `orders: any`: values of any kind. What the file or a flag gives as an order becomes the digest of its JSON text here, at
 * its own spot, and `orders` the list of those digests; so everything behind this sees orders as it always does.
 */
import { DEFAULT_ORDERS, type Order } from "../core/group.js";
import type { Contents } from "../core/party.js";
import {
  checkText,
  type NoValue,
  textOf,
  unreadable,
  VALUE_BYTES_MAX,
  type ValueText,
} from "../core/value.js";
import { digestOf } from "../wire/digest.js";
import { type Located, type LocatedEntry, type LocatedMap, toValue } from "./located.js";
import { numberComplaints } from "./numbers.js";
import type { Complaint } from "./problem.js";
import { readYamlIn } from "./yaml.js";

/** A value that JSON can write. */
export type JsonValue =
  | string
  | number
  | boolean
  | null
  | readonly JsonValue[]
  | { readonly [key: string]: JsonValue };

/** Stand in where nothing is said, and are there to lie with. */
const [DEFAULT, OTHER] = DEFAULT_ORDERS;

/** The text of what a program gives, or why it is no value. Bytes are the object that stands for them. */
export function givenText(given: unknown): ValueText | NoValue {
  try {
    if (!(given instanceof Uint8Array)) return textOf(given);
    // more of them would only be encoded to be refused
    return textOf({ base64: Buffer.from(given.subarray(0, VALUE_BYTES_MAX)).toString("base64") });
  } catch (error) {
    return unreadable(error);
  }
}

/** Whether this is the text of a value, and that its digest. */
export function isNamed(digest: string, text: unknown): boolean {
  const checked = typeof text === "string" && checkText(text);
  return typeof checked === "string" && digestOf(checked) === digest;
}

/** The configuration with digests for values, and the values; as it is where orders are listed. */
export function withDigests(
  top: LocatedMap,
  complaints: Complaint[],
): { top: LocatedMap; contents?: Contents } {
  const orders = top.entries.get("orders");
  if (orders?.value.kind !== "scalar" || orders.value.value !== "any") return { top };
  const { spot } = orders.value;
  const contents: Record<Order, string> = {};
  const named = (given: Located) => digestFor(given, contents, complaints);
  const namedUnlessNull = (given: Located) => (toValue(given) === null ? given : named(given));
  const byDefault: LocatedEntry = { key: orders.key, value: { kind: "scalar", spot, value: DEFAULT } };
  const whole = { ...top, entries: new Map([["default", byDefault], ...top.entries]) };
  const own = changedAt(changedAt(whole, ["default"], named), ["order"], named);
  named({ kind: "scalar", spot, value: OTHER });
  const lying = changedAt(own, ["traitors", ITEMS], (traitor) => {
    const told = changedAt(traitor, ["order"], namedUnlessNull);
    return changedAt(changedAt(told, ["lies", ITEMS, "order"], namedUnlessNull), ["tell", VALUES], named);
  });
  // values of nodes' own are not listed: any number of them goes
  const items = Object.keys(contents).map((value): Located => ({ kind: "scalar", spot, value }));
  const valued = changedAt(lying, ["nodes", ITEMS, "value"], namedUnlessNull);
  return { top: changedAt(valued, ["orders"], () => ({ kind: "list", spot, items })), contents };
}

/** In the place of a key: each item of a list, and each value of a mapping. */
const ITEMS = "[]";
const VALUES = "{}";

/** The same with other values at the keys, where there are such. */
function changedAt<L extends Located>(
  top: L,
  keys: readonly string[],
  change: (value: Located) => Located,
): L;
function changedAt(
  top: Located,
  [key, ...inner]: readonly string[],
  change: (value: Located) => Located,
): Located {
  if (key === undefined) return change(top);
  const within = (value: Located) => changedAt(value, inner, change);
  if (top.kind === "list" && key === ITEMS) return { ...top, items: top.items.map(within) };
  if (top.kind !== "map" || key === ITEMS) return top;
  const entries = [...top.entries].map(([name, entry]): [string, LocatedEntry] => [
    name,
    key === VALUES || key === name ? { ...entry, value: within(entry.value) } : entry,
  ]);
  return { ...top, entries: new Map(entries) };
}

/** The digest in the place of a value. Where there is none, that is told at its spot, and null goes on for it. */
function digestFor(given: Located, contents: Record<Order, string>, complaints: Complaint[]): Located {
  const { value, complaints: wrong } = readValue(given);
  const { spot } = value;
  const text = textOf(toValue(value));
  if (wrong.length > 0) complaints.push(...wrong);
  else if (typeof text !== "string") complaints.push({ spot, cause: `the value ${text.why}`, fix: text.fix });
  const counted = typeof text === "string" ? text : (textOf(null) as ValueText);
  const digest = digestOf(counted);
  contents[digest] = counted;
  return { kind: "scalar", spot, value: digest };
}

/** What is typed in a flag is JSON where it can be read as that, and else a text. JSON is YAML: one reader finds its mistakes. */
function readValue(given: Located): { value: Located; complaints: readonly Complaint[] } {
  const { source } = given.spot;
  if (
    source.kind === "file" ||
    given.kind !== "scalar" ||
    typeof given.value !== "string" ||
    !isJson(given.value)
  )
    return { value: given, complaints: numberComplaints(given) };
  const { top = given, complaints } = readYamlIn(given.spot);
  return { value: top, complaints: [...complaints, ...numberComplaints(top)] };
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
