/** The lies of a run, grouped: what a traitor owed and what it told instead. */
import type { NodeId, Order } from "../core/group.js";
import { groupedBy, keptIn } from "../core/grouped.js";
import { relayCount } from "../core/path.js";
import { type Facts, isLie, type Telling } from "./facts.js";
import { clipped, count, type Line, nodes, order, say, sentence, span, type Text } from "./text.js";

const PATHS_SHOWN_MAX = 6;
const GROUPS_SHOWN_MAX = 10;

/** The same lie on the same paths to one or more receivers. */
interface LieGroup {
  readonly round: number;
  readonly from: NodeId;
  readonly to: NodeId[];
  readonly owed: Order;
  readonly told: Order;
  readonly isMissing: boolean;
  readonly paths: readonly string[];
}

/** One line for each lie of node `from`, those beyond the tenth counted. */
export function lieLines(facts: Facts, from: NodeId): Text {
  // where a recording is cut off, what is not in it may have been told
  const isWhole = facts.recording.verdict !== undefined;
  const lies = facts.lies.filter((lie) => lie.from === from && (isWhole || !lie.isMissing));
  const groups = grouped(lies.filter(isLie));
  if (groups.length === 0) {
    if (!isWhole) return [sentence(say`${facts.name(from)} told nothing false, as far as this is recorded.`)];
    const what =
      lies.length === 0 ? "told everyone what it owed" : "was silent where it owed the default order";
    return [sentence(say`${facts.name(from)} ${what}: it changed nothing in this run.`)];
  }
  const lines = groups
    .slice(0, GROUPS_SHOWN_MAX)
    .map((group) => sentence(say`${lieSentence(facts, group)}.`));
  const left = groups
    .slice(GROUPS_SHOWN_MAX)
    .reduce((sum, { to, paths }) => sum + to.length * paths.length, 0);
  return left > 0 ? [...lines, [span("note", `… and ${count(left, "more false relay")}`)]] : lines;
}

function grouped(lies: readonly Telling[]): LieGroup[] {
  const toOne = groupedBy(lies, ({ path, to, owed, told, isMissing }) =>
    JSON.stringify([path.length, to, owed, told, isMissing]),
  );
  const groups = new Map<string, LieGroup>();
  for (const alike of toOne.values()) {
    const [{ from, to, path, owed, told, isMissing }] = alike as [Telling & { readonly owed: Order }];
    const paths = alike.map((lie) => lie.path.join("."));
    const lie = { round: path.length - 1, from, owed, told, isMissing, paths };
    keptIn(groups, JSON.stringify(lie), () => ({ ...lie, to: [] })).to.push(to);
  }
  return [...groups.values()].sort((a, b) => a.round - b.round);
}

/** `in round 2 node 3 told nodes 4 and 6 retreat instead of attack on paths 1.2.3 and 1.5.3` */
function lieSentence(facts: Facts, group: LieGroup): Line {
  const { round, from, to, owed, told, isMissing } = group;
  const others = facts.group.ids.length - (round === 0 ? 1 : 2);
  const who =
    others > 1 && to.length === others ? (round === 0 ? "every lieutenant" : "all others") : nodes(to);
  const start = say`in round ${round} ${facts.name(from)} told ${who}`;
  const where = wherePaths(facts, group);
  if (isMissing)
    return say`${start} nothing, so that ${order(told)} stands instead of ${order(owed)}${where}`;
  return say`${start} ${order(told)} instead of ${order(owed)}${where}`;
}

function wherePaths(facts: Facts, { round, paths }: LieGroup): Line {
  if (round === 0) return [];
  const isLong = paths.length > PATHS_SHOWN_MAX;
  if (isLong && paths.length === relayCount(facts.group.ids.length, round))
    return say` on all its ${paths.length} paths`;
  return say` on ${paths.length === 1 ? "path" : "paths"} ${span("path", clipped(paths, PATHS_SHOWN_MAX))}`;
}
