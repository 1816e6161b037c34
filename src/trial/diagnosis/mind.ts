/** One node with habits (habits.ts): what it takes in, what it tells, and the fold of what it holds. */
import type { NodeId, Order } from "../../core/group.js";
import type { Heard, MakePlayer, Player, Start, Tell } from "../turn.js";
import type { Habits } from "./habits.js";
import { keyOf, type Place, type Places, placesOf } from "./places.js";

export function nodeWith(habits: Habits): MakePlayer {
  return (start) => new Mind(start, habits);
}

/** What becomes of a node that a message ends. */
export class NodeEnded extends Error {}

export class Mind implements Player {
  readonly places: Places;
  readonly #kept = new Map<string, Order>();
  /** what came too early in this round, and is told on at once */
  #hasty: Place[] = [];

  constructor(
    readonly start: Start,
    private readonly habits: Habits,
  ) {
    this.places = placesOf(start);
  }

  tell(round: number, heard: readonly Heard[]): Tell[] {
    this.#hear(round, heard);
    const { id, general, order, m } = this.start;
    if (round === 0) return id === general ? this.#telling([id], order as Order) : [];
    if (round > this.habits.tellsUntil(m)) return [];
    return [...this.#owed(round), ...this.#hasty].flatMap((place) => {
      const said = this.habits.says(this, place);
      if (said === undefined) return [];
      const own = place.below.find(({ last }) => last === id);
      if (own !== undefined) this.#keep(own, said);
      return this.#telling(own?.path ?? [...place.path, id], said);
    });
  }

  decide(heard: readonly Heard[]): Order {
    const { id, general, order, m } = this.start;
    this.#hear(m + 1, heard);
    return id === general ? (order as Order) : this.habits.decides(this);
  }

  /** What it was told there. */
  toldAt(place: Place): Order | undefined {
    return this.#kept.get(this.habits.slot(place));
  }

  /** What it was told there, as it counts. */
  orderAt(place: Place): Order {
    return this.toldAt(place) ?? this.habits.missing(this.start);
  }

  /** What it holds of a place by itself: at its own ones, what it was told there or what it told on. */
  heldAt(place: Place): Order | undefined {
    const isOwn = place.last === this.start.id && this.habits.ownIs === "told";
    return this.toldAt(isOwn ? (place.above ?? place) : place);
  }

  /** The same as a vote; undefined where what is missing is none. */
  voteAt(place: Place): Order | undefined {
    return this.heldAt(place) ?? (this.habits.leavesOut.leaf ? undefined : this.habits.missing(this.start));
  }

  /** The majority of these votes, as this node has it. */
  settle(votes: readonly Order[]): Order {
    return this.habits.settle(votes, this.start, this.habits.undecided(this.start));
  }

  /** The whole tree, down to level `until`. */
  fold(until = this.habits.foldsUntil(this.start.m)): Order {
    return this.#folded(this.places.root, until) ?? this.habits.missing(this.start);
  }

  #folded(place: Place, until: number): Order | undefined {
    if (place.path.length > until) return this.voteAt(place);
    const { foldsEchoes, ownStands, leavesOut } = this.habits;
    const own = this.#ownVotes(place, until);
    const votes: Order[] = ownStands === "first" ? [...own] : [];
    for (const below of place.below) {
      if (below.last === this.start.id) {
        if (ownStands === "in place") votes.push(...own);
      } else if (foldsEchoes || !below.isEcho) {
        const vote = this.#folded(below, until);
        if (vote !== undefined) votes.push(vote);
      }
    }
    if (ownStands === "last") votes.push(...own);
    return votes.length === 0 && leavesOut.empty ? undefined : this.settle(votes);
  }

  /** What it says itself of an inner place, as often as that counts. */
  #ownVotes(place: Place, until: number): Order[] {
    const { own, foldsEchoes, leavesOut, missing, votesAtEchoes } = this.habits;
    const below = place.below.find(({ last }) => last === this.start.id);
    if (below === undefined) return votesAtEchoes ? [this.orderAt(place)] : [];
    if (own === "never") return [];
    const vote =
      foldsEchoes && below.path.length <= until
        ? this.#folded(below, until)
        : (this.voteAt(below) ?? (leavesOut.own ? undefined : missing(this.start)));
    if (vote === undefined || own === "once") return vote === undefined ? [] : [vote];
    return [vote, own === "twice" ? vote : this.orderAt(place)];
  }

  /** The places that it tells on in this round. */
  #owed(round: number): Place[] {
    const { id, general } = this.start;
    const { returning, generalReturns } = this.habits;
    const returns = returning !== "none" && (id !== general || generalReturns);
    return (this.places.levels[round - 1] ?? []).filter((place) => {
      if (!place.path.includes(id)) return true;
      if (!returns || (returning !== "all" && place.last === id)) return false;
      return returning !== "heard" || this.toldAt(place) !== undefined;
    });
  }

  #telling(path: readonly NodeId[], order: Order): Tell[] {
    const { id, nodes, general } = this.start;
    const isTold = (to: NodeId) =>
      to !== id && to !== general && (this.habits.tellsEchoes || !path.includes(to));
    return nodes.filter(isTold).map((to) => ({ to, path, order }));
  }

  #hear(round: number, heard: readonly Heard[]): void {
    this.#hasty = [];
    for (const one of heard) {
      const place = this.#believed(one);
      if (place === undefined) continue;
      if (one.path.length === round) this.#keep(place, one.order);
      else if (one.path.length === round + 1) this.#hearEarly(place, one.order);
    }
  }

  #hearEarly(place: Place, order: Order): void {
    const { early } = this.habits;
    if (early === "ignored") return;
    if (early === "fatal") throw new NodeEnded();
    this.#keep(place, order);
    if (early === "told" && !place.path.includes(this.start.id)) this.#hasty.push(place);
  }

  /** Where it puts what it was told, if it believes it. */
  #believed({ from, path, order }: Heard): Place | undefined {
    if (!this.start.orders.includes(order)) return undefined;
    if (!this.habits.believesAnyone && path.at(-1) !== from) return undefined;
    return this.places.byKey.get(keyOf(path));
  }

  #keep(place: Place, order: Order): void {
    const slot = this.habits.slot(place);
    if (this.habits.keepsLatest || !this.#kept.has(slot)) this.#kept.set(slot, order);
  }
}
