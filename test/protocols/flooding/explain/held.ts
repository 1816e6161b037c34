/** Flooding, explained: when a node heard an order, and from then on decided it. */
import type { Explained, Held } from "../../../../src/explain/explained.js";
import { order, say } from "../../../../src/explain/text.js";
import { playedAgain } from "../../../../src/recording/replay.js";
import type { Flooding } from "../rules.js";

interface FloodHeld extends Held {
  readonly heardIn: number | null;
}

export const explained: Explained<FloodHeld> = {
  called: "flooding",
  theory: { rounds: "2", relays: "O(n²)" },
  roundName: (_group, round) => (round === 0 ? "round 0: the order" : "round 1: the flood"),
  held: (again) => ({ choice: playedAgain(again), heardIn: (again.inner as Flooding).heardIn }),
  lines: (_group, _id, { heardIn, choice }) => [
    heardIn === null
      ? say`It heard no order, and decides ${order(choice)}.`
      : say`It heard ${order(choice)} first in round ${heardIn}, and decides it.`,
  ],
};
