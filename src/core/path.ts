/**
 * Paths and where each of them lies in a report.
 *
 * A path `1.3.4.2` holds distinct ids, the general first: node 2 says that node 4 says that node 3 says that
 * the general ordered so (Lamport, Shostak and Pease 1982, §3; Lynch 1996, §6.2.3).
 *
 * Canonical path order compares the LAST hop first, then the one before, and so on; each hop counts as its rank
 * among the lieutenants that are left. So all that one node tells in one round lies in one piece, and the first
 * lieutenant runs fastest: the relays that differ in it alone share one row of bits.
 */
import { type Group, lieutenantsOf, type NodeId } from "./group.js";

export type Path = readonly NodeId[];

/** Where one relay lies in the report of its path's last node: a row, and a bit of that row. */
export interface Cell {
  readonly row: number;
  readonly bit: number;
}

/** Bits of a row in a report of `round`: the choices for the first lieutenant of a path. */
export function rowBits(n: number, round: number): number {
  return round < 2 ? 1 : n - round;
}

/** Rows in a report of `round`: the choices for all hops between the first lieutenant and the sender. */
export function rowCount(n: number, round: number): number {
  let rows = 1;
  for (let hop = 2; hop < round; hop++) rows *= n - hop;
  return rows;
}

/** Relays in one report of `round`: (n−2)(n−3)…(n−round). */
export function relayCount(n: number, round: number): number {
  return rowCount(n, round) * rowBits(n, round);
}

/** Paths at level `round`: (n−1)(n−2)…(n−round). */
export function levelSize(n: number, round: number): number {
  return round === 0 ? 1 : (n - 1) * relayCount(n, round);
}

/** The cell of `path` in the report of its last node. The path must be one that this node can tell. */
export function cellOf(group: Group, path: Path): Cell {
  const last = path.length - 1;
  let row = 0;
  for (let hop = last - 1; hop > 1; hop--)
    row = row * (group.ids.length - 1 - (last - hop)) + rankLeft(group, path, hop);
  return { row, bit: last > 1 ? rankLeft(group, path, 1) : 0 };
}

/** The rank of a hop among the lieutenants that the hops behind it leave. */
function rankLeft(group: Group, path: Path, hop: number): number {
  const id = path[hop] as NodeId;
  let rank = lieutenantsOf(group).indexOf(id);
  for (let behind = hop + 1; behind < path.length; behind++) if ((path[behind] as NodeId) < id) rank--;
  return rank;
}

/** Every path that `sender` tells in `round`, in canonical order. */
export function pathsOf(group: Group, round: number, sender: NodeId): Path[] {
  if (round === 0) return [[group.general]];
  const paths: Path[] = [];
  const choose = (hops: number, left: readonly NodeId[], tail: Path): void => {
    if (hops === 0) paths.push([group.general, ...tail]);
    else if (hops === 1) for (const id of left) paths.push([group.general, id, ...tail]);
    else
      for (const id of left)
        choose(
          hops - 1,
          left.filter((it) => it !== id),
          [id, ...tail],
        );
  };
  choose(
    round - 1,
    lieutenantsOf(group).filter((id) => id !== sender),
    [sender],
  );
  return paths;
}

/** The children of `path`: that path plus one more lieutenant, by id. */
export function childrenOf(group: Group, path: Path): readonly Path[] {
  return lieutenantsOf(group)
    .filter((id) => !path.includes(id))
    .map((id) => [...path, id]);
}

/** Whether a path comes before another of its length in canonical order. */
export function isBefore(path: Path, other: Path): boolean {
  let hop = path.length - 1;
  while (hop >= 0 && path[hop] === other[hop]) hop--;
  return hop >= 0 && (path[hop] as NodeId) < (other[hop] as NodeId);
}

/** Why `sender` cannot tell `path` in `round`, or null when it can. */
export function pathFault(group: Group, round: number, sender: NodeId, path: Path): string | null {
  // asked of every relay that is read: words are made where there is something to say
  const wrong = (what: string) => `path ${path.slice(0, 40).join(".")} ${what}`;
  if (path.length !== round + 1) return wrong(`has ${path.length} ids, round ${round} has ${round + 1}`);
  if (path[0] !== group.general) return wrong(`does not start at the general, node ${group.general}`);
  if (path[path.length - 1] !== sender) return wrong(`does not end at its sender, node ${sender}`);
  const unknown = path.find((id) => !group.ids.includes(id));
  if (unknown !== undefined) return wrong(`names node ${unknown}, which is not in the group`);
  if (path.some((id, hop) => path.indexOf(id) < hop)) return wrong("names a node twice");
  return null;
}

/** `1.3.4.2` */
export function formatPath(path: Path): string {
  return path.join(".");
}
