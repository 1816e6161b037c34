/**
 * A world in which no frame, link, clock or node fails, played without events: every report is there when its round closes,
 * but for what traitors keep back, so that nothing but reports decides (core/in-step.ts). Its decisions are those of the simulation.
 */
import { completeEntry } from "../adversary/collude.js";
import { type Deviation, deviationOf } from "../adversary/deviation.js";
import type { NodeId, Order } from "../core/group.js";
import { playInStep } from "../core/in-step.js";
import type { Report } from "../core/protocol.js";
import { protocolOf } from "../protocols/index.js";
import type { World } from "./world.js";

export function isUntimed({ faults = [] }: Pick<World, "faults">): boolean {
  return faults.length === 0;
}

/** Of every node, one that crashes too, who would have told nobody. */
export function decisionsUntimed({ group, order, traitors, seed }: World): Map<NodeId, Order> {
  const protocol = protocolOf(group);
  const parties = new Map(group.ids.map((id) => [id, protocol.make({ group, self: id, order })]));
  const liars = new Map<NodeId, Deviation<Report>>();
  for (const { id } of traitors) {
    const entry = completeEntry(group, traitors, id, order);
    if (entry) liars.set(id, deviationOf(group, entry, seed));
  }
  playInStep(protocol, group, parties, (honest, round, to) => {
    const liar = liars.get(honest.from);
    if (!liar) return honest;
    return liar.isLate(round, to) ? null : liar.lie(honest, round, to);
  });
  return new Map([...parties].map(([id, party]) => [id, party.decide()]));
}
