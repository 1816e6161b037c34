/**
 * A world: everything that decides how a simulated run goes, as plain data, so that a failing one is kept and
 * replayed. Times are milliseconds of virtual time since the launch.
 *
 * The adversary's powers are these and no more. A traitor sends other reports than the honest ones, by its
 * strategy, or a second one after the first, and may say READY or DONE when it likes; it speaks over its own links only (the paper's assumption
 * A2). Frames, links, clocks and nodes fail only where a fault is listed. {@link checkWorld} refuses a world
 * that asks for more, and the simulation asserts the rest while it runs.
 */
import type { Group, NodeId, Order } from "../core/group.js";
import { tellingFault, type Values } from "../core/protocol.js";
import { type ScriptedLie, STRATEGIES, type TraitorEntry } from "../core/traitor.js";
import { protocolOf } from "../protocols/index.js";
import { faultMistake } from "./fault-shape.js";

export interface World {
  readonly group: Group;
  /** what the general orders, or is to order if it is a traitor */
  readonly order: Order;
  /** what each node gives, or is to give if it is a traitor, where every node has a value of its own */
  readonly values?: Values;
  readonly traitors: readonly TraitorEntry[];
  /** of the `random` strategy and of the jitter */
  readonly seed: number;
  readonly roundTimeoutMs: number;
  readonly startTimeoutMs: number;
  /** how long a frame travels; 1 if left out, which makes a run without faults a lockstep */
  readonly delayMs?: number;
  /** how much longer a frame may travel, drawn for each one; 0 if left out. More than 0 reorders frames */
  readonly jitterMs?: number;
  readonly faults?: readonly InjectedFault[];
}

/** Which frames a fault hits: those that fit all that is given. */
export interface Which {
  /** `report` if left out */
  readonly frame?: "report" | "ready" | "done";
  /** of a report */
  readonly round?: number;
  readonly from?: NodeId;
  readonly to?: NodeId;
}

export type FrameFault =
  /** travels this long instead */
  | ({ readonly kind: "delay"; readonly ms: number } & Which)
  /** a report arrives this long after its round's deadline at the receiver; before it if negative */
  | ({ readonly kind: "deadline"; readonly offsetMs: number } & Which)
  | ({ readonly kind: "loss" } & Which)
  /** arrives so many times more, each `everyMs` after the one before */
  | ({ readonly kind: "copies"; readonly copies: number; readonly everyMs: number } & Which);

export type InjectedFault =
  | FrameFault
  /** a traitor says READY or DONE to one node at its own time */
  | {
      readonly kind: "say";
      readonly what: "ready" | "done";
      readonly from: NodeId;
      readonly to: NodeId;
      readonly atMs: number;
    }
  /** a traitor sends a second, different report of the same round so long after the first */
  | {
      readonly kind: "second";
      readonly round: number;
      readonly from: NodeId;
      readonly to: NodeId;
      readonly afterMs: number;
    }
  /** a traitor tells one relay of a report otherwise than by its strategy; null: it leaves it out */
  | ({ readonly kind: "tell"; readonly from: NodeId } & ScriptedLie)
  /** the node does nothing for a while, and then sees all that arrived meanwhile */
  | { readonly kind: "stall"; readonly node: NodeId; readonly fromMs: number; readonly toMs: number }
  /** when the node comes up; null for never. A node that is not listed comes up at 0 */
  | { readonly kind: "up"; readonly node: NodeId; readonly atMs: number | null }
  /** the links between two nodes come up then, or later if one of the nodes does; null for never */
  | { readonly kind: "link"; readonly between: readonly [NodeId, NodeId]; readonly atMs: number | null };

/** Frames that one fault can add. */
const COPIES_MAX = 16;

/** Throws where a world is not one: a mistake of whoever made it. */
export function checkWorld(world: World): void {
  const { group, order, traitors, faults = [] } = world;
  const isNode = (id: NodeId | undefined) => id === undefined || group.ids.includes(id);
  const isTraitor = (id: NodeId) => traitors.some((traitor) => traitor.id === id);
  demand(group.ids.includes(group.general), `general ${group.general} is not in the group`);
  demand(group.m >= 0 && group.m <= group.ids.length - 2, `m = ${group.m} with ${group.ids.length} nodes`);
  demand(
    group.orders.includes(order) && group.orders.includes(group.defaultOrder),
    "an order that is not listed",
  );
  demand(new Set(traitors.map(({ id }) => id)).size === traitors.length, "a traitor listed twice");
  for (const { id, strategy } of traitors) {
    demand(isNode(id), `traitor ${id} is not in the group`);
    demand(
      STRATEGIES.includes(strategy),
      `the strategy of traitor ${id} is none of ${STRATEGIES.join(", ")}`,
    );
  }
  const { count, why } = protocolOf(group).nodesMax;
  demand(group.ids.length <= count, `${group.ids.length} nodes, and at most ${count} are possible: ${why}`);
  for (const ms of [world.roundTimeoutMs, world.startTimeoutMs, world.delayMs ?? 1, world.jitterMs ?? 0]) {
    demand(isTime(ms), `a time of ${ms} ms`);
  }
  for (const [index, fault] of faults.entries()) {
    const mistake = faultMistake(fault);
    demand(mistake === null, `fault ${index + 1} of the list ${mistake}`);
    demand(nodesOf(fault).every(isNode), `a ${fault.kind} of a node that is not in the group`);
    if (fault.kind === "say" || fault.kind === "second" || fault.kind === "tell") {
      demand(isTraitor(fault.from), `node ${fault.from} is loyal and says nothing but what it has to`);
    }
    if (fault.kind === "tell") demandRelay(group, fault);
    if (fault.kind === "copies") demand(fault.copies <= COPIES_MAX, `${fault.copies} copies of a frame`);
  }
}

function demand(holds: boolean, what: string): void {
  if (!holds) throw new RangeError(`not a world: ${what}`);
}

/** A relay that its teller could tell. */
function demandRelay(
  group: Group,
  { round, from, path, order }: ScriptedLie & { readonly from: NodeId },
): void {
  const protocol = protocolOf(group);
  const isRound = Number.isInteger(round) && round >= 0 && round <= protocol.lastRound(group);
  demand(isRound, `a relay of round ${round}`);
  const isOrder = order === null || typeof order === "string";
  const isListed = protocol.everyone !== undefined || order === null || group.orders.includes(order);
  demand(isOrder && isListed, "a relay with an order that is not listed");
  const wrong = Array.isArray(path)
    ? tellingFault(protocol, group, round, from, path)
    : "a relay without a path";
  demand(wrong === null, wrong ?? "");
}

function isTime(ms: number): boolean {
  return Number.isFinite(ms) && ms >= 0;
}

function nodesOf(fault: InjectedFault): (NodeId | undefined)[] {
  switch (fault.kind) {
    case "stall":
    case "up":
      return [fault.node];
    case "link":
      return [...fault.between];
    default:
      return [fault.from, fault.to];
  }
}

/** Whether one of the nodes in `faulty` can be blamed for the fault: it is at the fault's one end or the other. */
export function isBlamedOn(fault: InjectedFault, faulty: ReadonlySet<NodeId>): boolean {
  return nodesOf(fault).some((id) => id !== undefined && faulty.has(id));
}
