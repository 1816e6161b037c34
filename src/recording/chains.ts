/**
 * What programs of others tell by signed messages, as nodes here are told it. In the paper nobody tells a chain to who has signed it;
 * here every other lieutenant is told, and to that one it is no news (protocols/sm/rules.ts). And a recording of theirs holds what a
 * traitor forged: the name of a loyal node under what it did not sign. Whoever verifies signatures takes nothing of that.
 */
import type { Group, NodeId } from "../core/group.js";
import { formatPath } from "../core/path.js";
import type { Relay } from "../core/relay.js";
import { protocolOf, roundsOf } from "../protocols/index.js";
import { groupOfRun, type Recording, type ReportLine, type RunLine } from "./recording.js";
import { type Again, playAgain, reportsByRound } from "./replay.js";
import { relaysInOrder } from "./report-lines.js";

type Played = ReadonlyMap<NodeId, Pick<Again, "owed">>;

export function withChains<R extends Recording>(recording: R): R {
  const { run, verdict } = recording;
  const group = groupOfRun(run);
  const faulty = new Set([...run.traitors, ...(verdict?.observed ?? [])].map(({ id }) => id));
  const ids = run.nodes.filter((id) => !faulty.has(id));
  const playedOf = (reports: readonly ReportLine[], rounds: number): Played => {
    const byRound = reportsByRound(run, reports).slice(0, rounds);
    return playAgain({ run, group, ids, byRound, bringing: new Set(), othersBring: true });
  };
  let { reports } = recording;
  const isTold = chainsTold(reports);
  // what is forged in a round decides what is signed in the next
  for (let round = 1; round < roundsOf(group); round++) {
    const played = playedOf(reports, round);
    const isForgedIn = (line: ReportLine) => line.round === round && faulty.has(line.from);
    reports = reports.map((line) => (isForgedIn(line) ? withoutForged(group, played, isTold, line) : line));
  }
  const played = playedOf(reports, roundsOf(group));
  return { ...recording, reports: reports.map((line) => withKnownChains(run, played, line)) };
}

function withoutForged(
  group: Group,
  played: Played,
  isTold: (chain: Relay) => boolean,
  line: ReportLine,
): ReportLine {
  const relays = line.relays?.filter((relay) => !isForged(group, played, isTold, relay));
  return relays && relays.length < (line.relays?.length ?? 0) ? { ...line, relays } : line;
}

/** Whether one of these nodes is named in it, and did not sign it. */
function isForged(
  group: Group,
  played: Played,
  isTold: (chain: Relay) => boolean,
  { path, order }: Relay,
): boolean {
  return path.slice(0, -1).some((id, hop) => {
    const chain = { path: path.slice(0, hop + 1), order };
    const isOwed = () => owedBy(group, played, id, hop).some((one) => isSameChain(one, chain));
    return played.has(id) && !isTold(chain) && !isOwed();
  });
}

/** Which chains their last signers told: those have signed them, whether they owed it or not. */
export function chainsTold(reports: readonly ReportLine[]): (chain: Relay) => boolean {
  const keyOf = ({ path, order }: Relay) => `${formatPath(path)} ${order}`;
  const told = new Set(
    reports.flatMap(({ from, relays = [] }) => relays.filter(({ path }) => path.at(-1) === from).map(keyOf)),
  );
  return (chain) => told.has(keyOf(chain));
}

/** With what its teller owed to whom it is no news. */
function withKnownChains(run: RunLine, played: Played, line: ReportLine): ReportLine {
  const group = groupOfRun(run);
  const { round, from, to, relays } = line;
  if (!relays || from === to) return line;
  const left = owedBy(group, played, from, round).filter(
    (owed) => isKnownTo(to, owed) && !relays.some((told) => isSameChain(told, owed)),
  );
  return left.length > 0 ? { ...line, relays: relaysInOrder(run, [...relays, ...left]) } : line;
}

/** Whether a node has signed a chain before its teller. */
export function isKnownTo(id: NodeId, { path }: Relay): boolean {
  return path.slice(0, -1).includes(id);
}

function owedBy(group: Group, played: Played, id: NodeId, round: number): readonly Relay[] {
  const report = played.get(id)?.owed[round]?.report;
  return report ? protocolOf(group).relaysOf(group, report) : [];
}

export function isSameChain(one: Relay, other: Relay): boolean {
  return one.order === other.order && formatPath(one.path) === formatPath(other.path);
}
