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
import { printable } from "../core/printable.js";
import { tellingFault, type Values } from "../core/protocol.js";
import { type ScriptedLie, STRATEGIES, type TraitorEntry } from "../core/traitor.js";
import { isGroup } from "../protocols/given.js";
import { protocolOf } from "../protocols/index.js";

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
  demand(
    isGroup(group),
    `its group is ${quoted(group)}, and no { protocol, ids, general, m, orders, defaultOrder }`,
  );
  demand(Array.isArray(traitors) && Array.isArray(faults), "its traitors or its faults are no list");
  const isAscending = group.ids.every((id, at) => Number.isInteger(id) && id > (group.ids[at - 1] ?? 0));
  demand(isAscending, `its ids are ${quoted(group.ids)}, and no positive whole numbers in ascending order`);
  const isNode = (id: NodeId | undefined) => id === undefined || group.ids.includes(id);
  const isTraitor = (id: NodeId) => traitors.some((traitor) => traitor.id === id);
  demand(group.ids.includes(group.general), `general ${group.general} is not in the group`);
  demand(group.m >= 0 && group.m <= group.ids.length - 2, `m = ${group.m} with ${group.ids.length} nodes`);
  demand(
    group.orders.includes(order) && group.orders.includes(group.defaultOrder),
    "an order that is not listed",
  );
  for (const traitor of traitors)
    demand(traitor !== null && typeof traitor === "object", `a traitor that is ${quoted(traitor)}`);
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

function nodesOf(fault: InjectedFault): readonly (NodeId | undefined)[] {
  if ("node" in fault) return [fault.node];
  return "between" in fault ? fault.between : [fault.from, fault.to];
}

/**
 * What a fault has to name: faults come from files that people write (docs/SIMULATOR.md), and one that is misspelled would hit
 * nothing and look like a group that bears it. What a value is to be, in words, and whether it is:
 */
type Wanted = readonly [string, (value: unknown) => boolean];

const isTime = (value: unknown) => Number.isFinite(value) && (value as number) >= 0;
const isWhole = (value: unknown) => Number.isInteger(value) && (value as number) >= 0;

const TIME: Wanted = ["a time in ms, from 0 on", isTime];
const TIME_OR_NEVER: Wanted = [
  "a time in ms, from 0 on, or null for never",
  (value) => value === null || isTime(value),
];
const OFFSET: Wanted = ["a number of ms", Number.isFinite];
const WHOLE: Wanted = ["a whole number from 0 on", isWhole];
const ID: Wanted = ["the id of a node", Number.isInteger];
const PAIR: Wanted = [
  "a list of two ids",
  (value) => Array.isArray(value) && value.length === 2 && value.every(Number.isInteger),
];
const FRAME: Wanted = [
  `"report", "ready" or "done"`,
  (value) => value === "report" || value === "ready" || value === "done",
];
const WORD: Wanted = [`"ready" or "done"`, (value) => value === "ready" || value === "done"];
/** Judged with the group, by {@link checkWorld}. */
const TOLD: Wanted = ["what its protocol tells", () => true];

type Keys = Readonly<Record<string, Wanted>>;

const WHICH: Keys = { frame: FRAME, round: WHOLE, from: ID, to: ID };

/** Of each kind what it must name, and what it may. */
const SHAPES: Readonly<Record<InjectedFault["kind"], readonly [Keys, Keys]>> = {
  delay: [{ ms: TIME }, WHICH],
  deadline: [{ offsetMs: OFFSET }, WHICH],
  loss: [{}, WHICH],
  copies: [{ copies: WHOLE, everyMs: TIME }, WHICH],
  stall: [{ node: ID, fromMs: TIME, toMs: TIME }, {}],
  up: [{ node: ID, atMs: TIME_OR_NEVER }, {}],
  link: [{ between: PAIR, atMs: TIME_OR_NEVER }, {}],
  say: [{ what: WORD, from: ID, to: ID, atMs: TIME }, {}],
  second: [{ round: WHOLE, from: ID, to: ID, afterMs: TIME }, {}],
  tell: [{ round: WHOLE, from: ID, to: ID, path: TOLD, order: TOLD }, {}],
};

/** What keeps `fault` from being one, or null. */
function faultMistake(fault: unknown): string | null {
  if (typeof fault !== "object" || fault === null || Array.isArray(fault))
    return `is ${quoted(fault)} and not an object with a kind`;
  const { kind, ...given } = fault as Readonly<Record<string, unknown>>;
  if (kind === undefined) return `has no kind; ${kinds()}`;
  if (typeof kind !== "string" || !Object.hasOwn(SHAPES, kind))
    return `is of the kind ${quoted(kind)}; ${kinds()}`;
  const [must, may] = SHAPES[kind as InjectedFault["kind"]];
  const known = { ...must, ...may };
  const lacking = Object.keys(must).find((key) => !Object.hasOwn(given, key));
  const strange = Object.keys(given).find((key) => !Object.hasOwn(known, key));
  if (strange !== undefined)
    return `is a ${kind} and has "${printable(strange, 40)}"; its keys are ${listed(known)}`;
  if (lacking !== undefined) return `is a ${kind} without "${lacking}"; its keys are ${listed(known)}`;
  const wrong = Object.entries(given).find(([key, value]) => !known[key]?.[1](value));
  return wrong
    ? `is a ${kind} whose "${wrong[0]}" is ${quoted(wrong[1])} and not ${known[wrong[0]]?.[0]}`
    : null;
}

const kinds = () => `kinds are ${listed(SHAPES)}`;
const listed = (keys: object) => Object.keys(keys).join(", ");

function quoted(value: unknown): string {
  return printable(JSON.stringify(value) ?? String(value), 40);
}
