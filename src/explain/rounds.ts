/** A run of a protocol without a message tree, told round by round: who told whom what, and who decided what. */
import type { NodeId } from "../core/group.js";
import { groupedBy, keptIn } from "../core/grouped.js";
import { formatPath } from "../core/path.js";
import type { Relay } from "../core/relay.js";
import { protocolOf, roundsOf, valuesProtocolOf } from "../protocols/index.js";
import { named } from "../recording/named.js";
import { groupOfRun, type Recording, type ReportLine, type RunLine } from "../recording/recording.js";
import {
  BLANK,
  count,
  type Line,
  listed,
  nodes,
  order,
  type Part,
  say,
  section,
  span,
  type Text,
} from "./text.js";

/** Relays that are spelled out in one sentence; of more, only how many there are. */
const RELAYS_TOLD_MAX = 4;
/** Rounds that are told; a hundred kings are no story. */
const ROUNDS_TOLD_MAX = 12;

/** The whole run. */
export function tellRounds(recorded: Recording): Text {
  const recording = named(recorded);
  const { run } = recording;
  const rounds = roundsTold(recording).map((round) =>
    section(
      `Round ${round}`,
      sendersOf(recording, round).map((from) => toldLine(recording, round, from)),
    ),
  );
  return [
    say`${run.n} nodes run ${protocolOf(run).title(run.m)}; the default order is ${order(run.default)}.`,
    ...(run.values ? [] : [say`The general is node ${run.general}, and his order is ${order(run.order)}.`]),
    ...run.traitors.map(
      ({ id, strategy }) => say`${span("traitor", `Node ${id} is a traitor: ${strategy}.`)}`,
    ),
    ...rounds.flat(),
    ...moreRounds(recording),
    ...section("What they decided", decisionLines(recording)),
    ...verdictLines(recording),
  ];
}

/** What one node was told, round by round. */
export function tellRoundsOf(recording: Recording, node: NodeId): Text {
  return [say`What node ${node} was told`, ...toldByRound(recording, node)];
}

/** What one node was told: a section a round. */
export function toldByRound(recorded: Recording, node: NodeId): Text {
  const recording = named(recorded);
  const heard = roundsTold(recording).flatMap((round) => {
    const lines = recording.reports.filter((one) => one.round === round && one.to === node);
    return section(
      `Round ${round}`,
      lines.map((line) => {
        const who = line.from === node ? "it told itself" : `node ${line.from} told it`;
        return say`${who} ${what(recording.run, line)}`;
      }),
    );
  });
  return [...heard, ...moreRounds(recording)];
}

function roundsTold({ run }: Recording): number[] {
  const rounds = Math.min(roundsOf(groupOfRun(run)), ROUNDS_TOLD_MAX);
  return Array.from({ length: rounds }, (_, round) => round);
}

function moreRounds({ run }: Recording): Text {
  const more = roundsOf(groupOfRun(run)) - ROUNDS_TOLD_MAX;
  return more > 0 ? [BLANK, say`${span("note", `${count(more, "more round")} not told here.`)}`] : [];
}

function sendersOf({ reports }: Recording, round: number): NodeId[] {
  const senders = reports.filter((one) => one.round === round && one.from !== one.to).map(({ from }) => from);
  return [...new Set(senders)].sort((a, b) => a - b);
}

/** One line a sender; where it told not all the same, what it told whom. */
function toldLine({ run, reports }: Recording, round: number, from: NodeId): Line {
  const told = new Map<string, { line: ReportLine; to: NodeId[] }>();
  for (const line of reports) {
    if (line.round !== round || line.from !== from || line.to === from) continue;
    const key = JSON.stringify(line.relays ?? line.count);
    keptIn(told, key, () => ({ line, to: [] })).to.push(line.to);
  }
  const parts = [...told.values()].map(({ line, to }): Part => say`${what(run, line)} to ${nodes(to)}`);
  const strategy = run.traitors.find(({ id }) => id === from)?.strategy;
  const blame = strategy === undefined ? "" : say` (${span("traitor", `a traitor: ${strategy}`)})`;
  return say`node ${from} told ${listed(parts)}${blame}`;
}

function what(run: RunLine, { round, relays, count: counted }: ReportLine): Line {
  if (run.contents && round > valuesProtocolOf(run.protocol).inner.lastRound(groupOfRun(run)))
    return say`the value of what it came to`;
  if (relays === undefined) return say`${count(counted ?? 0, "relay")}`;
  if (relays.length === 0) return say`${protocolOf(run).tells === "chains" ? "nothing new" : "nothing"}`;
  if (relays.length > RELAYS_TOLD_MAX) return say`${count(relays.length, "relay")}`;
  return listed(relays.map(relayPart));
}

function relayPart({ path, order: told }: Relay): Part {
  return path.length === 1 ? order(told) : say`${order(told)} along ${formatPath(path)}`;
}

/** Of those who are judged; traitors, and who failed, are named as what they are. */
function decisionLines({ run, decisions, verdict }: Recording): Line[] {
  const faulty = new Set([...run.traitors, ...(verdict?.observed ?? [])].map(({ id }) => id));
  const judged = run.nodes.filter((id) => !faulty.has(id));
  const by = groupedBy(
    decisions.filter(({ node }) => judged.includes(node)),
    (decision) => decision.order,
  );
  const silent = judged.filter((id) => !decisions.some(({ node }) => node === id));
  return [
    ...[...by].map(([decided, all]) => say`${order(decided)}: ${nodes(all.map(({ node }) => node))}`),
    ...(silent.length > 0
      ? [say`${verdict ? "nothing" : "nothing that is recorded"}: ${nodes(silent)}`]
      : []),
    ...(faulty.size > 0 ? [say`not judged: ${nodes(run.nodes.filter((id) => faulty.has(id)))}`] : []),
  ];
}

function verdictLines({ verdict }: Recording): Line[] {
  if (!verdict) return [];
  const { conditions, guaranteed, observed } = verdict;
  return [
    BLANK,
    say`IC1 ${conditions.ic1}, IC2 ${conditions.ic2}; ${guaranteed ? "guaranteed" : "not guaranteed"}.`,
    ...observed.map(({ id, why }) => say`Node ${id} failed in this run: ${why}.`),
  ];
}
