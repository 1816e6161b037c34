/** What must hold between several values: ids, addresses, orders, bounds. Each check complains to the draft. */

import { sameSpot } from "../core/address.js";
import { listed } from "../core/listed.js";
import { NODES_MAX, protocolOf } from "../protocols/index.js";
import { PROTOCOLS } from "../protocols/names.js";
import type { Basics } from "./basics.js";
import type { Draft, Fix, Write } from "./draft.js";
import type { Keys } from "./located.js";
import { show } from "./problem.js";
import { nearest } from "./suggest.js";
import { DURATION_MS_MAX, DURATION_MS_MIN, durationMs } from "./values.js";

export function checkAll(draft: Draft, basics: Basics): void {
  checkNodes(draft);
  checkRoom(draft, basics);
  checkKeys(draft, "publicKey");
  checkKeys(draft, "signingKey");
  checkOrders(draft, basics);
  checkGeneral(draft, basics);
  checkBound(draft, basics);
  checkWire(draft, basics);
  checkDuration(draft, "roundTimeout");
  checkDuration(draft, "startTimeout");
}

function checkNodes(draft: Draft): void {
  const length = draft.lengthOf("nodes") ?? 0;
  const values = (key: string) => entriesOf(length, "nodes", key).map((keys) => draft.get(...keys));
  const ids = new Set(values("id"));
  complainOfRepeats(draft, entriesOf(length, "nodes", "id"), (value, first) => ({
    cause: `id ${show(value)} is that of entry ${first + 1} already`,
    fix: (write) => `give every node its own id: write ${write("id", freeId(ids))}`,
  }));
  const addresses = new Set(values("address"));
  const say = (value: unknown, first: number) => ({
    cause: `address ${show(value)} is that of ${nodeAt(draft, first)} already`,
    fix: (write: Write) => {
      const free = freeAddress(String(value), addresses);
      const own = "give every node its own port or host";
      return free === undefined ? own : `${own}: write ${write("address", JSON.stringify(free))}`;
    },
  });
  complainOfRepeats(draft, entriesOf(length, "nodes", "address"), say, (value) => sameSpot(String(value)));
}

/** The lowest that no node has; it is that of a node from here on. */
function freeId(taken: Set<unknown>): number {
  let id = 1;
  while (taken.has(id)) id++;
  taken.add(id);
  return id;
}

/** The same host with the next port that no node has. */
function freeAddress(address: string, taken: Set<unknown>): string | undefined {
  const [, host, digits] = /^(.*:)(\d+)$/.exec(address) ?? [];
  for (let port = Number(digits ?? Number.NaN) + 1; port <= 65535; port++) {
    const free = `${host}${port}`;
    if (taken.has(free)) continue;
    taken.add(free);
    return free;
  }
  return undefined;
}

/** More nodes than any protocol has room for are a mistake of shape. */
function checkRoom(draft: Draft, { protocol, n }: Basics): void {
  if (protocol === undefined || n === undefined || n > NODES_MAX) return;
  const { count, why } = protocolOf({ protocol }).nodesMax;
  if (n <= count) return;
  const roomy = PROTOCOLS.filter((name) => protocolOf({ protocol: name }).nodesMax.count >= n);
  const cause = `nodes has ${n} entries; at most ${count} are possible with protocol ${protocol}: ${why}`;
  draft.complain(["nodes"], cause, (write) => {
    const others = roomy.map((name) => write("protocol", name));
    return [`take 2 to ${count} nodes`, ...others.map((other) => `write ${other}`)].join("; or ");
  });
}

/** Only listed orders of oral messages are bits. */
function checkWire(draft: Draft, { protocol }: Basics): void {
  if (protocol === undefined || draft.get("wire") !== "packed") return;
  const { packs } = protocolOf({ protocol });
  if (packs && !draft.isOpen) return;
  const what = packs ? "orders: any" : `protocol ${protocol}`;
  const cause = `reports cannot be packed with ${what}: they are not one bit a relay`;
  draft.complain(["wire"], cause, (write) => `leave wire out, or write ${write("wire", "json")}`);
}

/** All nodes have a key or none has, and no two the same: a key says who speaks. */
function checkKeys(draft: Draft, key: "publicKey" | "signingKey"): void {
  const length = draft.lengthOf("nodes") ?? 0;
  complainOfRepeats(draft, entriesOf(length, "nodes", key), (_value, first) => ({
    cause: `${key} is that of ${nodeAt(draft, first)} already, and either could speak for the other`,
    fix: "make a key pair for each node with `strategos keygen`",
  }));
  const indexes = Array.from({ length }, (_, index) => index);
  const without = indexes.filter((index) => !draft.has("nodes", index, key));
  const first = without[0];
  if (first === undefined || without.length === length) return;
  const cause = `${nodeAt(draft, first)} has no ${key}, and ${length - without.length} of ${length} nodes have one`;
  draft.complain(["nodes", first], cause, `give every node a ${key}, or none`);
}

function checkOrders(draft: Draft, { orders, defaultOrder }: Basics): void {
  complainOfRepeats(draft, entriesOf(draft.lengthOf("orders") ?? 0, "orders"), (value) => ({
    cause: `the order ${show(value)} stands in orders twice`,
    fix: "name every order once",
  }));
  if (!orders) return;
  checkOrder(draft, ["order"], orders);
  if (draft.has("default")) return checkOrder(draft, ["default"], orders);
  if (defaultOrder === undefined || orders.includes(defaultOrder)) return;
  const cause = `default is left out and then means ${defaultOrder}, which is not among the orders`;
  draft.complain(
    ["orders"],
    cause,
    (write) => `add ${write("default", orders[0] ?? "")}, or another of the orders`,
  );
}

/** Complains of an order that is written at the keys and is not among the orders. */
function checkOrder(draft: Draft, keys: Keys, orders: readonly string[]): void {
  const order = draft.get(...keys);
  if (typeof order !== "string" || orders.includes(order)) return;
  const guess = nearest(order, orders);
  const cause = `${show(order)} is not among the orders, which are ${listed(orders.map((known) => show(known)))}`;
  draft.complain(keys, cause, guess ? `did you mean ${guess}?` : "use one of them, or add it to orders");
}

/** The same of what a traitor is to say, unless values are any text. */
export function checkSaid(draft: Draft, keys: Keys, { protocol, orders }: Basics): void {
  const isOpen = protocol !== undefined && protocolOf({ protocol }).everyone !== undefined;
  if (orders && !isOpen) checkOrder(draft, keys, orders);
}

function checkGeneral(draft: Draft, { ids, n, general }: Basics): void {
  if (general === undefined || ids.length !== n || ids.includes(general)) return;
  const cause = `the general is to be node ${general}, which is not among the nodes ${listed(ids)}`;
  draft.complain(["general"], cause, (write) => `write ${write("general", ids[0] ?? 1)}, or another of them`);
}

/** Most protocols need n > 3m (Lamport et al. 1982, Theorem 1), and m + 1 rounds need n − 2 ≥ m. */
function checkBound(draft: Draft, { protocol, n, m }: Basics): void {
  if (protocol === undefined || n === undefined || n < 2 || m === undefined || !draft.has("m")) return;
  if (m > n - 2) {
    const cause = `m is ${m}, and ${n} nodes have paths for m up to ${n - 2} only`;
    return draft.complain(
      ["m"],
      cause,
      (write) =>
        `write ${write("m", protocolOf({ protocol }).bound.mMax(n))}, the most that ${n} nodes tolerate`,
    );
  }
  const kind = protocolOf({ protocol });
  if (kind.bound.tolerates(n, m) || draft.get("unsafe") === true) return;
  const least = kind.bound.nodesNeeded(m);
  const cause = `${n} nodes cannot tolerate m = ${m}: ${kind.title("m")} needs n > 3m, here at least ${least} nodes`;
  draft.complain(["m"], cause, (write) => {
    const smaller = write("m", kind.bound.mMax(n));
    return `use at least ${least} nodes; or write ${smaller}; or ${outOfGuarantee(write)}`;
  });
}

/** The way out for who wants to watch a broken bound. */
export function outOfGuarantee(write: Write): string {
  return `write ${write("unsafe", "true")} to see what breaks without the guarantee`;
}

function checkDuration(draft: Draft, key: "roundTimeout" | "startTimeout"): void {
  const text = draft.get(key);
  if (typeof text !== "string") return;
  const ms = durationMs(text);
  if (ms >= DURATION_MS_MIN && ms <= DURATION_MS_MAX) return;
  const cause = `${key} is ${text}, which is too ${ms < DURATION_MS_MIN ? "short" : "long"}`;
  draft.complain([key], cause, `choose from ${DURATION_MS_MIN}ms to ${DURATION_MS_MAX / 60_000}m`);
}

function entriesOf(length: number, ...[list, key]: [string, string?]): Keys[] {
  return Array.from({ length }, (_, index) => (key === undefined ? [list, index] : [list, index, key]));
}

function nodeAt(draft: Draft, index: number): string {
  const id = draft.idOf("nodes", index);
  return id === undefined ? `entry ${index + 1} of nodes` : `node ${id}`;
}

/** Complains of each sound value that stood at an earlier place already; two with the same `same` are one. */
export function complainOfRepeats(
  draft: Draft,
  places: readonly Keys[],
  say: (value: unknown, firstIndex: number) => { cause: string; fix: Fix },
  same: (value: unknown) => unknown = (value) => value,
): void {
  const seen = new Map<unknown, number>();
  for (const [index, keys] of places.entries()) {
    const value = draft.get(...keys);
    if (value === undefined) continue;
    const first = seen.get(same(value));
    if (first === undefined) seen.set(same(value), index);
    else {
      const { cause, fix } = say(value, first);
      draft.complain(keys, cause, fix);
    }
  }
}
