/**
 * 32 worlds at once, by a plan: each relay is drawn, each majority counted, and the loyal lieutenants' decisions are compared. An
 * order other than the default one is a plane of bits, as in the trees (protocols/om/report.ts); no plane stands for the default.
 */

import type { Order } from "../../core/group.js";
import { type Words, wordsOf } from "../../core/random.js";
import { FIRST_OWED, ORDERED, type Plan } from "./plan.js";

/** A bit a world. */
export interface Broken {
  readonly ic1: number;
  /** 0 under a traitor general */
  readonly ic2: number;
}

export class Slices {
  readonly #coins = new Coins();
  readonly #orders: readonly Order[];
  /** a plane for each order but the default one */
  readonly #planes: readonly Int32Array[];
  /** words of the coins that make one relay of more than two orders */
  readonly #drawn: Int32Array;

  constructor(readonly plan: Plan) {
    const { orders, defaultOrder } = plan.group;
    this.#orders = orders.filter((order) => order !== defaultOrder);
    this.#planes = this.#orders.map(() => new Int32Array(plan.slots));
    this.#drawn = new Int32Array(Math.ceil(Math.log2(orders.length)));
  }

  /** The worlds of the stream of `seeds`, under a general who is to give `order`. */
  play(order: Order, ...seeds: readonly number[]): Broken {
    const { plan } = this;
    this.#coins.begin(...seeds);
    this.#draw();
    this.#planes.forEach((plane, index) => {
      plane[ORDERED] = this.#orders[index] === order ? -1 : 0;
      count(plan, plane);
    });
    return this.#compared(order);
  }

  /** What the owed relay `index` is in one of the 32 worlds that were played last. */
  told(index: number, world: number): Order {
    const isIt = (plane: Int32Array) => (((plane[FIRST_OWED + index] as number) >>> world) & 1) === 1;
    const place = this.#planes.findIndex(isIt);
    return place < 0 ? this.plan.group.defaultOrder : (this.#orders[place] as Order);
  }

  #draw(): void {
    const [only, ...others] = this.#planes;
    const end = FIRST_OWED + this.plan.owed.length;
    if (only && others.length === 0) return this.#coins.fill(only, FIRST_OWED, end);
    for (let slot = FIRST_OWED; slot < end; slot++) this.#drawOne(slot);
  }

  /** A number of as many bits as the orders need; where it is too large, it is drawn again. 0 is the default order. */
  #drawOne(slot: number): void {
    const drawn = this.#drawn;
    for (const plane of this.#planes) plane[slot] = 0;
    for (let undecided = -1; undecided !== 0; ) {
      this.#coins.fill(drawn, 0, drawn.length);
      const worldsWith = (number: number) =>
        drawn.reduce((worlds, word, bit) => worlds & ((number >>> bit) & 1 ? word : ~word), undecided);
      let left = undecided & ~worldsWith(0);
      this.#planes.forEach((plane, index) => {
        const worlds = worldsWith(index + 1);
        plane[slot]! |= worlds;
        left &= ~worlds;
      });
      undecided = left;
    }
  }

  #compared(order: Order): Broken {
    const { decisions, group, traitors } = this.plan;
    let ic1 = 0;
    let disobeyed = 0;
    this.#planes.forEach((plane, index) => {
      let all = -1;
      let any = 0;
      for (const slot of decisions) {
        all &= plane[slot] as number;
        any |= plane[slot] as number;
      }
      ic1 |= any & ~all;
      disobeyed |= this.#orders[index] === order ? ~all : any;
    });
    return { ic1, ic2: traitors.includes(group.general) || decisions.length === 0 ? 0 : disobeyed };
  }
}

/** Every majority of a plane: two voters at a time go into a count of four bits, by a full adder, whose highest bit is the result. */
function count({ votes, owed }: Plan, plane: Int32Array): void {
  let slot = FIRST_OWED + owed.length;
  for (let at = 0; at < votes.length; slot++) {
    const voters = votes[at++] as number;
    const start = votes[at++] as number;
    let ones = -(start & 1);
    let twos = -((start >>> 1) & 1);
    let fours = -((start >>> 2) & 1);
    let eights = 0;
    for (const end = at + voters; at < end; at += 2) {
      const one = plane[votes[at] as number] as number;
      const other = plane[votes[at + 1] as number] as number;
      const differ = ones ^ one;
      let carry = (ones & one) | (differ & other);
      ones = differ ^ other;
      const next = twos & carry;
      twos ^= carry;
      carry = fours & next;
      fours ^= next;
      eights |= carry;
    }
    plane[slot] = eights;
  }
}

/** Random words, 32 coins each: xoshiro128++ (Blackman and Vigna, ACM TOMS 47(4), 2021), begun anew for each stream. */
class Coins {
  #a = 0;
  #b = 0;
  #c = 0;
  #d = 1;

  /** The stream of these numbers; equal numbers give equal streams. */
  begin(...seeds: readonly number[]): void {
    const words: Words = wordsOf(...seeds);
    this.#a = words() | 0;
    this.#b = words() | 0;
    this.#c = words() | 0;
    // all zeros would stay so
    this.#d = words() | 1;
  }

  /** Fills `into` from `from` to before `to`. */
  fill(into: Int32Array, from: number, to: number): void {
    let [a, b, c, d] = [this.#a, this.#b, this.#c, this.#d];
    for (let at = from; at < to; at++) {
      const sum = (a + d) | 0;
      into[at] = ((sum << 7) | (sum >>> 25)) + a;
      const shifted = b << 9;
      c ^= a;
      d ^= b;
      b ^= c;
      a ^= d;
      c ^= shifted;
      d = (d << 11) | (d >>> 21);
    }
    this.#a = a;
    this.#b = b;
    this.#c = c;
    this.#d = d;
  }
}
