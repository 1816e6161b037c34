/**
 * A played world as a recording, which explain, view and every check open: what each node accepted of each other, as the
 * protocol's own reports. Programs stand there as loyal nodes, so that an audit of the recording finds what they did wrong again.
 *
 * Echoes that a program leaves out as its style are written as it owed them, and so is what it need not tell a general of his own
 * value: they say nothing that its other relays do not.
 */
import type { Group, NodeId, Order } from "../core/group.js";
import { formatPath } from "../core/path.js";
import type { Vector } from "../core/protocol.js";
import type { Relay } from "../core/relay.js";
import type { Signer } from "../core/signer.js";
import { protocolOf } from "../protocols/index.js";
import type { SealedHeard } from "../protocols/sm/trial/rules.js";
import {
  type DecisionLine,
  decidedIn,
  type FaultLine,
  type Recording,
  type ReportLine,
  runLineOf,
} from "../recording/recording.js";
import { judge } from "../recording/verdict.js";
import type { Played } from "./play.js";
import { RULES } from "./rules/protocols.js";
import type { Debt } from "./rules/rules.js";
import type { Heard } from "./turn.js";
import { unsoundIn } from "./unsound.js";
import { startOf } from "./world.js";
import { hasEcho } from "./wrong-relays.js";

export function recordingOf(played: Played): Recording {
  const { world, misdeeds } = played;
  const { group, order, traitors, values } = world;
  const { reports, faults } = accepted(played);
  const decisions = decisionsOf(played, reports);
  const observed = misdeeds
    .filter(({ node }) => !traitors.includes(node))
    .map(({ node, misdeed }) => ({ id: node, why: misdeed }));
  const ids = observed.map(({ id }) => id);
  const { guaranteed, ...conditions } = judge({
    ...{ group, order, traitors, observed: ids, ...decidedIn(decisions) },
    ...(values && { values }),
  });
  const strategies = traitors.map((id) => ({ id, strategy: "script" }));
  return {
    run: runLineOf(group, order, strategies, values),
    ...{ reports, decisions },
    faults: [...faults, ...unsoundIn(played)],
    verdict: { type: "verdict", conditions, guaranteed, observed },
  };
}

function accepted(played: Played): { reports: ReportLine[]; faults: FaultLine[] } {
  const { group } = played.world;
  const protocol = protocolOf(group);
  const reports: ReportLine[] = [];
  const faults: FaultLine[] = [];
  for (let round = 0; round <= protocol.lastRound(group); round++) {
    for (const from of protocol.senders(group, round)) {
      const owed = played.turns.get(from)?.[round]?.owed ?? [];
      for (const to of protocol.receivers(group, round)) {
        if (from === to && protocol.ownIsNoNews) continue;
        const { alone } = played.world;
        if (alone !== undefined && from !== alone && to !== alone) continue;
        const relays =
          from === to ? inOrder(group, round, from, owed) : relaysTo(played, round, from, to, owed);
        const late = { at: round, node: to, from, round, kind: "late", detail: "nothing was told" } as const;
        // where a report without relays says nothing; in other protocols it says that there is nothing to say
        if (relays.length === 0 && owed.length > 0 && RULES[group.protocol].missing === "report")
          faults.push({ type: "fault", ...late });
        else
          reports.push({
            ...{ type: "report", at: round, round, from, to },
            relays: relays.map(({ path, order }) => ({ path, order })),
          });
      }
    }
  }
  return { reports, faults };
}

/** What `to` accepts of `from` in `round`, in the protocol's own order. */
function relaysTo(
  played: Played,
  round: number,
  from: NodeId,
  to: NodeId,
  owed: readonly Debt[],
): readonly Relay[] {
  const { group, traitors } = played.world;
  const rules = RULES[group.protocol];
  const heard = played.turns.get(to)?.[round + 1]?.heard ?? [];
  const all = heard.filter((one) => one.from === from && group.orders.includes(one.order));
  if (rules.seals) return chainsOf(group, round, to, all as readonly Heard[] as readonly SealedHeard[]);
  const byPath = new Map<string, Order>();
  for (const { path, order } of all) {
    const name = formatPath(path);
    if (!byPath.has(name)) byPath.set(name, order);
  }
  const isLoyal = !traitors.includes(from);
  const isStyled = isLoyal && !isEchoing(played, from);
  for (const { path, order, echoes, free } of owed) {
    const name = formatPath(path);
    const isLeft = (isStyled && echoes.includes(to)) || (isLoyal && free.includes(to));
    if (isLeft && !byPath.has(name)) byPath.set(name, order);
  }
  const told = [...byPath].map(([name, order]) => ({ path: name.split(".").map(Number), order }));
  return inOrder(group, round, from, told);
}

/** Of these relays those that are the protocol's, in its own order. */
function inOrder(group: Group, round: number, from: NodeId, relays: readonly Relay[]): readonly Relay[] {
  const rules = RULES[group.protocol];
  if (rules.seals) return relays;
  const byPath = new Map(relays.map(({ path, order }) => [formatPath(path), order]));
  return rules.paths(group, round, from).flatMap((path) => {
    const order = byPath.get(formatPath(path));
    return order === undefined ? [] : [{ path, order }];
  });
}

/** Whether a node tells those on the path too, as it did where it first could; those that the trial plays do. */
function isEchoing({ turns }: Played, from: NodeId): boolean {
  const first = turns.get(from)?.find(({ owed }) => owed.some(({ echoes }) => echoes.length > 0));
  return !first?.tells || hasEcho(first.tells, first.owed);
}

/** Chains with all their seals, one an order, as `orders` lists them; one that the receiver sealed says nothing new to it. */
function chainsOf(
  { general, orders }: Group,
  round: number,
  to: NodeId,
  told: readonly SealedHeard[],
): Relay[] {
  const isWhole = ({ from, path, seals }: SealedHeard) =>
    path.length === round + 1 &&
    path.at(-1) === from &&
    path[0] === general &&
    new Set(path).size === path.length &&
    path.every((id, place) => seals[place] === id);
  return orders.flatMap((order) => {
    const chains = told.filter((one) => one.order === order && isWhole(one));
    const chain = chains.find(({ path }) => !path.includes(to)) ?? chains[0];
    return chain ? [{ path: chain.path, order }] : [];
  });
}

/** Of programs as they gave them; of all other nodes by the protocol's rules from the same reports. */
function decisionsOf(played: Played, reports: readonly ReportLine[]): DecisionLine[] {
  const { world, programs, decisions } = played;
  const { group, traitors } = world;
  const at = RULES[group.protocol].lastRound(group) + 1;
  return group.ids.flatMap((node): DecisionLine[] => {
    const isJudged = programs.includes(node) && !traitors.includes(node);
    const given = isJudged ? decisions.get(node) : decisionByRules(played, node, reports);
    if (given === undefined) return [];
    const isVector = RULES[group.protocol].vector === true;
    if (!isVector && !group.orders.includes(given)) return [];
    return [
      { type: "decision", at, node, order: given, ...(isVector && { vector: JSON.parse(given) as Vector }) },
    ];
  });
}

/** A recording holds no signatures: what was sealed counts as signed. */
const TRUSTING: Signer = {
  domain: { protocol: "sm", run: "", hash: "", instance: 0 },
  sign: () => "",
  verify: () => true,
};

function decisionByRules({ world }: Played, self: NodeId, reports: readonly ReportLine[]): Order {
  const { group } = world;
  const protocol = protocolOf(group);
  const order = startOf(world, self).order ?? group.defaultOrder;
  const party = protocol.make({ group, self, order, ...(protocol.signs && { signer: TRUSTING }) });
  for (let round = 0; round <= protocol.lastRound(group); round++) {
    party.send(round);
    for (const line of reports)
      if (line.round === round && line.to === self)
        party.receive(round, line.from, protocol.reportOf(group, round, line.from, line.relays ?? []));
  }
  return party.decide();
}
