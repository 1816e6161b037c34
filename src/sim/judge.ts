/**
 * Judges a drawn world, in two ways that both have to hold.
 *
 * The adversary's list of faulty nodes says who may fail; all others must agree, whatever is observed. And the
 * run's own verdict, which knows only traitors and observed nodes, must keep what it guarantees, and guarantee it where
 * the list explains all that failed: blame is never on more nodes than can have been at fault.
 */
import type { NodeId, Order } from "../core/group.js";
import { observedIn } from "../recording/observed.js";
import { judge, type Verdict } from "../recording/verdict.js";
import type { DrawnWorld } from "./draw.js";
import { failedIn } from "./failed.js";
import { play } from "./play.js";
import type { World } from "./world.js";

export interface WorldJudgement {
  /** what was broken, in one line; null when all holds */
  readonly broken: string | null;
  /** whether a loyal node failed */
  readonly observed: boolean;
}

export function judgeWorld({ world, faulty }: DrawnWorld): WorldJudgement {
  const { group, order } = world;
  const played = play(world);
  const decisions = new Map([...played.nodes].map(([id, { decision }]) => [id, decision]));
  const traitors = world.traitors.map(({ id }) => id);
  const faults = played.faults.map(({ node, fault }) => ({ node, ...fault }));
  const failures = { group, traitors, decisions, faults, ...failedIn(world, played) };
  const observed = observedIn(failures).map(({ id }) => id);
  const byList = judge({ group, order, traitors: faulty, observed: [], decisions });
  const byRun = judge({ group, order, traitors, observed, decisions });
  const brokenIn = byRun.guaranteed ? [byList, byRun] : [byList];
  const blame =
    byList.guaranteed && !byRun.guaranteed ? [`blame on ${[...traitors, ...observed].length}`] : [];
  const what = [...new Set([...brokenIn.flatMap((verdict) => brokenOf(verdict)), ...blame])];
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
