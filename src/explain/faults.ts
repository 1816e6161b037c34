/** What one node observed of the others, in sentences. */
import type { NodeId } from "../core/group.js";
import type { Facts } from "./facts.js";
import { count, say, sentence, type Text } from "./text.js";

const FAULTS_MAX = 12;

export function observedFaults(facts: Facts, node: NodeId): Text {
  const faults = facts.recording.faults.filter((fault) => fault.node === node);
  if (faults.length === 0) return [say`No fault: every report came in time and was well formed.`];
  const lines = faults.slice(0, FAULTS_MAX).map(({ from, round, kind, detail }) => {
    const who = from === null ? "somebody" : facts.name(from);
    return sentence(say`${who}${round === null ? "" : `, round ${round}`}: ${kind}, ${detail}.`);
  });
  const more = faults.length - lines.length;
  return more > 0 ? [...lines, say`… and ${count(more, "more fault")}.`] : lines;
}
