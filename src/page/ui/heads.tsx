/** What stands above a tree, and below it: the names of its rounds, and the bar of its leaves. */
import type { NodeTree } from "../../explain/trees.js";
import { leafCounts } from "../../explain/votes.js";
import { classOf, nameOf } from "../model/orders.js";

interface HeadsProps {
  readonly m: number;
  /** the rounds that are drawn; to the leaves if no last one is said */
  readonly first: number;
  readonly last?: number;
  /** numbers alone, where there is little room */
  readonly isShort?: true;
}

/** The names of a tree's columns. */
export function RoundHeads({ m, first, last = m, isShort }: HeadsProps) {
  return (
    <div class="round-heads" aria-hidden="true">
      {Array.from({ length: last + 1 - first }, (_, index) => first + index).map((round) => (
        <span key={round}>
          {isShort
            ? `round ${round}`
            : round === 0
              ? "round 0: the order"
              : `round ${round}${round === m ? ": leaves" : ""}`}
        </span>
      ))}
    </div>
  );
}

/** One bar of all leaves: what counting them in one go would come to. */
export function LeafCount({ tree }: { tree: NodeTree }) {
  const counts = leafCounts(tree);
  const total = counts.reduce((sum, { leaves }) => sum + leaves, 0);
  return (
    <div
      class="leaf-count"
      role="img"
      aria-label={counts.map((one) => `${one.leaves} ${nameOf(one.order)}`).join(" to ")}
    >
      {counts.map(({ order, leaves }) => (
        <span key={order} class={classOf(tree.group, order)} style={{ width: `${(100 * leaves) / total}%` }}>
          {leaves} {nameOf(order)}
        </span>
      ))}
    </div>
  );
}
