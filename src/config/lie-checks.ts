/** What must hold for the lies of a `script` traitor: that the traitor could send each of them, once. */

import type { ScriptedLie } from "../adversary/traitor.js";
import type { NodeId } from "../core/group.js";
import type { Basics } from "./basics.js";
import { isSettled } from "./basics.js";
import { listed } from "./causes.js";
import { checkOrder } from "./checks.js";
import type { Draft } from "./draft.js";
import type { Keys } from "./located.js";

interface Cast {
  readonly ids: readonly NodeId[];
  readonly general: NodeId;
  readonly m: number;
}

type Wrong = { readonly cause: string; readonly fix: string } | undefined;

/** Checks all lies of the traitor at this index. */
export function checkLies(draft: Draft, basics: Basics, index: number): void {
  const length = draft.lengthOf("traitors", index, "lies") ?? 0;
  const id = draft.idOf("traitors", index);
  const seen = new Set<string>();
  for (let number = 0; number < length; number++) {
    const keys = ["traitors", index, "lies", number];
    checkLieOrder(draft, basics, [...keys, "order"]);
    const lie = draft.get(...keys);
    if (id === undefined || !isLie(lie) || !isSettled(basics) || !basics.ids.includes(id)) continue;
    const complainIf = (key: string, wrong: Wrong) =>
      wrong && draft.complain([...keys, key], wrong.cause, wrong.fix);
    complainIf("to", wrongReceiver(lie, id, basics));
    const round = wrongRound(lie, id, basics);
    if (round) complainIf("round", round);
    else complainIf("path", wrongPath(lie, id, basics) ?? wrongRepeat(lie, seen));
  }
}

/** Whether the node sends relays in the round: the general in round 0 only, lieutenants in rounds 1 … m. */
export function sendsIn(round: number, id: NodeId, general: NodeId, m: number): boolean {
  return id === general ? round === 0 : round >= 1 && round <= m;
}

/** The fix for a round in which the node does not send; undefined if it never sends. */
export function chooseRound(id: NodeId, general: NodeId, m: number): string | undefined {
  if (id === general) return "choose round 0";
  if (m === 0) return undefined;
  return m === 1 ? "choose round 1" : `choose a round from 1 to ${m}`;
}

/** The same in words. */
export function whenSends(id: NodeId, general: NodeId, m: number): string {
  if (id === general) return "the general sends in round 0 only";
  if (m === 0) return "with m = 0 no lieutenant sends";
  return m === 1 ? "a lieutenant sends in round 1 only" : `a lieutenant sends in rounds 1 to ${m}`;
}

function checkLieOrder(draft: Draft, { orders }: Basics, keys: Keys): void {
  if (!orders) return;
  if (draft.get(...keys) !== "none" || orders.includes("none")) return checkOrder(draft, keys, orders);
  draft.complain(keys, '"none" is not among the orders', "write null to leave the relay out");
}

/** A sound value at a lie's place has a lie's shape. */
function isLie(value: unknown): value is ScriptedLie {
  return typeof value === "object" && value !== null;
}

function wrongRound({ round }: ScriptedLie, id: NodeId, { general, m }: Cast): Wrong {
  if (sendsIn(round, id, general, m)) return undefined;
  const fix = chooseRound(id, general, m) ?? "take the lie away";
  return { cause: `traitor ${id} cannot lie in round ${round}: ${whenSends(id, general, m)}`, fix };
}

function wrongReceiver({ to }: ScriptedLie, id: NodeId, { ids, general }: Cast): Wrong {
  const others = ids.filter((other) => other !== general && other !== id);
  const fix = `choose another lieutenant: ${listed(others, "or")}`;
  if (!ids.includes(to)) return { cause: `node ${to} is not among the nodes ${listed(ids)}`, fix };
  if (to === id) return { cause: `traitor ${id} cannot lie to itself: its own tree stays as it is`, fix };
  return to === general ? { cause: `nothing is ever sent to the general, node ${general}`, fix } : undefined;
}

/** A relay's path leads from the general over distinct lieutenants to the one who tells it. */
function wrongPath({ round, path }: ScriptedLie, id: NodeId, { ids, general }: Cast): Wrong {
  const text = path.join(".");
  const length = round === 0 ? "1 id" : `${round + 1} ids`;
  const fix = `write a path of ${length} that begins with ${general} and ends with ${id}`;
  const stranger = path.find((hop) => !ids.includes(hop));
  if (stranger !== undefined) {
    return { cause: `the path ${text} holds ${stranger}, which is not among the nodes ${listed(ids)}`, fix };
  }
  if (path[0] !== general)
    return { cause: `the path ${text} does not begin with the general, node ${general}`, fix };
  if (path.at(-1) !== id)
    return { cause: `the path ${text} does not end with traitor ${id}, who tells it`, fix };
  if (new Set(path).size < path.length) return { cause: `the path ${text} names a node twice`, fix };
  if (path.length === round + 1) return undefined;
  return {
    cause: `the length of the path ${text} is ${path.length}; in round ${round} it is ${round + 1}`,
    fix,
  };
}

function wrongRepeat({ round, to, path }: ScriptedLie, seen: Set<string>): Wrong {
  const relay = `${round} ${to} ${path.join(".")}`;
  if (!seen.has(relay)) {
    seen.add(relay);
    return undefined;
  }
  const cause = `what node ${to} is told on the path ${path.join(".")} stands here for the second time`;
  return { cause, fix: "keep one of the two" };
}
