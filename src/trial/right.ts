/**
 * A right node of OM(m) for lockstep, written from docs/TEST-YOUR-OWN.md alone: the nodes that a trial plays itself, and the
 * measure of those that are on trial. It shares no code with protocols/om/rules.ts, so that each can be held against the other.
 *
 * Both right styles: with echoes (Lynch 1996, §6.2.3), in which a node also tells those that are on the path, itself and the
 * general, and a path that holds a node votes at that node too; and without (Lamport et al. 1982, §3), in which it tells nobody
 * what he said himself, and ignores what it is told so. While at most m lie and n > 3m both decide alike.
 */
import type { NodeId, Order } from "../core/group.js";
import type { Path } from "../core/path.js";
import { printable } from "../core/printable.js";
import { keyOf, type PathKey } from "./path-key.js";
import { routesOf } from "./routes.js";
import type { Debt } from "./rules/rules.js";
import type { Heard, Start } from "./turn.js";

/** All sound things that one node was told: of two on one path the first stands. */
export class Held {
  readonly #lieutenants: readonly NodeId[];
  readonly #told = new Map<PathKey, Order>();
  /** of paths of the group on which more was told than counts: what else, and why it does not */
  readonly #passed = new Map<string, string>();

  constructor(private readonly start: Start) {
    this.#lieutenants = start.nodes.filter((id) => id !== start.general);
  }

  /** Takes what was told in `round`; what is unsound takes no place. */
  hear(round: number, heard: readonly Heard[]): void {
    for (const one of heard) {
      const isTaken = isSound(this.start, round, one) && this.#take(keyOf(one.path), one.order);
      if (!isTaken && one.path.length === round + 1)
        this.#passed.set(one.path.join("."), passedText(this.start, one));
    }
  }

  /** Whether it is what stands there from now on, or already. */
  #take(key: PathKey, order: Order): boolean {
    if (!this.#told.has(key)) this.#told.set(key, order);
    return this.#told.get(key) === order;
  }

  /** What else it heard along this path, and why that does not count; undefined for nothing. */
  passedAt(path: Path): string | undefined {
    return this.#passed.get(path.join("."));
  }

  /** What it was told along this path; undefined for nothing. */
  toldAt(path: Path): Order | undefined {
    return this.#told.get(keyOf(path));
  }

  /** The same as it counts: what was not told is the default. */
  orderAt(path: Path): Order {
    return this.toldAt(path) ?? this.start.default;
  }

  /** What this lieutenant owes in `round` ≥ 1: what it was told along every path that it tells on. */
  owed(round: number): Debt[] {
    return routesOf(this.start, round).map(({ above, path, to, echoes, free }) => {
      const order = this.#told.get(above) ?? this.start.default;
      return { path, order, to, echoes, free };
    });
  }

  /** What everything below `path` comes to. */
  fold(path: Path, echoes: boolean): Order {
    return this.#foldAt([...path], echoes);
  }

  /** `path` is lengthened for the votes below it, and is as it was afterwards. */
  #foldAt(path: NodeId[], echoes: boolean): Order {
    const { id, m } = this.start;
    const isOwn = path.at(-1) === id;
    if (isOwn && (!echoes || path.length > m)) return this.orderAt(path.slice(0, -1));
    if (path.length > m) return this.orderAt(path);
    const votes: Order[] = [];
    for (const next of this.#lieutenants) {
      if (path.includes(next)) continue;
      path.push(next);
      votes.push(this.#foldAt(path, echoes));
      path.pop();
    }
    return majorityOf(votes) ?? this.start.default;
  }

  /** The votes at an inner path, by who gives each. */
  votes(path: Path, echoes: boolean): Map<NodeId, Order> {
    const next = this.#lieutenants.filter((id) => !path.includes(id));
    return new Map(next.map((id) => [id, this.fold([...path, id], echoes)]));
  }

  /** A lieutenant's decision, or the general's own order. */
  decision(echoes: boolean): Order {
    const { id, general, order } = this.start;
    return id === general && order !== null ? order : this.fold([general], echoes);
  }
}

/** `wait there, where the first stands` */
function passedText({ orders }: Start, { from, path, order }: Heard): string {
  if (path.at(-1) !== from)
    return `${printable(order, 40)} there by node ${from}, with whom the path does not end`;
  if (!orders.includes(order)) return `${printable(order, 40)} there, which is no order of the group`;
  return `${order} there, where the first of two stands`;
}

/** What more than half of all votes say. */
export function majorityOf(votes: readonly Order[]): Order | null {
  // whoever has more than half is left when each vote is struck out with one of another order
  let left: Order | null = null;
  let lead = 0;
  for (const vote of votes) {
    if (lead === 0) left = vote;
    lead += vote === left ? 1 : -1;
  }
  let count = 0;
  for (const vote of votes) if (vote === left) count++;
  return 2 * count > votes.length ? left : null;
}

/** Whether this may count in `round`, the round in which it was told. */
export function isSound(
  { nodes, general, orders }: Start,
  round: number,
  { from, path, order }: Heard,
): boolean {
  if (path.length !== round + 1 || path[0] !== general || path.at(-1) !== from) return false;
  for (let place = 0; place < path.length; place++) {
    const id = path[place] as NodeId;
    if (!nodes.includes(id) || path.indexOf(id) !== place) return false;
  }
  return orders.includes(order);
}
