/**
 * Bugs that no report can show, for they are about who tells what at all: OM(m) written down hop by hop, with each of three
 * plausible rules in the place of the paper's. A path is the lieutenants behind the general; `undefined` is nothing told.
 */
import type { Group, NodeId, Order } from "../../../src/core/group.js";
import { judge, type Verdict } from "../../../src/recording/verdict.js";

export interface Variant {
  /** the general is not in a path of lieutenants, and so relays what they say, from round 2 on */
  readonly generalRelays?: boolean;
  /** in the place of the default order */
  readonly missingIsNoVote?: boolean;
  /** who was told one order by all in a round decides it, and says no more */
  readonly stopsWhenAllAgree?: boolean;
}

export const VARIANTS: Readonly<Record<string, Variant>> = {
  "the general relays from round 2 on": { generalRelays: true },
  "a missing relay is no vote": { missingIsNoVote: true },
  "whoever sees all alike falls silent": { stopsWhenAllAgree: true },
};

type Word = Order | undefined;

/** What a traitor, the last of `path` and the general for an empty one, tells `to`. */
export type Say = (path: readonly NodeId[], honest: Word, to: NodeId) => Word;

export interface VariantWorld {
  readonly group: Group;
  readonly order: Order;
  readonly traitors: readonly NodeId[];
  readonly say: Say;
}

class Node {
  readonly held = new Map<string, Word>();
  decided: Word;

  constructor(readonly id: NodeId) {}

  at(path: readonly NodeId[]): Word {
    return this.held.get(path.join("."));
  }
}

export function playVariant(
  world: VariantWorld,
  variant: Variant,
): { decisions: Map<NodeId, Order>; verdict: Verdict } {
  const { group, order, traitors } = world;
  const nodes = group.ids.map((id) => new Node(id));
  for (let round = 0; round <= group.m; round++) playRound(world, variant, nodes, round);
  const decisions = new Map(
    nodes.map((node) => {
      if (node.id === group.general) return [node.id, order];
      return [node.id, node.decided ?? foldAt(group, variant, node, []) ?? group.defaultOrder];
    }),
  );
  return { decisions, verdict: judge({ group, order, traitors, observed: [], decisions }) };
}

function playRound(world: VariantWorld, variant: Variant, nodes: readonly Node[], round: number): void {
  const { group, order, traitors, say } = world;
  const told: { path: readonly NodeId[]; to: Node; word: Word }[] = [];
  for (const from of nodes) {
    const isGeneral = from.id === group.general;
    if (isGeneral ? round === 1 || (round > 1 && !variant.generalRelays) : round === 0) continue;
    if (from.decided !== undefined && !traitors.includes(from.id)) continue;
    for (const before of round === 0 ? [[]] : pathsOf(nodes, group, variant, round - 1)) {
      if (before.includes(from.id)) continue;
      const path = round === 0 ? [] : [...before, from.id];
      const honest = round === 0 ? order : from.at(before);
      for (const to of nodes) {
        if (to.id === group.general && (round === 0 || !variant.generalRelays)) continue;
        const isLie = traitors.includes(from.id) && to !== from;
        told.push({ path, to, word: isLie ? say(path, honest, to.id) : honest });
      }
    }
  }
  const missing = variant.missingIsNoVote ? undefined : group.defaultOrder;
  for (const { path, to, word } of told) to.held.set(path.join("."), word ?? missing);
  for (const node of nodes) {
    for (const path of pathsOf(nodes, group, variant, round))
      if (!node.held.has(path.join("."))) node.held.set(path.join("."), missing);
    if (variant.stopsWhenAllAgree && round > 0 && node.id !== group.general) {
      const words = new Set(pathsOf(nodes, group, variant, round).map((path) => node.at(path)));
      if (words.size === 1) node.decided ??= [...words][0];
    }
  }
}

/** Paths of so many hops; the general can be one of them from the second on, where he relays. */
function pathsOf(
  nodes: readonly Node[],
  group: Group,
  variant: Variant,
  hops: number,
): readonly (readonly NodeId[])[] {
  if (hops === 0) return [[]];
  return pathsOf(nodes, group, variant, hops - 1).flatMap((path) =>
    childrenOf(group, variant, path).map((id) => [...path, id]),
  );
}

function childrenOf({ ids, general }: Group, { generalRelays }: Variant, path: readonly NodeId[]): NodeId[] {
  return ids.filter((id) => !path.includes(id) && (id !== general || (generalRelays && path.length > 0)));
}

function foldAt(group: Group, variant: Variant, node: Node, path: readonly NodeId[]): Word {
  if (path.length === group.m) return node.at(path);
  const votes = childrenOf(group, variant, path)
    .map((id) => foldAt(group, variant, node, [...path, id]))
    .filter((vote) => vote !== undefined);
  const winner = group.orders.find(
    (order) => votes.filter((vote) => vote === order).length * 2 > votes.length,
  );
  if (winner !== undefined || !variant.missingIsNoVote) return winner ?? group.defaultOrder;
  return votes.length > 0 ? group.defaultOrder : undefined;
}
