/** Bugs in the rules: how a lieutenant relays, stores and folds. */

import type { NodeFactory } from "../../../src/check/play.js";
import { type Group, lieutenantsOf, type NodeId } from "../../../src/core/group.js";
import { pathsOf } from "../../../src/core/path.js";
import { BitTree } from "../../../src/protocols/om/bit-tree.js";
import {
  emptyReport,
  fullRow,
  type OralReport,
  type Rows,
  relaysOf,
  reportOf,
} from "../../../src/protocols/om/report.js";
import { OralMessages } from "../../../src/protocols/om/rules.js";
import { nextLieutenant, refolding, strictMajority, type Vote } from "./refold.js";

export const CORE_BUGS: Readonly<Record<string, NodeFactory>> = {
  "one round too few": (group, id, order) =>
    new OralMessages(new BitTree({ ...group, m: group.m - 1 }), id, order),

  "fold from the wrong level": refolding((group) => ({ leafLevel: group.m - 1 })),

  "default order flipped between nodes": refolding((_, self) => ({
    majority: (votes, { group, ...fold }) =>
      strictMajority(votes, { ...fold, group: { ...group, defaultOrder: group.orders[self % 2] as string } }),
  })),

  "majority not strict": refolding(() => ({
    majority: (votes, fold) =>
      strictMajority(votes, { ...fold, group: attackFirst(fold.group) }, votes.length - 1),
  })),

  "majority of all nodes, not of the children": refolding((group) => ({
    majority: (votes, fold) => strictMajority(votes, fold, group.ids.length),
  })),

  "plurality instead of a strict majority": refolding(() => ({
    majority: (votes, { group }) => {
      const count = (order: string) => votes.filter((vote) => vote.order === order).length;
      return group.orders.toSorted((a, b) => count(b) - count(a))[0] as string;
    },
  })),

  "tie to the last seen": refolding((_, self) => ({
    majority: (votes, fold) => {
      const arrived = [
        ...votes.filter(({ from }) => from === self),
        ...votes.filter(({ from }) => from !== self),
      ];
      return isTie(votes) ? (arrived.at(-1) as Vote).order : strictMajority(votes, fold);
    },
  })),

  "one flat tally of the leaves": refolding((group) => ({
    majority: (_votes, fold) => {
      const paths = lieutenantsOf(group).flatMap((from) => [...pathsOf(group, group.m, from)]);
      return strictMajority(
        paths.map((path) => ({ from: 0, order: fold.tree.orderAt(path) })),
        fold,
      );
    },
  })),

  "a lieutenant's own value left out": refolding((_, self) => ({
    children: ({ group }, path) => childrenBut(group, path, [self]),
  })),

  "echoes left out of the vote": refolding((_, self) => ({
    majority: (votes, fold, path) =>
      path.includes(self) ? fold.tree.orderAt(path) : strictMajority(votes, fold),
  })),

  "the told order votes beside its children": refolding(() => ({
    majority: (votes, fold, path) =>
      strictMajority([...votes, { from: path.at(-1) as NodeId, order: fold.tree.orderAt(path) }], fold),
  })),

  "sorted paths": refolding((group) => ({
    leaf: ({ tree }, path) => tree.orderAt([group.general, ...path.slice(1).toSorted((a, b) => a - b)]),
  })),

  "the hole one place too high": refolding((group) => ({
    leaf: ({ tree }, path) => {
      const [general, first, ...rest] = path as [NodeId, NodeId, ...NodeId[]];
      return tree.orderAt([general, rest.length > 0 ? nextLieutenant(group, first, rest) : first, ...rest]);
    },
  })),

  "own bit squeezed out at the wrong rank": relaying((group, id, report) => {
    const relays = relaysOf(group, report);
    const shifted = relays.map(({ path }, k) => ({
      path,
      order: relays[(k + id) % relays.length]?.order as string,
    }));
    return reportOf(group, report.round, id, shifted);
  }),

  "relays the majority of what it heard": relaying((group, id, report) => {
    const relays = relaysOf(group, report);
    const attacks = relays.filter(({ order }) => order === group.orders[1]).length;
    const order = group.orders[attacks * 2 > relays.length ? 1 : 0] as string;
    return reportOf(
      group,
      report.round,
      id,
      relays.map(({ path }) => ({ path, order })),
    );
  }),

  "the highest sender never stored": storing((group, store, report) => {
    if (report.from !== group.ids.at(-1)) store(report);
  }),

  "stored under the next sender": storing((group, store, report) => {
    store(report.round === 0 ? report : { ...report, from: nextLieutenant(group, report.from, []) });
  }),

  "one report a peer, whatever its round": (group, id, order) => {
    const seen = new Set<NodeId>();
    return storing((_, store, report) => {
      if (!seen.has(report.from)) store(report);
      seen.add(report.from);
    })(group, id, order);
  },

  "a missing relay stands for the other order": (group, id, order) => {
    const node = new OralMessages(new BitTree(group), id, order);
    for (let round = 0; round <= group.m; round++) {
      for (const from of round === 0 ? [group.general] : lieutenantsOf(group)) {
        const [attack, ...rest] = emptyReport(group, round, from).planes as [Rows, ...Rows[]];
        node.tree.store({ round, from, planes: [attack.fill(fullRow(group.ids.length, round)), ...rest] });
      }
    }
    return node;
  },
};

function attackFirst(group: Group): Group {
  return { ...group, orders: group.orders.toReversed() };
}

function isTie(votes: readonly Vote[]): boolean {
  const counts = new Map<string, number>();
  for (const { order } of votes) counts.set(order, (counts.get(order) ?? 0) + 1);
  return [...counts.values()].every((count) => count * 2 <= votes.length);
}

function childrenBut(group: Group, path: readonly NodeId[], not: readonly NodeId[]): NodeId[][] {
  return lieutenantsOf(group)
    .filter((id) => !path.includes(id) && !not.includes(id))
    .map((id) => [...path, id]);
}

/** Lieutenants that tell another report than the shipped one. */
function relaying(patch: (group: Group, id: NodeId, honest: OralReport) => OralReport): NodeFactory {
  return (group, id, order) => {
    class Relaying extends OralMessages {
      override send(round: number): OralReport | null {
        const honest = super.send(round);
        return honest && round > 0 ? patch(group, id, honest) : honest;
      }
    }
    return new Relaying(new BitTree(group), id, order);
  };
}

/** Nodes that store otherwise than the shipped ones. */
function storing(
  patch: (group: Group, store: (report: OralReport) => void, report: OralReport) => void,
): NodeFactory {
  return (group, id, order) => {
    class Storing extends OralMessages {
      override receive(_round: number, _from: NodeId, report: OralReport): readonly [] {
        patch(group, (it) => this.tree.store(it), report);
        return [];
      }
    }
    return new Storing(new BitTree(group), id, order);
  };
}
