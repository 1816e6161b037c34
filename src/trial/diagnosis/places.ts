/**
 * All paths of a group as one tree, made once for every start: models of mistakes look the same places up again and again.
 */

import type { NodeId } from "../../core/group.js";
import { keptIn } from "../../core/grouped.js";
import { formatPath, type Path } from "../../core/path.js";
import type { Start } from "../turn.js";

export interface Place {
  readonly path: Path;
  /** the path in words, `1.3.4` */
  readonly key: string;
  readonly last: NodeId;
  /** the path without its last hop; the general's own has none */
  readonly above: Place | null;
  /** the path plus one more lieutenant, by id; leaves, of m + 1 ids, have none */
  readonly below: readonly Place[];
  /** whether the node that looks is on the path before its last hop: what it is told there is an echo */
  readonly isEcho: boolean;
}

export interface Places {
  /** the general's own */
  readonly root: Place;
  /** the places of each level, from the root to the leaves */
  readonly levels: readonly (readonly Place[])[];
  readonly byKey: ReadonlyMap<string, Place>;
}

const keys = new WeakMap<Path, string>();

/** A path in words, made once for each: hundreds of models look at the same ones. */
export function keyOf(path: Path): string {
  return keptIn(keys, path, () => formatPath(path));
}

const made = new WeakMap<Start, Places>();

export function placesOf(start: Start): Places {
  return keptIn(made, start, () => makePlaces(start));
}

function makePlaces(start: Start): Places {
  const root = placeAt(start, [start.general], null);
  const levels: (readonly Place[])[] = [[root]];
  for (let level = 1; level <= start.m; level++) {
    levels.push((levels.at(-1) ?? []).flatMap(({ below }) => below));
  }
  return { root, levels, byKey: new Map(levels.flat().map((place) => [place.key, place])) };
}

function placeAt(start: Start, path: Path, above: Place | null): Place {
  const below: Place[] = [];
  const place = {
    path,
    key: formatPath(path),
    last: path.at(-1) as NodeId,
    above,
    below,
    isEcho: path.slice(0, -1).includes(start.id),
  };
  if (path.length <= start.m) {
    const next = start.nodes.filter((id) => !path.includes(id));
    below.push(...next.map((id) => placeAt(start, [...path, id], place)));
  }
  return place;
}
