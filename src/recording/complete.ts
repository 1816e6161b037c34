/**
 * Puts into a recording what programs of others need not write down, so that it is explained, drawn and judged like ours: the
 * report of a node to itself, the report of one that had nothing to tell, with signed messages the chains that are no news
 * (chains.ts), and with oral messages the echoes. In the paper's OM(m) nobody tells a path to who is on it; here it is told and votes
 * (docs/ALGORITHM.md). Within the guarantee both decide alike; beyond it they need not, so of a node that tells no echoes those that
 * it would hear say what it told itself: then its tree folds as without them.
 */
import type { Group, NodeId, Order } from "../core/group.js";
import { lieutenantsOf } from "../core/group.js";
import { formatPath, levelSize, type Path, pathsOf } from "../core/path.js";
import type { Relay } from "../core/relay.js";
import { protocolOf } from "../protocols/index.js";
import { isKnownTo, withChains } from "./chains.js";
import { PaperChains } from "./paper-chains.js";
import { groupOfRun, hasTrees, inOrder, type Recording, type ReportLine } from "./recording.js";
import { isFurther, nodeAgain, replayed, reportsByRound } from "./replay.js";

/** Paths of all nodes together of the largest recording that is completed. */
const PATHS_MAX = 2_000_000;

export function completed<R extends Recording>(recording: R): R {
  const { run, reports, decisions, void: foreign } = recording;
  // one of ours that was cut off is told of as far as it goes
  if ((decisions.length === 0 && !foreign) || reports.some(({ relays }) => relays === undefined))
    return recording;
  const isOfChains = foreign !== undefined && protocolOf(run).tells === "chains";
  const echoing = hasTrees(run) ? withEchoes(recording) : isOfChains ? withChains(recording) : recording;
  const telling = new Set(reports.filter(({ from, to }) => from === to).map(({ from }) => from));
  // in one of ours it is either all nodes or none
  return telling.size > 0 && !foreign ? echoing : withUnwritten(echoing, telling);
}

/** With what nodes other than `telling` told themselves; in one of another's with what tells nothing, too, whoever owed no more. */
function withUnwritten<R extends Recording>(recording: R, telling: ReadonlySet<NodeId>): R {
  const { run, reports, faults, void: foreign } = recording;
  const group = groupOfRun(run);
  const protocol = protocolOf(group);
  const byRound = reportsByRound(run, reports);
  const mayTellNothing = foreign !== undefined && protocol.tells !== "paths";
  const isOfChains = foreign !== undefined && protocol.tells === "chains";
  const traitors = new Set(run.traitors.map(({ id }) => id));
  const loyal = lieutenantsOf(group).filter((id) => !traitors.has(id));
  const paper = isOfChains ? new PaperChains(byRound, loyal) : null;
  const written = new Set([
    ...reports.map(({ round, from, to }) => `${round}.${from}.${to}`),
    ...faults.map(({ round, from, node }) => `${round}.${from}.${node}`),
  ]);
  const unwrittenBy = (from: NodeId) =>
    [...replayed(group, nodeAgain(run, from), from, byRound)].flatMap(({ round, owed }): ReportLine[] => {
      if (owed.report === null) return [];
      const relays = protocol.relaysOf(group, owed.report);
      const mayLeave = (to: NodeId, relay: Relay) =>
        isKnownTo(to, relay) || (paper?.mayLeave({ round, from, to }, relay) ?? false);
      const isNothing = (to: NodeId) =>
        mayTellNothing && !isFurther(group, round) && relays.every((relay) => mayLeave(to, relay));
      const unwrittenTo = (to: NodeId) =>
        to === from ? relays : relays.filter((relay) => isKnownTo(to, relay));
      const isLeftOut = (to: NodeId) => (to === from ? owed.isToSelf && !telling.has(from) : isNothing(to));
      return protocol
        .receivers(group, round)
        .filter((to) => isLeftOut(to) && !written.has(`${round}.${from}.${to}`))
        .map((to) => ({ type: "report", at: round, round, from, to, relays: unwrittenTo(to) }));
    });
  const unwritten = run.nodes.filter((id) => mayTellNothing || !telling.has(id)).flatMap(unwrittenBy);
  return { ...recording, reports: inOrder([...reports, ...unwritten]) };
}

function withEchoes<R extends Recording>(recording: R): R {
  const { run, reports } = recording;
  const group = groupOfRun(run);
  const without = nodesWithoutEchoes(reports);
  if (without.size === 0 || run.n * levelSize(run.n, run.m) > PATHS_MAX) return recording;
  const traitors = new Set(run.traitors.map(({ id }) => id));
  const fill = echoFiller(group, without, traitors);
  return {
    ...recording,
    reports: reportsByRound(run, reports).flatMap((lines, round) => fill(round, lines)),
  };
}

/** Who tells of the general's order more than once removed, and never to a node that is on the path. */
function nodesWithoutEchoes(reports: readonly ReportLine[]): ReadonlySet<NodeId> {
  const telling = new Set<NodeId>();
  const echoing = new Set<NodeId>();
  for (const { round, from, to, relays = [] } of reports) {
    if (round < 2 || from === to || echoing.has(from)) continue;
    if (relays.length > 0) telling.add(from);
    if (relays.some(({ path }) => path.includes(to))) echoing.add(from);
  }
  return new Set([...telling].filter((id) => !echoing.has(id)));
}

/** Fills the reports of one round, which come round after round. */
function echoFiller(
  group: Group,
  without: ReadonlySet<NodeId>,
  traitors: ReadonlySet<NodeId>,
): (round: number, lines: readonly ReportLine[]) => ReportLine[] {
  const lieutenants = lieutenantsOf(group);
  /** by lieutenant: what it holds, by path */
  const held = new Map(lieutenants.map((id) => [id, new Map<string, Order>()]));
  const heldBy = (id: NodeId, path: Path) => held.get(id)?.get(formatPath(path)) ?? group.defaultOrder;
  const relayOf = (from: NodeId, to: NodeId, path: Path, told: Relay | undefined, hasReport: boolean) => {
    const at = path.indexOf(to);
    const isEcho = at > 0 && at < path.length - 1;
    if (isEcho && without.has(to) && traitors.has(from))
      return [{ path, order: heldBy(to, path.slice(0, at)) }];
    if (told) return [told];
    const isLeftOut = isEcho && hasReport && without.has(from);
    return isLeftOut ? [{ path, order: heldBy(from, path.slice(0, -1)) }] : [];
  };
  return (round, lines) => {
    const byPair = new Map(lines.map((line) => [`${line.from}.${line.to}`, line]));
    const filled = (from: NodeId, to: NodeId, paths: readonly Path[]): ReportLine[] => {
      const line = byPair.get(`${from}.${to}`);
      const told = new Map(line?.relays?.map((relay) => [formatPath(relay.path), relay]));
      const relays = paths.flatMap((path) =>
        relayOf(from, to, path, told.get(formatPath(path)), line !== undefined),
      );
      for (const { path, order } of relays) held.get(to)?.set(formatPath(path), order);
      if (from === to)
        for (const path of paths) held.get(to)?.set(formatPath(path), heldBy(to, path.slice(0, -1)));
      if (line) return [relays.length === told.size ? line : { ...line, relays }];
      return relays.length === 0 ? [] : [{ type: "report", at: round, round, from, to, relays }];
    };
    return (round === 0 ? [group.general] : lieutenants).flatMap((from) => {
      const paths = pathsOf(group, round, from);
      return lieutenants.flatMap((to) => filled(from, to, paths));
    });
  };
}
