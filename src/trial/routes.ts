/**
 * Along which paths a lieutenant of OM(m) tells on, and whom: the same in every world with that list of nodes, so it is found
 * once for as long as there is one.
 */
import type { NodeId } from "../core/group.js";
import type { Path } from "../core/path.js";
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
  let ofGroup = found.get(nodes);
  if (ofGroup === undefined) {
    ofGroup = new Map();
    found.set(nodes, ofGroup);
  }
  const name = `${id} ${round} ${general}`;
  let routes = ofGroup.get(name);
  if (routes === undefined) {
    routes = pathsBefore(nodes, id, [general], round).map((above): Route => {
      const path = [...above, id];
      return { above: keyOf(above), path, ...receiversOf(nodes, general, path) };
    });
    ofGroup.set(name, routes);
  }
  return routes;
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
