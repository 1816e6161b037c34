/**
 * What an entry of somebody's list of nodes was probably meant to be. Lists of members are kept in many shapes: the port
 * apart, ids from 0, `host:port` alone. A suggestion must be one that can be copied, so each is a sound node.
 */
import type * as z from "zod/mini";
import { kindOfHost } from "../core/address.js";
import { HOST_NAMES, ID_NAMES, PORT_NAMES } from "./elsewhere.js";
import { nodeSchema } from "./schema.js";
import { plainName } from "./suggest.js";

export type MeantNode = z.output<typeof nodeSchema>;

/** The node's entry as a file spells it, in JSON with quoted keys. */
export function entryText(node: object, isJson = false): string {
  const fields = Object.entries(node).map(([key, value]) => {
    return `${isJson ? JSON.stringify(key) : key}: ${JSON.stringify(value)}`;
  });
  return `{ ${fields.join(", ")} }`;
}

type Fields = ReadonlyMap<string, unknown>;

/**
 * For each entry the node that it was meant to be; undefined where that cannot be told. Sound entries stay what they are:
 * the others get ids and addresses beside them, their own where they can be had.
 */
export function meantNodes(
  list: readonly unknown[],
  isSound: (index: number) => boolean,
): (MeantNode | undefined)[] {
  const entries = list.map((entry) => fieldsOf(entry));
  const written = entries.map((fields) => idOf(fields));
  const shift = written.includes(0) && !list.some((_, index) => isSound(index)) ? 1 : 0;
  const ids = new Set<number>();
  const addresses = new Set<unknown>();
  for (const [index, fields] of entries.entries()) {
    if (!isSound(index)) continue;
    ids.add(written[index] ?? 0);
    addresses.add(fields.get("address"));
  }
  const idFor = (index: number) => {
    const own = (written[index] ?? -shift) + shift;
    let id = own >= 1 && own <= 65535 && !ids.has(own) ? own : 1;
    while (ids.has(id)) id++;
    ids.add(id);
    return id;
  };
  // ids that are written are given first, lest one that is made up takes them
  const order = [...list.keys()].filter((index) => !isSound(index));
  order.sort((left, right) => Number(written[left] === undefined) - Number(written[right] === undefined));
  const idAt = new Map(order.map((index) => [index, idFor(index)]));
  return entries.map((fields, index) => {
    const id = idAt.get(index);
    const node = id === undefined ? undefined : nodeOf(fields, id);
    if (!node || addresses.has(node.address)) return undefined;
    addresses.add(node.address);
    return node;
  });
}

/** Whether ids begin with 0 in somebody's list. */
export function countsFromZero(list: readonly unknown[]): boolean {
  return list.some((entry) => idOf(fieldsOf(entry)) === 0);
}

/** A mapping's fields by plain names; of a text, what it says of host, port and id. */
function fieldsOf(entry: unknown): Fields {
  if (typeof entry === "string" || typeof entry === "number") return fieldsOfLine(String(entry));
  if (typeof entry !== "object" || entry === null || Array.isArray(entry)) return new Map();
  return new Map(Object.entries(entry).map(([key, value]) => [plainName(key), value]));
}

/** `127.0.0.1:5001`, `1 127.0.0.1 5001`, `1,127.0.0.1,5001`, `node1 127.0.0.1:5001`. */
function fieldsOfLine(line: string): Fields {
  const words = line
    .slice(0, LINE_CHARS_MAX)
    .trim()
    .split(/[\s,;=]+/);
  const marked = words.findIndex((word) => /[.:[]|^localhost$/i.test(word));
  const beforePort = words.length < 4 && /^\d+$/.test(words.at(-1) ?? "") ? words.length - 2 : -1;
  const at = marked >= 0 ? marked : beforePort;
  if (at < 0) return new Map<string, unknown>(words.length === 1 ? [["port", words[0]]] : []);
  const port = words[at + 1];
  return new Map<string, unknown>([
    ["address", words[at]],
    ...(at > 0 ? [["id", words[0]] as const] : []),
    ...(port !== undefined ? [["port", port] as const] : []),
  ]);
}

const LINE_CHARS_MAX = 500;

function first<T>(fields: Fields, names: readonly string[], read: (value: unknown) => T | undefined) {
  for (const name of names) {
    const found = read(fields.get(name));
    if (found !== undefined) return found;
  }
  return undefined;
}

/** A whole number, or the digits that a name ends with. */
function idOf(fields: Fields): number | undefined {
  return first(fields, ID_NAMES, (value) => {
    const digits =
      typeof value === "string" ? /(?:^|[^\d.])(\d{1,5})$/.exec(value.slice(-64))?.[1] : undefined;
    const id = typeof value === "number" ? value : Number(digits ?? Number.NaN);
    return Number.isInteger(id) && id >= 0 && id <= 65535 ? id : undefined;
  });
}

function nodeOf(fields: Fields, id: number): MeantNode | undefined {
  const place = first(fields, HOST_NAMES, (value) =>
    typeof value === "string" ? placeOf(value) : undefined,
  );
  const port = place?.port ?? first(fields, PORT_NAMES, portOf);
  if (place?.host === undefined && port === undefined) return undefined;
  const address = `tcp://${place?.host ?? "127.0.0.1"}:${port ?? 7100 + id}`;
  const node = { id, address };
  if (!nodeSchema.safeParse(node).success) return undefined;
  const kept = [
    ["publicKey", "publickey"],
    ["signingKey", "signingkey"],
    ["value", "value"],
    ["command", "command"],
  ] as const;
  return kept.reduce<MeantNode>((made, [key, name]) => {
    const more = { ...made, [key]: fields.get(name) };
    return fields.has(name) && nodeSchema.safeParse(more).success ? more : made;
  }, node);
}

interface Place {
  readonly host?: string;
  readonly port?: number;
}

/** Host and port of what people write for an address; undefined if it is none. */
function placeOf(text: string): Place | undefined {
  const bare = text
    .slice(0, LINE_CHARS_MAX)
    .trim()
    .replace(/^[a-z][a-z0-9+.-]*:\/\//i, "")
    .replace(/[/?#].*$/, "");
  const [, ip = "", port] = /^([0-9a-f:.]+):(\d+)$/i.exec(bare) ?? [];
  // as in address-mistakes.ts: what stands behind the last colon is taken for the port
  if (kindOfHost(ip) === "ipv6") return { host: `[${ip}]`, ...portPlace(port) };
  if (kindOfHost(bare) === "ipv6") return { host: `[${bare}]` };
  const [, host, digits] = /^(\[[^\]]*\]|[^:\s]*)(?::(\d+))?$/.exec(bare) ?? [];
  if (!host && digits === undefined) return undefined;
  if (digits === undefined && /^\d+$/.test(host ?? "")) return portPlace(host);
  return { ...(host && { host }), ...portPlace(digits) };
}

function portPlace(digits: string | undefined): Place {
  const port = portOf(digits);
  return port === undefined ? {} : { port };
}

function portOf(value: unknown): number | undefined {
  const isDigits = typeof value === "number" || (typeof value === "string" && /^\d{1,6}$/.test(value));
  return isDigits && Number.isInteger(Number(value)) ? Number(value) : undefined;
}
