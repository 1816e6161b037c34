/**
 * `orders: any`: values of any kind. What the file or a flag gives as an order becomes the digest of its JSON text here, at
 * its own spot, and `orders` the list of those digests; so everything behind this sees orders as it always does.
 */
import { DEFAULT_ORDERS, type Order } from "../core/group.js";
import type { Contents } from "../core/party.js";
import { checkText, type NoValue, textOf, VALUE_BYTES_MAX, type ValueText } from "../core/value.js";
import { digestOf } from "../wire/digest.js";
import { type Located, type LocatedEntry, type LocatedMap, toValue } from "./located.js";
import { numberComplaints } from "./numbers.js";
import type { Complaint, Spot } from "./problem.js";
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
  if (!(given instanceof Uint8Array)) return textOf(given);
  // more of them would only be encoded to be refused
  return textOf({ base64: Buffer.from(given.subarray(0, VALUE_BYTES_MAX)).toString("base64") });
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
  const digests = new Digests(complaints);
  const entries = new Map(top.entries);
  const spot = orders.value.spot;
  entries.set("default", entryOf(top, "default", DEFAULT, orders.key));
  for (const key of ["default", "order"]) {
    const entry = entries.get(key);
    if (entry) entries.set(key, { ...entry, value: digests.named(entry.value) });
  }
  digests.named({ kind: "scalar", spot, value: OTHER });
  const traitors = entries.get("traitors");
  if (traitors) entries.set("traitors", { ...traitors, value: digests.ofTraitors(traitors.value) });
  const listed = Object.keys(digests.contents);
  // values of nodes' own are not listed: any number of them goes
  const nodes = entries.get("nodes");
  if (nodes) entries.set("nodes", { ...nodes, value: digests.inEach(nodes.value, "value") });
  const items = listed.map((value): Located => ({ kind: "scalar", spot, value }));
  entries.set("orders", { ...orders, value: { kind: "list", spot, items } });
  return { top: { ...top, entries }, contents: digests.contents };
}

function entryOf({ entries }: LocatedMap, key: string, left: string, spot: Spot): LocatedEntry {
  return entries.get(key) ?? { key: spot, value: { kind: "scalar", spot, value: left } };
}

class Digests {
  readonly contents: Record<Order, string> = {};

  constructor(private readonly complaints: Complaint[]) {}

  /** The digest in the place of a value. Where there is none, that is told at its spot, and null goes on for it. */
  named(given: Located): Located {
    const { value, complaints } = readValue(given);
    const { spot } = value;
    const text = textOf(toValue(value));
    if (complaints.length > 0) this.complaints.push(...complaints);
    else if (typeof text !== "string")
      this.complaints.push({ spot, cause: `the value ${text.why}`, fix: text.fix });
    const counted = typeof text === "string" ? text : (textOf(null) as ValueText);
    const digest = digestOf(counted);
    this.contents[digest] = counted;
    return { kind: "scalar", spot, value: digest };
  }

  /** The list with `key` of each of its mappings named, where it is there and not null. */
  inEach(list: Located, key: string): Located {
    if (list.kind !== "list") return list;
    return { ...list, items: list.items.map((item) => this.#in(item, key)) };
  }

  ofTraitors(list: Located): Located {
    if (list.kind !== "list") return list;
    const items = list.items.map((traitor) => {
      const named = this.#in(traitor, "order");
      if (named.kind !== "map") return named;
      const entries = new Map(named.entries);
      const [lies, tell] = [entries.get("lies"), entries.get("tell")];
      if (lies) entries.set("lies", { ...lies, value: this.inEach(lies.value, "order") });
      if (tell?.value.kind === "map") entries.set("tell", { ...tell, value: this.#all(tell.value) });
      return { ...named, entries };
    });
    return { ...list, items };
  }

  #in(item: Located, key: string): Located {
    const entry = item.kind === "map" ? item.entries.get(key) : undefined;
    if (item.kind !== "map" || !entry || toValue(entry.value) === null) return item;
    return { ...item, entries: new Map(item.entries).set(key, { ...entry, value: this.named(entry.value) }) };
  }

  #all(map: LocatedMap): LocatedMap {
    const entries = [...map.entries].map(
      ([key, entry]) => [key, { ...entry, value: this.named(entry.value) }] as const,
    );
    return { ...map, entries: new Map(entries) };
  }
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
