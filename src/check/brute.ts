/** Brute force: every world there is, bit by bit, each played out by the shipped protocol on every node. */
import type { Order } from "../core/group.js";
import { groupOf } from "./lieutenants.js";
import { type Lies, type NodeFactory, play } from "./play.js";
import { type Proof, Violations } from "./proof.js";
import { bitsOf, slotsOf, toldIn, traitorSetsOf } from "./slots.js";
import type { Cast } from "./worlds.js";

export function bruteForce(cast: Cast, nodeOf?: NodeFactory): Proof {
  const group = groupOf(cast.n, cast.m);
  const violations = new Violations();
  const orders: readonly Order[] = cast.general === "loyal" ? group.orders : [group.defaultOrder];
  let evaluated = 0;
  for (const traitors of traitorSetsOf(group, cast.general, cast.traitors)) {
    const loyal = group.ids.filter((id) => id !== group.general && !traitors.includes(id));
    const { slots, bits } = slotsOf(group, traitors, loyal, [0, cast.m]);
    let world = 0;
    const told = toldIn(group, slots, (offset, count) => bitsOf(world, offset, count));
    const lies: Lies = {
      lie: (honest, round, to) => (loyal.includes(to) ? told(round, honest.from, to) : honest),
    };
    const liars = new Map(traitors.map((id) => [id, lies]));
    for (const order of orders) {
      for (world = 0; world < 2 ** bits; world++) {
        const { verdict } = play(group, order, liars, nodeOf);
        evaluated++;
        for (const condition of ["ic1", "ic2"] as const) {
          if (verdict[condition] === "violated") violations.add(condition);
        }
      }
    }
  }
  return {
    argument: "brute force",
    ...violations.judged(cast),
    evaluated: BigInt(evaluated),
    folds: BigInt(evaluated * (cast.n - 1)),
  };
}
