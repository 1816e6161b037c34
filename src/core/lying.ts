/** What can be made of an honest report in a protocol: the pieces that all strategies are put together from. */
import type { Group, NodeId, Order } from "./group.js";
import { formatPath, type Path } from "./path.js";
import type { Report } from "./protocol.js";
import { wordsOf } from "./random.js";
import type { Signer } from "./signer.js";
import type { ReleasePlan, ScriptedLie, TraitorEntry } from "./traitor.js";

/** `signer` holds the traitor's keys, where messages are signed. */
export interface Lying<R extends Report> {
  /** Every order replaced by `replace(order)`. */
  map(group: Group, honest: R, replace: (order: Order) => Order, signer?: Signer): R;
  /** Orders drawn from seed, sender, round, receiver and path. */
  random(group: Group, honest: R, to: NodeId, seed: number, signer?: Signer): R;
  /** The order that {@link random} tells along one path; absent where it is known of whole reports only. */
  randomAt?(group: Group, path: Path, to: NodeId, seed: number): Order;
  /** Honest, but for what the script says otherwise to this receiver in this round. */
  scripted(group: Group, honest: R, to: NodeId, lies: readonly ScriptedLie[], signer?: Signer): R;
  /** How an order is hidden and shown at last; absent where nothing can be hidden. */
  readonly hiding?: Hiding<R>;
}

/** The strategy `release`. */
export interface Hiding<R extends Report> {
  /** What is hidden, and when and to whom it is shown, where `order` is what the general orders. */
  plan(group: Group, traitors: readonly TraitorEntry[], order: Order): ReleasePlan | undefined;
  /** Honest, but for the order that was hidden so far. */
  released(group: Group, honest: R, to: NodeId, plan: ReleasePlan | undefined, signer?: Signer): R;
}

/** The report in which each relay tells what `say` makes of its order, and is left out where that is null. */
type Alter<R> = (
  group: Group,
  honest: R,
  say: (order: Order, path: Path) => Order | null,
  signer: Signer | undefined,
) => R;

/** Lies where reports can be told relay by relay: all of them are made of one piece. `choices` is what `random` draws from. */
export function relayByRelay<R extends Report>(
  alter: Alter<R>,
  choices: (group: Group, honest: R) => readonly (Order | null)[] = ({ orders }) => orders,
): Lying<R> {
  return {
    map: (group, honest, replace, signer) => alter(group, honest, replace, signer),

    random(group, honest, to, seed, signer) {
      const among = choices(group, honest);
      const words = wordsOf(seed, honest.from, honest.round, to);
      return alter(group, honest, () => among[words() % among.length] as Order | null, signer);
    },

    scripted(group, honest, to, lies, signer) {
      const told = lies.filter((lie) => lie.round === honest.round && lie.to === to);
      if (told.length === 0) return honest;
      const orders = new Map(told.map(({ path, order }) => [formatPath(path), order]));
      const say = (order: Order, path: Path) => {
        const lie = orders.get(formatPath(path));
        return lie === undefined ? order : lie;
      };
      return alter(group, honest, say, signer);
    },
  };
}
