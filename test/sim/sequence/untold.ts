/** What a member of a simulated group should have been told, and was not. */
import type { NodeId } from "../../../src/core/group.js";
import type { PlayedSequence } from "../../../src/sim/sequence/play.js";
import type { SequenceWorld } from "../../../src/sim/sequence/world.js";

interface OfProcess {
  readonly node: NodeId;
  readonly process: number;
}

/** Loyal members that instances of others went by, and that were not told: a sentence each. */
export function untoldIn(
  { traitors, group, inFlight = 1 }: SequenceWorld,
  { answers, behind }: PlayedSequence,
): string[] {
  const loyal = group.ids.filter((id) => !traitors.some((traitor) => traitor.id === id));
  const decided = answers.flatMap(({ node, process, outcome }) =>
    outcome.kind === "decided" && loyal.includes(node) ? [{ node, process, instance: outcome.instance }] : [],
  );
  const instances = new Set(decided.map(({ instance }) => instance));
  const processes = new Map(answers.map((answer) => [`${answer.node} ${answer.process}`, answer]));
  return [...processes.values()].flatMap(({ node, process }) => {
    const isOwn = (one: OfProcess) => one.node === node && one.process === process;
    const held = decided.filter(isOwn).map(({ instance }) => instance);
    // a process that ended may have had those in flight that were begun with its last one
    const before = Math.max(...held) - inFlight + 1;
    const missed = [...instances].filter((one) => one < before && !held.includes(one));
    const told = behind.filter(isOwn).reduce((sum, one) => sum + one.missed, 0);
    const failed = answers.filter((one) => isOwn(one) && one.outcome.kind !== "decided").length;
    if (!loyal.includes(node) || told + failed >= missed.length) return [];
    return [`node ${node} is not told that it missed instance ${missed.join(", ")}`];
  });
}
