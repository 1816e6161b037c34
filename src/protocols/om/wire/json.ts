/** Reports spelled out: every relay with its full path, in canonical path order. */
import type { Fault } from "../../../core/fault.js";
import { type NodeId, type Order, planeOrdersOf } from "../../../core/group.js";
import { formatPath, type Path, pathFault, pathsOf, rowBits } from "../../../core/path.js";
import type { Relay } from "../../../core/relay.js";
import {
  encodeJson,
  type Fields,
  type Frame,
  hasKeys,
  headerOf,
  malformed,
  type Rejection,
  type WireContext,
} from "../../../wire/message.js";
import { quoted } from "../../../wire/quoted.js";
import { spelledReader } from "../../../wire/spelled-out.js";
import { emptyReport, type OralReport, type Rows } from "../report.js";
import { spell } from "./spelled.js";

const RELAY_KEYS = ["path", "order"];

export function encodeJsonReport(context: WireContext, report: OralReport): Frame {
  return [Buffer.from(spell(context, report))];
}

/** Reads reports whose `round` is one of the protocol's. */
export const jsonReader = spelledReader<OralReport>("relays", ({ group }, from, round, relays) => {
  const report = emptyReport(group, round, from);
  const bits = rowBits(group.ids.length, round);
  const planes = new Map<unknown, Rows | null>([[group.defaultOrder, null]]);
  for (const [k, order] of planeOrdersOf(group).entries()) planes.set(order, report.planes[k] as Rows);
  const read = readRelays(from, round, relays, pathsOf(group, round, from), {
    faultOf: (path) => pathFault(group, round, from, path),
    take(index, order) {
      const plane = planes.get(order);
      if (plane) plane[Math.floor(index / bits)]! |= 1 << (index % bits);
      return plane !== undefined;
    },
  });
  if ("kind" in read) return read;
  return { kind: "report", round, report: read.isVoid ? null : report, faults: read.faults };
});

/** A report of so many relays, each of `order`, bytes. */
export function spelledBytesMax(context: WireContext, round: number, relays: number, order: Order): number {
  const from = Math.max(...context.group.ids);
  const header = encodeJson({ ...headerOf(context, "report", round, from), relays: [] }).length;
  const relay = encodeJson({ path: Array.from({ length: round + 1 }, () => from), order }).length + 1;
  return header + relays * relay;
}

/** What a report's relays can be. */
interface Relays {
  /** Why the sender cannot tell this path in the round, or null when it can. */
  readonly faultOf: (path: Path) => string | null;
  /** Takes the relay of `paths[index]`; false for an order that there is not. */
  readonly take: (index: number, order: Order) => boolean;
}

/** Reads the relays of a report along `paths`, in their order. `isVoid`: one is of a path that cannot be told. */
export function readRelays(
  from: NodeId,
  round: number,
  relays: readonly unknown[],
  paths: readonly Path[],
  { faultOf, take }: Relays,
): { readonly isVoid: boolean; readonly faults: Fault[] } | Rejection {
  const bad: Relay[] = [];
  const missing: Path[] = [];
  let index = 0;
  for (const item of relays) {
    if (!isRelay(item)) return malformed(from, round, "a relay that is not {path, order}");
    const { path, order } = item;
    while (index < paths.length && !samePath(paths[index] as Path, path))
      missing.push(paths[index++] as Path);
    if (index === paths.length) {
      const why = faultOf(path);
      if (why === null) return malformed(from, round, `path ${formatPath(path)} twice or out of order`);
      return { isVoid: true, faults: [{ from, round, kind: "badPath", detail: why }] };
    }
    if (!take(index, order)) bad.push(item);
    index++;
  }
  missing.push(...paths.slice(index));
  return { isVoid: false, faults: faultsOf(from, round, bad, missing) };
}

export function isRelay(item: unknown): item is Relay {
  if (typeof item !== "object" || item === null) return false;
  const { path, order } = item as { path: unknown; order: unknown };
  if (typeof order !== "string" || !Array.isArray(path)) return false;
  for (const id of path) if (!Number.isSafeInteger(id)) return false;
  return hasKeys(item as Fields, RELAY_KEYS);
}

function samePath(a: Path, b: Path): boolean {
  if (a.length !== b.length) return false;
  for (let hop = 0; hop < a.length; hop++) if (a[hop] !== b[hop]) return false;
  return true;
}

/** One fault of each kind for a whole report, however many of its relays are at fault. */
function faultsOf(from: NodeId, round: number, bad: readonly Relay[], missing: readonly Path[]): Fault[] {
  const faults: Fault[] = [];
  const more = (count: number) => (count > 1 ? `, and ${count - 1} more` : "");
  const [firstBad] = bad;
  if (firstBad) {
    const where = `order ${quoted(firstBad.order)} at path ${formatPath(firstBad.path)}`;
    faults.push({ from, round, kind: "badOrder", detail: where + more(bad.length) });
  }
  const [firstMissing] = missing;
  if (firstMissing) {
    const detail = `no relay for path ${formatPath(firstMissing)}${more(missing.length)}`;
    faults.push({ from, round, kind: "missingPath", detail });
  }
  return faults;
}
