/**
 * Makes nodes of a recording again by the shipped rules and hands them the reports that they accepted: to tell what they
 * held (held.ts), and to judge the recording. A loyal node must then tell what it told, and decide what it decided. A
 * recording holds no signatures, so those of a protocol that signs count as good here.
 */
import type { Group, NodeId, Order } from "../core/group.js";
import type { Told } from "../core/kind.js";
import { kindOf, roundsOf } from "../core/kinds.js";
import { printable } from "../core/printable.js";
import type { Party } from "../core/protocol.js";
import { groupOfRun, type Recording, type ReportLine } from "../core/recording.js";
import type { Signer } from "../core/signer.js";

const TRUSTING: Signer = {
  domain: { protocol: "sm", run: "", hash: "", instance: 0 },
  sign: () => "",
  verify: () => true,
};

/** What the recording contradicts itself in, a sentence each. Null where it only counts what was told. */
export function contradictionsByReplay(recording: Recording): string[] | null {
  const { run, reports, verdict } = recording;
  if (reports.some(({ relays }) => relays === undefined)) return null;
  const unsound = new Set([...run.traitors, ...(verdict?.observed ?? [])].map(({ id }) => id));
  const byRound = reportsByRound(recording);
  return groupOfRun(run)
    .ids.filter((id) => !unsound.has(id))
    .flatMap((id) => contradictionsOf(recording, id, byRound))
    .map((sentence) => printable(sentence, 200));
}

function contradictionsOf(recording: Recording, id: NodeId, byRound: ByRound): string[] {
  const { run, decisions } = recording;
  const group = groupOfRun(run);
  const node = nodeAgain(recording, id);
  const wrong: string[] = [];
  for (const { round, owed } of replayed(group, node, id, byRound)) {
    const owedText = owed && JSON.stringify(kindOf(group).relaysOf(group, owed));
    for (const line of byRound[round] ?? []) {
      if (line.from === id && line.to !== id && JSON.stringify(line.relays) !== owedText)
        wrong.push(`Node ${id}, which is loyal, told node ${line.to} in round ${round} what it did not owe.`);
    }
  }
  const decided = decisions.find((one) => one.node === id)?.order;
  const due = node.decide();
  if (decided !== due)
    wrong.push(`Node ${id} decided "${decided ?? "nothing"}", and its own reports come to "${due}".`);
  return wrong;
}

export type ByRound = readonly (readonly ReportLine[])[];

export function reportsByRound({ run, reports }: Recording): ByRound {
  const byRound = Array.from({ length: roundsOf(groupOfRun(run)) }, (): ReportLine[] => []);
  for (const line of reports) byRound[line.round]?.push(line);
  return byRound;
}

/** The node as it was before round 0; honest, whatever it was in the run. */
export function nodeAgain({ run }: Recording, id: NodeId): Party<Told> {
  const group = groupOfRun(run);
  const kind = kindOf(group);
  const own: Order = run.values?.[id] ?? run.order;
  return kind.make({ group, self: id, order: own, ...(kind.signs && { signer: TRUSTING }) });
}

/**
 * Plays the node from round to round. Each comes up when the one before has closed and this one's reports are not yet
 * handed over; `owed` is what the node tells in it, which it tells itself too where it is a receiver.
 */
export function* replayed(
  group: Group,
  node: Party<Told>,
  id: NodeId,
  byRound: ByRound,
): Generator<{ readonly round: number; readonly owed: Told | null }> {
  const kind = kindOf(group);
  for (const [round, lines] of byRound.entries()) {
    const owed = node.send(round);
    if (owed && kind.receivers(group, round).includes(id) && !kind.ownIsNoNews) node.receive(round, id, owed);
    yield { round, owed };
    for (const { from, to, relays } of lines)
      if (to === id && from !== id)
        node.receive(round, from, kind.reportOf(group, round, from, relays ?? []));
  }
}
