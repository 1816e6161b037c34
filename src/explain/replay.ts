/**
 * Judges a recording of any protocol afresh: every loyal node is made again by the shipped rules and handed the reports
 * that it accepted. It must then tell what it told, and decide what it decided. A recording holds no signatures, so
 * those of a protocol that signs count as good here.
 */
import type { NodeId, Order } from "../core/group.js";
import type { Told } from "../core/kind.js";
import { kindOf, roundsOf } from "../core/kinds.js";
import { printable } from "../core/printable.js";
import type { Protocol } from "../core/protocol.js";
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
  const group = groupOfRun(run);
  const unsound = new Set([...run.traitors, ...(verdict?.observed ?? [])].map(({ id }) => id));
  const byRound = Array.from({ length: roundsOf(group) }, (_, round) =>
    reports.filter((line) => line.round === round),
  );
  return group.ids
    .filter((id) => !unsound.has(id))
    .flatMap((id) => replayed(recording, id, byRound))
    .map((sentence) => printable(sentence, 200));
}

function replayed(recording: Recording, id: NodeId, byRound: readonly (readonly ReportLine[])[]): string[] {
  const { run, decisions } = recording;
  const group = groupOfRun(run);
  const kind = kindOf(group);
  const own: Order = run.values?.[id] ?? run.order;
  const node = kind.make({ group, self: id, order: own, ...(kind.signs && { signer: TRUSTING }) });
  const wrong: string[] = [];
  byRound.forEach((lines, round) => {
    const owed = sent(node, round, id);
    const owedText = owed && JSON.stringify(kind.relaysOf(group, owed));
    for (const line of lines) {
      if (line.from === id && line.to !== id && JSON.stringify(line.relays) !== owedText)
        wrong.push(`Node ${id}, which is loyal, told node ${line.to} in round ${round} what it did not owe.`);
      if (line.to === id && line.from !== id)
        node.receive(round, line.from, kind.reportOf(group, round, line.from, line.relays ?? []));
    }
  });
  const decided = decisions.find((one) => one.node === id)?.order;
  const due = node.decide();
  if (decided !== due)
    wrong.push(`Node ${id} decided "${decided ?? "nothing"}", and its own reports come to "${due}".`);
  return wrong;
}

/** What the node tells in a round, which it also tells itself where it is a receiver. */
function sent(node: Protocol<Told>, round: number, id: NodeId): Told | null {
  const outgoing = node.send(round);
  if (outgoing?.to.includes(id)) node.receive(round, id, outgoing.report);
  return outgoing?.report ?? null;
}
