/**
 * Ids one of which reads as two others do, one after the other, such as 1, 2 and 12: whoever keeps what it is told under the ids of a
 * path with nothing between them takes 1.2 for 12. A liar of the joined id then speaks for two loyal nodes besides itself, which is
 * one vote more than a fold bears.
 */
import type { NodeId } from "../../core/group.js";
import { RULES } from "../rules/protocols.js";
import type { World } from "../world.js";
import { alwaysTelling, cellsOf } from "./lies.js";
import { Draw, idsUpTo, type Plan } from "./plan.js";

const ID_MAX = 63;
const WORLDS = 4;
const DRAWN_MAX = 400;

/** In groups of `wanted` nodes all liars tell the default along every path. */
export function* joinedIds(plan: Plan, wanted: number): Generator<World> {
  let left = WORLDS;
  for (let number = 0; number < DRAWN_MAX && left > 0; number++) {
    const world = drawn(new Draw(plan, "joined", number), plan.nodes ?? wanted);
    if (!world) continue;
    left--;
    yield world;
  }
}

/** Null where the nodes that are joined may not lie, or are the only ones to be taken in. */
function drawn(draw: Draw, n: number): World | null {
  const [first, second] = [draw.between(1, 6), draw.between(1, 9)];
  const joined = Number(`${first}${second}`);
  if (first === second || joined > ID_MAX || n < 4) return null;
  const three = [first, second, joined];
  const others = draw.some(
    idsUpTo(ID_MAX).filter((id) => !three.includes(id)),
    n - three.length,
  );
  const ids = [...three, ...others].toSorted((a, b) => a - b);
  const group = draw.group({ n, ids, general: others.at(-1) as NodeId });
  const isVector = RULES[group.protocol].vector === true;
  const isTakenIn = others.some((id) => draw.isOnTrial(group, id) && (isVector || id !== group.general));
  if (!isTakenIn || (!isVector && three.includes(group.general))) return null;
  const may = draw.suspects(group, [joined, ...others]).filter((id) => isVector || id !== group.general);
  const traitors = may.slice(0, group.m);
  if (traitors.length < group.m || traitors[0] !== joined) return null;
  const order = draw.pick(group.orders.filter((one) => one !== group.defaultOrder));
  const lies = alwaysTelling(cellsOf(group, traitors), group.defaultOrder);
  const world = draw.world(group, { order, traitors: traitors.toSorted((a, b) => a - b), lies });
  return isVector ? { ...world, values: Object.fromEntries(ids.map((id) => [id, order])) } : world;
}
