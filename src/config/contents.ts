/**
 * `orders: any`: values of any kind. What the file or a flag gives as an order becomes the digest of its JSON text here, at
 * its own spot, and `orders` the list of those digests; so everything behind this sees orders as it always does.
 */
import { createHash } from "node:crypto";
import { VALUE_BYTES_MAX } from "../core/carried.js";
import type { Order } from "../core/group.js";
import type { Contents } from "../core/protocol.js";
import type { Located, LocatedEntry, LocatedMap } from "./located.js";
import { toValue } from "./located.js";
import type { Complaint, Spot } from "./problem.js";

/** A value that JSON can write. */
export type JsonValue =
  | string
  | number
  | boolean
  | null
  | readonly JsonValue[]
  | { readonly [key: string]: JsonValue };

/** Stand in where nothing is said, and are there to lie with. */
const DEFAULT = "retreat";
const OTHER = "attack";

/** SHA-256 of a value's JSON text in UTF-8, in lower-case hexadecimal digits; docs/WIRE.md. */
export function digestOf(text: string): Order {
  return createHash("sha256").update(text, "utf8").digest("hex");
}

/** Bytes as the JSON value that stands for them. */
export function bytesValue(bytes: Uint8Array): JsonValue {
  return { base64: Buffer.from(bytes).toString("base64") };
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
  readonly #complaints: Complaint[];

  constructor(complaints: Complaint[]) {
    this.#complaints = complaints;
  }

  /** The digest in the place of a value. */
  named(value: Located): Located {
    const text = JSON.stringify(valueOf(value));
    const bytes = Buffer.byteLength(text);
    if (bytes > VALUE_BYTES_MAX) {
      const cause = `the value is ${bytes} bytes long as JSON, and ${VALUE_BYTES_MAX} are the most`;
      this.#complaints.push({
        spot: value.spot,
        cause,
        fix: "agree on something that names it, such as its own digest",
      });
    }
    const digest = digestOf(text);
    this.contents[digest] = text;
    return { kind: "scalar", spot: value.spot, value: digest };
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

/** What is typed in a flag is JSON where it can be read as that, and else a text. */
function valueOf(located: Located): unknown {
  const value = toValue(located);
  if (located.spot.source.kind !== "flag" || typeof value !== "string") return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}
