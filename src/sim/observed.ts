/**
 * Who failed in a simulated run although loyal by the config, as design and cluster have it: a node that never
 * came up or gave up waiting, one that stood still for over a third of a round, one that was late at a loyal node
 * that had not stood still. Who merely ended undecided is added by core/result.ts.
 */
import type { Observed } from "../core/result.js";
import type { Played } from "./play.js";
import type { SimulatedNode } from "./simulated.js";
import type { World } from "./world.js";

export function observedIn({ roundTimeoutMs }: World, { nodes, faults }: Played): Observed[] {
  const loyal = [...nodes.values()].filter(({ isLoyal }) => isLoyal);
  const isSlow = (node: SimulatedNode) => node.stoodStillMs() > roundTimeoutMs / 3;
  const gone = loyal.flatMap(({ id, upMs, missing }): Observed[] => {
    if (upMs === null) return [{ id, why: "never came up" }];
    return missing ? [{ id, why: `gave up waiting for ${missing.join(", ")}` }] : [];
  });
  const slow = loyal
    .filter(isSlow)
    .map((node): Observed => ({ id: node.id, why: `stood still for ${node.stoodStillMs()} ms` }));
  const late = faults.flatMap(({ node, fault }): Observed[] => {
    const { kind, from, round } = fault;
    const witness = nodes.get(node) as SimulatedNode;
    if (kind !== "late" || from === null || !witness.isLoyal || isSlow(witness)) return [];
    return nodes.get(from)?.isLoyal ? [{ id: from, why: `late in round ${round} at node ${node}` }] : [];
  });
  return [...gone, ...slow, ...late];
}
