/** A path as a sentence, and what really happened along it. */

import type { Group, NodeId, Order } from "../core/group.js";
import { at } from "../core/must.js";
import { type Path, pathFault } from "../core/path.js";
import { RecordingError, shown } from "../recording/fields.js";
import { groupOfRun, type Recording } from "../recording/recording.js";
import { type Facts, isLie, type Telling } from "./facts.js";
import { type Line, order, say } from "./text.js";

/** `node 2 says that node 4 says that node 3 says that the general ordered attack` */
export function pathSentence(path: Path, told: Order): Line {
  const hops = path.slice(1).reverse();
  return say`${hops.map((id) => `node ${id} says that `).join("")}the general ordered ${order(told)}`;
}

/**
 * What really happened along `path` on its way to `to`: the general's order, and each hop that changed it:
 * `the general ordered attack; node 3 was told attack and told node 4 retreat (node 3 is a traitor: flip)`.
 */
export function truthSentence(facts: Facts, path: Path, to: NodeId): Line {
  const start = say`the general ordered ${order(facts.recording.run.order)}`;
  const hops = path.flatMap((teller, index) => {
    const receiver = path[index + 1] ?? to;
    if (teller === receiver) return [];
    return facts.telling(path.slice(0, index + 1), receiver) ?? [];
  });
  const lies = hops.filter((hop) => isLie(hop) || hop.owed === null);
  if (lies.length > 0) return lies.reduce((line, lie) => say`${line}${hopSentence(facts, lie)}`, start);
  if (path.length === 1) return say`${start} and told ${facts.name(to)} so`;
  return say`${start}, and every node on the way passed on what it was told`;
}

/** What follows on `the general ordered attack` for one changed hop. */
function hopSentence(facts: Facts, lie: Telling): Line {
  const { from, to, owed, told, isMissing } = lie;
  const receiver = facts.name(to);
  const what = isMissing
    ? say`told ${receiver} nothing in time, so ${order(told)}, the default order, stands`
    : say`told ${receiver} ${order(told)}`;
  const blame = facts.blame(from);
  if (from === facts.group.general) return say` and ${what}${blame}`;
  if (owed === null)
    return say`; ${facts.name(from)} ${what}${blame}; what it was told itself is not recorded`;
  return say`; ${facts.name(from)} was told ${order(owed)} and ${what}${blame}`;
}

/** The path that a text such as `1.3.2` names in this recording; it may end at any lieutenant. */
export function parsePath(recording: Recording, text: string): Path {
  const group = groupOfRun(recording.run);
  const more = `the general first and then lieutenants, ${group.m + 1} ids at most, such as ${examplePath(group)}`;
  const fix = group.m === 0 ? `write the general alone, ${group.general}` : `write ${more}`;
  if (!/^[1-9]\d{0,9}(\.[1-9]\d{0,9})*$/.test(text))
    throw new RecordingError(null, `${shown(text)} is not a path`, fix);
  const path = text.split(".").map(Number);
  if (path.length > group.m + 1) {
    const what = `path ${path.slice(0, 40).join(".")} has ${path.length} ids; with m ${group.m} there ${group.m === 0 ? "is 1" : `are ${group.m + 1}`} at most`;
    throw new RecordingError(null, what, fix);
  }
  const wrong = pathFault(group, path.length - 1, at(path, -1), path);
  if (wrong !== null) throw new RecordingError(null, wrong, fix);
  return path;
}

/** A path as long as there is one, through the last lieutenants that any node hears of. */
export function examplePath(group: Group): string {
  const lieutenants = group.ids.filter((id) => id !== group.general);
  return [group.general, ...lieutenants.slice(0, group.m).reverse()].join(".");
}
