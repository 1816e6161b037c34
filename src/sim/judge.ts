/**
 * Judges a drawn world, in two ways that both have to hold.
 *
 * The adversary's list of faulty nodes says who may fail; all others must agree, whatever is observed. And the
 * run's own verdict, which knows only traitors and observed nodes, must keep what it guarantees, and guarantee it where
 * the list explains all that failed: blame is never on more nodes than can have been at fault.
 */
import { completeEntry } from "../adversary/collude.js";
import { type Deviation, deviationOf } from "../adversary/deviation.js";
import type { NodeId, Order } from "../core/group.js";
import { playInStep } from "../core/in-step.js";
import type { Report } from "../core/protocol.js";
import { isSame } from "../core/same.js";
import { protocolOf } from "../protocols/index.js";
import { observedIn } from "../recording/observed.js";
import { judge, type Verdict } from "../recording/verdict.js";
import type { DrawnWorld } from "./draw.js";
import { failedIn, play } from "./play.js";
import type { World } from "./world.js";

export interface WorldJudgement {
  /** what was broken, in one line; null when all holds */
  readonly broken: string | null;
  /** whether a loyal node failed */
  readonly observed: boolean;
}

/** Fault-free worlds that are simulated all the same, one in so many: the two ways have to come to the same. */
const SIMULATED_TOO = 8;

export function judgeWorld(drawn: DrawnWorld): WorldJudgement {
  const { world, faulty } = drawn;
  if (!isUntimed(world)) return judgeSimulated(drawn);
  const { group, order } = world;
  const decisions = decisionsUntimed(world);
  const what = brokenOf(judge({ group, order, traitors: faulty, observed: [], decisions }));
  const broken = what.length > 0 ? describeWorld(world, faulty, decisions, what) : null;
  const untimed = { broken, observed: false };
  if (world.seed % SIMULATED_TOO !== 0) return untimed;
  const simulated = judgeSimulated(drawn);
  if (isSame(simulated, untimed)) return simulated;
  return { ...simulated, broken: `with time: ${simulated.broken}; without: ${untimed.broken}` };
}

export function judgeSimulated({ world, faulty }: DrawnWorld): WorldJudgement {
  const { group, order, faults: injected = [] } = world;
  // who stands still is judged by how long it was there
  const endsDecided = !injected.some(({ kind }) => kind === "stall");
  const played = play(world, { keepsReports: false, endsDecided });
  const decisions = new Map([...played.nodes].map(([id, { decision }]) => [id, decision]));
  const traitors = world.traitors.map(({ id }) => id);
  const faults = played.faults.map(({ node, fault: { from, round, kind } }) => ({ node, from, round, kind }));
  const { gone, slow } = failedIn(world, played);
  const failures = { group, traitors, decisions, faults, gone, slow };
  const observed = observedIn(failures).map(({ id }) => id);
  const byList = judge({ group, order, traitors: faulty, observed: [], decisions });
  const byRun = judge({ group, order, traitors, observed, decisions });
  const brokenIn = byRun.guaranteed ? [byList, byRun] : [byList];
  const blame =
    byList.guaranteed && !byRun.guaranteed ? [`blame on ${[...traitors, ...observed].length}`] : [];
  const what = [...new Set(brokenIn.flatMap((verdict) => brokenOf(verdict)).concat(blame))];
  return {
    broken: what.length > 0 ? describeWorld(world, faulty, decisions, what) : null,
    observed: observed.length > 0,
  };
}

/** Beyond the bound a run may not even start; only what was decided wrongly is broken there. */
function brokenOf({ ic1, ic2, guaranteed }: Verdict): string[] {
  const isBroken = (judgement: string) => judgement === "violated" || (guaranteed && judgement === "unknown");
  return [...(isBroken(ic1) ? [`IC1 ${ic1}`] : []), ...(isBroken(ic2) ? [`IC2 ${ic2}`] : [])];
}

/** In one line: who is there, who lies and fails, what was decided, and what is broken. */
export function describeWorld(
  { group, order, traitors, faults = [] }: Pick<World, "group" | "order" | "traitors" | "faults">,
  faulty: readonly NodeId[],
  decisions: ReadonlyMap<NodeId, Order | null>,
  what: readonly string[],
): string {
  const { ids, m, general, defaultOrder } = group;
  const liars = traitors.map(({ id, strategy }) => `${id}:${strategy}`).join(", ") || "none";
  const failing = faulty.filter((id) => !traitors.some((traitor) => traitor.id === id)).join(", ");
  const kinds = [...new Set(faults.map(({ kind }) => kind))].join(", ");
  const decided = ids
    .filter((id) => id !== general && !faulty.includes(id))
    .map((id) => `${id} ${decisions.get(id) ?? "nothing"}`);
  return [
    `n=${ids.length} m=${m}, general ${general} orders ${order}, default ${defaultOrder}`,
    `traitors ${liars}`,
    ...(failing ? [`failing ${failing}`] : []),
    ...(kinds ? [`faults of ${kinds}`] : []),
    `decided: ${decided.join(", ")}`,
    what.join(" and "),
  ].join("; ");
}

/**
 * A world in which no frame, link, clock or node fails, played without events: every report is there when its round closes,
 * but for what traitors keep back, so that nothing but reports decides (core/in-step.ts). Its decisions are those of the simulation.
 */
export function isUntimed({ faults = [] }: Pick<World, "faults">): boolean {
  return faults.length === 0;
}

/** Of every node, one that crashes too, who would have told nobody. */
function decisionsUntimed({ group, order, traitors, seed }: World): Map<NodeId, Order> {
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
