/**
 * The message tree of one node where orders are any text: path → order (Lynch 1996, §6.2.3), and the reports that fill it.
 *
 * The same tree and the same fold as in bit-tree.ts and fold.ts, which pack few orders into bits; here each order is kept
 * as it is, under its path's text. So it is for trees of thousands of paths, not of millions. What never arrives
 * stays the default order.
 */
import { type Group, lieutenantsOf, type NodeId, type Order } from "../../core/group.js";
import { childrenOf, formatPath, type Path, pathsOf } from "../../core/path.js";
import type { Protocol, Report } from "../../core/protocol.js";
import type { Relay } from "../../core/relay.js";

/** All that one node tells another in one round, in canonical path order; nothing is left out. */
export interface TextReport extends Report {
  readonly relays: readonly Relay[];
}

export class TextTree {
  /** by the text of their path */
  readonly #told = new Map<string, Order>();

  constructor(readonly group: Group) {}

  first(order: Order): TextReport {
    const { general } = this.group;
    return { round: 0, from: general, relays: [{ path: [general], order }] };
  }

  /** Keeps the relays; their paths must be such as their last node can tell. */
  store({ relays }: TextReport): void {
    for (const { path, order } of relays) this.#told.set(formatPath(path), order);
  }

  /** What this node was told at `path`. */
  orderAt(path: Path): Order {
    return this.#told.get(formatPath(path)) ?? this.group.defaultOrder;
  }

  /** What lieutenant `self` relays in `round` ≥ 1: what it accepted, its own id behind. */
  relay(self: NodeId, round: number): TextReport {
    const paths = pathsOf(this.group, round, self);
    const relays = paths.map((path) => ({ path, order: this.orderAt(path.slice(0, -1)) }));
    return { round, from: self, relays };
  }

  /** Leaves stand for themselves; an inner node is the strict majority of its children, or else the default order. */
  fold(): FoldedText {
    const { group } = this;
    const orders = new Map<string, Order>();
    const foldedAt = (path: Path) => orders.get(formatPath(path)) as Order;
    for (const path of levelOf(group, group.m)) orders.set(formatPath(path), this.orderAt(path));
    for (let round = group.m - 1; round >= 0; round--) {
      for (const path of levelOf(group, round)) {
        const votes = childrenOf(group, path).map(foldedAt);
        orders.set(formatPath(path), strictMajority(votes) ?? group.defaultOrder);
      }
    }
    return { orders, decision: foldedAt([group.general]) };
  }
}

/** A folded tree: by the text of each path the order that its subtree comes to. */
export interface FoldedText {
  readonly orders: ReadonlyMap<string, Order>;
  readonly decision: Order;
}

/** All paths of a level. */
function levelOf(group: Group, round: number): Path[] {
  if (round === 0) return [[group.general]];
  return lieutenantsOf(group).flatMap((id) => pathsOf(group, round, id));
}

/** What more than half of these are, or null. */
export function strictMajority(votes: readonly Order[]): Order | null {
  const counts = new Map<Order, number>();
  for (const vote of votes) counts.set(vote, (counts.get(vote) ?? 0) + 1);
  for (const [order, count] of counts) if (count > votes.length / 2) return order;
  return null;
}

/** About what one relay takes in memory. */
const RELAY_BYTES = 128;

/** What a protocol says of reports in text: `paths` are those that a sender tells in a round, in the order of the report. */
export function inText(
  relaysEach: Protocol<TextReport>["relaysEach"],
  paths: (group: Group, round: number, sender: NodeId) => Path[],
) {
  return {
    relaysEach,
    reportBytes: (group, round) => relaysEach(group, round) * RELAY_BYTES,
    packs: false,
    keepsTree: false,
    relaysOf: (_group, { relays }) => [...relays],
    reportOf(group, round, from, relays) {
      const told = new Map(relays.map(({ path, order }) => [formatPath(path), order]));
      const orderAt = (path: Path) => told.get(formatPath(path)) ?? group.defaultOrder;
      return {
        round,
        from,
        relays: paths(group, round, from).map((path) => ({ path, order: orderAt(path) })),
      };
    },
    open: {
      brings: (round) => round === 0,
      only: ({ defaultOrder }, report, isHeld) => ({
        ...report,
        relays: report.relays.map(({ path, order }) => ({
          path,
          order: isHeld(order) ? order : defaultOrder,
        })),
      }),
    },
  } satisfies Partial<Protocol<TextReport>>;
}
