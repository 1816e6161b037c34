/**
 * Along which paths a lieutenant of OM(m) tells on, and whom: the same in every world with that list of nodes, so it is found
 * once for as long as there is one.
 */

import { type Group, lieutenantsOf, type NodeId } from "../core/group.js";
import { keptIn } from "../core/grouped.js";
import { type Path, pathsOf } from "../core/path.js";
import { keyOf, type PathKey } from "./path-key.js";
import type { Debt } from "./rules/rules.js";
import type { Start } from "./turn.js";

export interface Route extends Pick<Debt, "path" | "to" | "echoes" | "free"> {
  /** the path that it tells on */
  readonly above: PathKey;
}

const found = new WeakMap<readonly NodeId[], Map<string, readonly Route[]>>();

/** In `round` ≥ 1 every path of the round before that does not hold it, with itself behind. */
export function routesOf({ id, nodes, general }: Start, round: number): readonly Route[] {
  const ofGroup = keptIn(found, nodes, () => new Map<string, readonly Route[]>());
  return keptIn(ofGroup, `${id} ${round} ${general}`, () =>
    pathsBefore(nodes, id, [general], round).map((above) => {
      const path = [...above, id];
      return { above: keyOf(above), path, ...receiversOf(nodes, general, path) };
    }),
  );
}

/** All paths of so many ids that begin like `path` and do not hold `id`. */
function pathsBefore(nodes: readonly NodeId[], id: NodeId, path: Path, length: number): Path[] {
  if (path.length === length) return [path];
  return nodes
    .filter((next) => next !== id && !path.includes(next))
    .flatMap((next) => pathsBefore(nodes, id, [...path, next], length));
}

/** Who is told a relay: those off its path; in the other style those on it too. Whoever tells itself or the general may. */
export function receiversOf(
  nodes: readonly NodeId[],
  general: NodeId,
  path: Path,
): Pick<Debt, "to" | "echoes" | "free"> {
  const self = path.at(-1);
  const isFree = (id: NodeId) => id === self || id === general;
  return {
    to: nodes.filter((id) => !path.includes(id)),
    echoes: nodes.filter((id) => path.includes(id) && !isFree(id)),
    free: nodes.filter(isFree),
  };
}

/** Every path on which a node could tell in a round, where a path says who told whom. */
export function chainsOf(group: Group, round: number, id: NodeId): readonly Path[] {
  if ((id === group.general) !== (round === 0)) return [];
  return lieutenantsOf(group).length < round ? [] : pathsOf(group, round, id);
}
