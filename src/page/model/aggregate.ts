/**
 * A tree of any size in groups: subtrees that look alike to their node, cell by cell, are one group with a count.
 *
 * What a subtree below path p comes to depends on the order that p's last node q owed, on q's kind and on how many
 * nodes of each kind are not in p (kinds.ts). So each such case is worked out once, however often it occurs.
 */
import { lieutenantsOf, type NodeId, type Order } from "../../core/group.js";
import { levelSize, type Path } from "../../core/path.js";
import { cellsBelow } from "./flat.js";
import { type Kinds, kindsOf } from "./kinds.js";
import type { Setup } from "./setup.js";

export interface Summary {
  /** the same for subtrees that look alike */
  readonly shape: number;
  readonly told: Order;
  readonly folded: Order;
  /** leaves below for each order, in the order of `orders` */
  readonly leaves: readonly number[];
}

export interface Alike extends Summary {
  /** the last ids of the paths in this group, ascending */
  readonly ids: readonly NodeId[];
}

/** Cases that are worked out before giving up. */
const CASES_MAX = 400_000;

export class TooManyKindsError extends Error {
  override readonly name = "TooManyKindsError";
}

export class GroupedTree {
  readonly kinds: Kinds;
  readonly #known = new Map<string, Summary>();
  readonly #shapes = new Map<string, number>();

  constructor(
    readonly setup: Setup,
    readonly node: NodeId,
  ) {
    this.kinds = kindsOf(setup, node);
  }

  get leaves(): number {
    return levelSize(this.setup.n, this.setup.m);
  }

  get cases(): number {
    return this.#known.size;
  }

  /** Leaves below one path. */
  leavesBelow(path: Path): number {
    return cellsBelow(this.kinds.group, path.length - 1, this.setup.m);
  }

  at(path: Path): Summary {
    const rest = this.kinds.members.map((ids) => ids.filter((id) => !path.includes(id)).length);
    return this.#summary(this.#owedAt(path), path.at(-1) as NodeId, rest, path.length - 1);
  }

  /** What lies below a path, in groups; the largest first. */
  below(path: Path): Alike[] {
    const { group } = this.kinds;
    if (path.length > group.m) return [];
    const groups = new Map<number, Summary & { ids: NodeId[] }>();
    for (const id of lieutenantsOf(group)) {
      if (path.includes(id)) continue;
      const summary = this.at([...path, id]);
      const known = groups.get(summary.shape);
      if (known) known.ids.push(id);
      else groups.set(summary.shape, { ...summary, ids: [id] });
    }
    return [...groups.values()].sort((a, b) => b.ids.length - a.ids.length);
  }

  /** The order that a path's last node owes: what it was told itself along the path. */
  #owedAt(path: Path): number {
    const { group, general } = this.kinds;
    let owed = group.orders.indexOf(this.setup.order);
    for (let hop = 1; hop < path.length; hop++) {
      const teller = path[hop - 1] as NodeId;
      const tell = hop === 1 ? general : this.#tellOf(teller);
      owed = tell(owed, hop - 1, path[hop] as NodeId);
    }
    return owed;
  }

  #tellOf(id: NodeId) {
    const { kinds } = this;
    return id === kinds.group.general
      ? kinds.general
      : (kinds.tells[kinds.kindOf.get(id) as number] ?? kinds.general);
  }

  /** The subtree below a path whose last node `q` owed `owed`, with `rest` nodes of each kind not on the path. */
  #summary(owed: number, q: NodeId, rest: readonly number[], round: number): Summary {
    const kind = this.kinds.kindOf.get(q) ?? -1;
    const key = `${owed}/${kind}/${rest.join(",")}`;
    const known = this.#known.get(key);
    if (known) return known;
    if (this.#known.size > CASES_MAX) throw new TooManyKindsError(`more than ${CASES_MAX} cases`);
    const summary = this.#workedOut(owed, q, rest, round);
    this.#known.set(key, summary);
    return summary;
  }

  #workedOut(owed: number, q: NodeId, rest: readonly number[], round: number): Summary {
    const { group, members } = this.kinds;
    const tell = this.#tellOf(q);
    const told = tell(owed, round, this.node);
    if (round === group.m) {
      const leaves = group.orders.map((_, code) => (code === told ? 1 : 0));
      return this.#shaped(told, told, leaves, []);
    }
    const votes = group.orders.map(() => 0);
    const leaves = group.orders.map(() => 0);
    const parts: [shape: number, count: number][] = [];
    rest.forEach((count, kind) => {
      if (count === 0) return;
      const k = members[kind]?.[0] as NodeId;
      const left = rest.map((one, index) => (index === kind ? one - 1 : one));
      const child = this.#summary(tell(owed, round, k), k, left, round + 1);
      const code = group.orders.indexOf(child.folded);
      votes[code] = (votes[code] as number) + count;
      child.leaves.forEach((some, index) => {
        leaves[index] = (leaves[index] as number) + count * some;
      });
      parts.push([child.shape, count]);
    });
    const total = votes.reduce((sum, count) => sum + count, 0);
    const majority = votes.findIndex((count) => 2 * count > total);
    return this.#shaped(
      told,
      majority < 0 ? group.orders.indexOf(group.defaultOrder) : majority,
      leaves,
      parts,
    );
  }

  #shaped(told: number, folded: number, leaves: readonly number[], parts: [number, number][]): Summary {
    const { orders } = this.kinds.group;
    const counts = new Map<number, number>();
    for (const [shape, count] of parts) counts.set(shape, (counts.get(shape) ?? 0) + count);
    const key = JSON.stringify([told, folded, [...counts].sort((a, b) => a[0] - b[0])]);
    const shape = this.#shapes.get(key) ?? this.#shapes.size;
    this.#shapes.set(key, shape);
    return { shape, told: orders[told] as Order, folded: orders[folded] as Order, leaves };
  }
}
