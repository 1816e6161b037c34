/**
 * Puts into a recording what programs of others need not write down, so that it is explained, drawn and judged like ours: the
 * report of a node to itself, and with oral messages the echoes. In the paper's OM(m) nobody tells a path to who is on it;
 * here it is told and votes (docs/ALGORITHM.md). Within the guarantee both decide alike; beyond it they need not, so of
 * a node that tells no echoes those that it would hear say what it told itself: then its tree folds as without them.
 */
import type { Group, NodeId, Order } from "../core/group.js";
import { lieutenantsOf } from "../core/group.js";
import { formatPath, levelSize, type Path, pathsOf } from "../core/path.js";
import type { Relay } from "../core/relay.js";
import { protocolOf } from "../protocols/index.js";
import { groupOfRun, hasTrees, inOrder, type Recording, type ReportLine } from "./recording.js";
import { nodeAgain, replayed, reportsByRound } from "./replay.js";

/** Paths of all nodes together of the largest recording that is completed. */
const PATHS_MAX = 2_000_000;

export function completed<R extends Recording>(recording: R): R {
  const { run, reports, decisions, void: foreign } = recording;
  // one of ours that was cut off is told of as far as it goes
  if ((decisions.length === 0 && !foreign) || reports.some(({ relays }) => relays === undefined))
    return recording;
  const echoing = hasTrees(run) ? withEchoes(recording) : recording;
  const telling = new Set(reports.filter(({ from, to }) => from === to).map(({ from }) => from));
  // in one of ours it is either all nodes or none
  return telling.size > 0 && !foreign ? echoing : withOwnReports(echoing, telling);
}

/** Of all nodes that did not write down what they told themselves. */
function withOwnReports<R extends Recording>(recording: R, telling: ReadonlySet<NodeId>): R {
  const { run, reports } = recording;
  const group = groupOfRun(run);
  const byRound = reportsByRound(run, reports);
  const silent = run.nodes.filter((id) => !telling.has(id));
  const own = silent.flatMap((id) =>
    [...replayed(group, nodeAgain(run, id), id, byRound)].flatMap(({ round, owed }): ReportLine[] => {
      if (!owed.isToSelf || owed.report === null) return [];
      const relays = protocolOf(group).relaysOf(group, owed.report);
      return [{ type: "report", at: round, round, from: id, to: id, relays }];
    }),
  );
  return { ...recording, reports: inOrder([...reports, ...own]) };
}

function withEchoes<R extends Recording>(recording: R): R {
  const { run, reports } = recording;
  const group = groupOfRun(run);
  const without = nodesWithoutEchoes(reports);
  if (without.size === 0 || run.n * levelSize(run.n, run.m) > PATHS_MAX) return recording;
  const traitors = new Set(run.traitors.map(({ id }) => id));
  const filler = new EchoFiller(group, without, traitors);
  return {
    ...recording,
    reports: reportsByRound(run, reports).flatMap((lines, round) => filler.filled(round, lines)),
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

class EchoFiller {
  /** By lieutenant: what it holds, by path. */
  readonly #held: ReadonlyMap<NodeId, Map<string, Order>>;

  constructor(
    readonly group: Group,
    readonly without: ReadonlySet<NodeId>,
    readonly traitors: ReadonlySet<NodeId>,
  ) {
    this.#held = new Map(lieutenantsOf(group).map((id) => [id, new Map()]));
  }

  /** The reports of one round, which come round after round. */
  filled(round: number, lines: readonly ReportLine[]): ReportLine[] {
    const told = new Map(lines.map((line) => [`${line.from}.${line.to}`, line]));
    const lieutenants = lieutenantsOf(this.group);
    const senders = round === 0 ? [this.group.general] : lieutenants;
    return senders.flatMap((from) => {
      const paths = pathsOf(this.group, round, from);
      return lieutenants.flatMap((to) => this.#line(round, from, to, paths, told.get(`${from}.${to}`)));
    });
  }

  #line(
    round: number,
    from: NodeId,
    to: NodeId,
    paths: readonly Path[],
    line: ReportLine | undefined,
  ): ReportLine[] {
    const told = new Map(line?.relays?.map((relay) => [formatPath(relay.path), relay]));
    const relays = paths.flatMap((path) =>
      this.#relay(from, to, path, told.get(formatPath(path)), line !== undefined),
    );
    for (const { path, order } of relays) this.#held.get(to)?.set(formatPath(path), order);
    if (from === to) for (const path of paths) this.#holdOwn(to, path);
    if (line) return [relays.length === told.size ? line : { ...line, relays }];
    return relays.length === 0 ? [] : [{ type: "report", at: round, round, from, to, relays }];
  }

  #holdOwn(id: NodeId, path: Path): void {
    this.#held.get(id)?.set(formatPath(path), this.#heldBy(id, path.slice(0, -1)));
  }

  #relay(from: NodeId, to: NodeId, path: Path, told: Relay | undefined, hasReport: boolean): Relay[] {
    const at = path.indexOf(to);
    const isEcho = at > 0 && at < path.length - 1;
    if (isEcho && this.without.has(to) && this.traitors.has(from))
      return [{ path, order: this.#heldBy(to, path.slice(0, at)) }];
    if (told) return [told];
    const isLeftOut = isEcho && hasReport && this.without.has(from);
    return isLeftOut ? [{ path, order: this.#heldBy(from, path.slice(0, -1)) }] : [];
  }

  #heldBy(id: NodeId, path: Path): Order {
    return this.#held.get(id)?.get(formatPath(path)) ?? this.group.defaultOrder;
  }
}
