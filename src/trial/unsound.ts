/**
 * What programs told that no node accepts, as it stands in a recording: a fault that the node that was told it saw, with its path.
 * Reports hold what was accepted, so without this a recording would not show what such a program did wrong.
 */
import type { FaultKind } from "../core/fault.js";
import type { NodeId } from "../core/group.js";
import { formatPath, type Path } from "../core/path.js";
import { printable } from "../core/printable.js";
import { tellingFault } from "../core/protocol.js";
import { protocolOf } from "../protocols/index.js";
import type { FaultLine } from "../recording/recording.js";
import { keyTo, type PathKey } from "./path-key.js";
import type { Played } from "./play.js";
import type { Debt } from "./rules/rules.js";
import type { Tell } from "./turn.js";
import type { World } from "./world.js";
import { byPath, Style, wrongRelays } from "./wrong-relays.js";

const PATH_IDS_MAX = 40;

export function unsoundIn({ world, programs, turns }: Played): FaultLine[] {
  const loyal = programs.filter((id) => !world.traitors.includes(id));
  return loyal.flatMap((from) => {
    const style = new Style();
    return (turns.get(from) ?? []).flatMap(({ tells, owed }, round) => {
      if (!tells) return [];
      const echoes = wrongRelays(tells, owed, world.group.ids, style).filter(
        ({ why }) => why === "echo told",
      );
      return firstOf([
        ...unsoundOf(world, from, round, tells, owed),
        ...echoes.map(({ to, path }) => faultOf(from, round, to, path, "badPath", ECHO_TOLD)),
      ]);
    });
  });
}

/** Such a telling is accepted by itself; that it was told in this round and none in another one is wrong. */
const ECHO_TOLD = "it is an echo, which is told in all rounds or in none, and in another round it told none";

/** Of one node and round the first, and the first to another node, by path and receiver: of many alike these say enough. */
function firstOf(faults: readonly FaultLine[]): FaultLine[] {
  const sorted = faults.toSorted((a, b) => byPath(a.path ?? [], b.path ?? []) || a.node - b.node);
  const first = sorted[0];
  const toAnother = sorted.find(({ from, node }) => from !== node);
  return [...new Set([first, toAnother])].filter((one) => one !== undefined);
}

function unsoundOf(
  world: World,
  from: NodeId,
  round: number,
  tells: readonly Tell[],
  owed: readonly Debt[],
): FaultLine[] {
  const { ids } = world.group;
  const told = new Set<PathKey>();
  return tells.flatMap((tell): FaultLine[] => {
    const { to, path, order } = tell;
    const key = `${keyTo(to, path)} ${owed.length > 1 && isOwedTwice(owed, path) ? order : ""}`;
    const wrong = told.has(key)
      ? (["duplicate", `path ${formatPath(shown(path))} is told twice`] as const)
      : whyUnsound(world, from, round, tell, owed);
    told.add(key);
    if (wrong === null) return [];
    const [kind, detail] = wrong;
    return [faultOf(from, round, ids.includes(to) ? to : from, path, kind, detail)];
  });
}

function faultOf(
  from: NodeId,
  round: number,
  node: NodeId,
  path: Path,
  kind: FaultKind,
  detail: string,
): FaultLine {
  return { type: "fault", at: round, node, from, round, kind, detail, path: shown(path) };
}

/** Under seals two orders can be owed along one path. */
function isOwedTwice(owed: readonly Debt[], path: Path): boolean {
  const name = formatPath(path);
  return owed.filter((debt) => formatPath(debt.path) === name).length > 1;
}

function shown(path: Path): Path {
  return path.length === 0 ? [0] : path.slice(0, PATH_IDS_MAX);
}

/** Null for what is accepted, right or not, and for what a node may tell without need. */
function whyUnsound(
  { group }: World,
  from: NodeId,
  round: number,
  { to, path, order }: Tell,
  owed: readonly Debt[],
): readonly [FaultKind, string] | null {
  if (!group.ids.includes(to)) return ["badRound", `there is no node ${to}`];
  if (!group.orders.includes(order)) return ["badOrder", `"${printable(order, 40)}" is no order of this run`];
  const name = formatPath(path);
  const isReceiver = (debt: Debt) => [debt.to, debt.echoes, debt.free].some((all) => all.includes(to));
  if (owed.some((debt) => formatPath(debt.path) === name && isReceiver(debt))) return null;
  const protocol = protocolOf(group);
  if (!protocol.senders(group, round).includes(from))
    return ["badRound", `in round ${round} it owes nothing`];
  if (!protocol.receivers(group, round).includes(to))
    return ["badRound", `in round ${round} node ${to} is told nothing`];
  const fault = tellingFault(protocol, group, round, from, path);
  return fault === null ? null : ["badPath", fault];
}
