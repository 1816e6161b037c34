/**
 * The timing adversary: draws faults of time and link, each of which one of the `faulty` nodes can be blamed for.
 * It aims where rules break: at reports that arrive just before a deadline, on it and just after it, in time for
 * some receivers and too late for others.
 */
import type { Group, NodeId } from "../core/group.js";
import type { Dice } from "./dice.js";
import type { FrameFault, InjectedFault, World } from "./world.js";

type Times = Required<Pick<World, "delayMs" | "jitterMs" | "roundTimeoutMs" | "startTimeoutMs">>;

/** When the good nodes come up: within half the start timeout. */
export function drawSkew(dice: Dice, group: Group, faulty: readonly NodeId[], times: Times): InjectedFault[] {
  if (dice.chance(0.5)) return [];
  const good = group.ids.filter((id) => !faulty.includes(id));
  const latestMs = Math.floor(times.startTimeoutMs / 2);
  return good.map((node) => ({ kind: "up", node, atMs: dice.between(0, latestMs) }));
}

export function drawFaults(
  dice: Dice,
  group: Group,
  faulty: readonly NodeId[],
  lying: readonly NodeId[],
  times: Times,
): InjectedFault[] {
  const faults: InjectedFault[] = [];
  for (const id of faulty) {
    if (dice.chance(0.7)) faults.push(...drawReportFaults(dice, group, id, times));
    if (dice.chance(0.2)) faults.push(...drawIncoming(dice, group, id, times));
    if (dice.chance(0.25)) faults.push(...drawReadyFaults(dice, group, id, times));
    if (dice.chance(0.15)) faults.push(drawStall(dice, group, id, times));
    if (dice.chance(0.15)) faults.push(drawUp(dice, id, times));
    if (dice.chance(0.2)) faults.push(...drawLinks(dice, group, id, times));
    if (lying.includes(id) && dice.chance(0.3)) faults.push(...drawWords(dice, group, id, times));
  }
  return faults;
}

/** What the node owes: some of it near deadlines, lost, delayed or repeated, each receiver by itself. */
function drawReportFaults(dice: Dice, group: Group, from: NodeId, times: Times): FrameFault[] {
  const isGeneral = from === group.general;
  const rounds = isGeneral ? [0] : Array.from({ length: group.m }, (_, index) => index + 1);
  const share = dice.pick([0.2, 0.5, 0.9]);
  return rounds.flatMap((round) =>
    group.ids
      .filter((to) => to !== from && to !== group.general && dice.chance(share))
      .map((to) => drawFrameFault(dice, { round, from, to }, times)),
  );
}

function drawFrameFault(
  dice: Dice,
  which: { frame?: "ready" | "done"; round?: number; from: NodeId; to: NodeId },
  { delayMs, jitterMs, roundTimeoutMs }: Times,
): FrameFault {
  const kind = dice.weighted([
    ["deadline", 6] as const,
    ["loss", 2] as const,
    ["delay", 2] as const,
    ["copies", 1] as const,
  ]);
  if (kind === "loss") return { kind, ...which };
  if (kind === "copies") {
    return { kind, copies: dice.between(1, 3), everyMs: dice.between(0, roundTimeoutMs), ...which };
  }
  if (kind === "delay" || which.frame !== undefined) {
    return { kind: "delay", ms: dice.between(0, 2 * roundTimeoutMs), ...which };
  }
  const deliveryMs = delayMs + jitterMs;
  const offsetsMs = [-deliveryMs, -1, -1, 0, 0, 1, deliveryMs, roundTimeoutMs];
  return { kind, offsetMs: dice.pick(offsetsMs), ...which };
}

/** What the good nodes owe to this one: a link is at fault at its one end or at its other. */
function drawIncoming(dice: Dice, group: Group, to: NodeId, times: Times): FrameFault[] {
  const senders = group.ids.filter((id) => id !== to && dice.chance(0.3));
  return senders.map((from) => {
    const round = from === group.general ? 0 : dice.between(Math.min(1, group.m), group.m);
    return drawFrameFault(dice, { round, from, to }, times);
  });
}

function drawReadyFaults(dice: Dice, group: Group, from: NodeId, times: Times): FrameFault[] {
  const frame = dice.pick(["ready", "done"] as const);
  const receivers = group.ids.filter((to) => to !== from && dice.chance(0.5));
  return receivers.map((to) => drawFrameFault(dice, { frame, from, to }, times));
}

function drawStall(dice: Dice, group: Group, node: NodeId, { roundTimeoutMs }: Times): InjectedFault {
  const fromMs = dice.between(0, (group.m + 2) * roundTimeoutMs);
  return { kind: "stall", node, fromMs, toMs: fromMs + dice.between(1, 2 * roundTimeoutMs) };
}

function drawUp(dice: Dice, node: NodeId, { startTimeoutMs }: Times): InjectedFault {
  return { kind: "up", node, atMs: dice.chance(0.3) ? null : dice.between(0, 2 * startTimeoutMs) };
}

/** Links to some of the others, or to nearly all of them, that come up late or never. */
function drawLinks(dice: Dice, group: Group, id: NodeId, { startTimeoutMs }: Times): InjectedFault[] {
  const share = dice.pick([0.2, 0.5, 0.8]);
  const latestMs = dice.pick([0.1, 1, 2]) * startTimeoutMs;
  return group.ids
    .filter((peer) => peer !== id && dice.chance(share))
    .map((peer) => ({
      kind: "link",
      between: [id, peer],
      atMs: dice.chance(0.4) ? null : dice.between(0, Math.floor(latestMs)),
    }));
}

/** A traitor's READY or DONE to some nodes long before it is due, and second reports. */
function drawWords(dice: Dice, group: Group, from: NodeId, times: Times): InjectedFault[] {
  const { startTimeoutMs, roundTimeoutMs } = times;
  const what = dice.pick(["ready", "ready", "done"] as const);
  const words = group.ids
    .filter((to) => to !== from && dice.chance(0.5))
    .map((to): InjectedFault => ({ kind: "say", what, from, to, atMs: dice.between(0, startTimeoutMs) }));
  const round = from === group.general ? 0 : dice.between(Math.min(1, group.m), group.m);
  const seconds = group.ids
    .filter((to) => to !== from && dice.chance(0.3))
    .map(
      (to): InjectedFault => ({
        kind: "second",
        round,
        from,
        to,
        afterMs: dice.between(0, 2 * roundTimeoutMs),
      }),
    );
  return [...words, ...seconds];
}
