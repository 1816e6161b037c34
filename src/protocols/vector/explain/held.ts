/** Interactive consistency, explained: the vector of a node, and what each entry came from. */
import type { NodeId, Order } from "../../../core/group.js";
import type { Explained, Held } from "../../../explain/explained.js";
import { order, say } from "../../../explain/text.js";
import { playedAgain } from "../../../recording/replay.js";
import { NO_WORDS, type Words, wordsLine, wordsOn } from "../../om/explain/held.js";
import type { InteractiveConsistency } from "../rules.js";

/** One entry of a vector, and how it came about. */
export interface HeldEntry extends Words {
  readonly of: NodeId;
  readonly entry: Order;
}

export interface VectorHeld extends Held {
  readonly entries: readonly HeldEntry[];
}

export const explained: Explained<VectorHeld> = {
  called: "interactive consistency",
  theory: { rounds: "m + 1", relays: "O(n^(m+2)), n instances of om" },
  held(again) {
    const { group, node, inner } = again;
    const choice = playedAgain(again);
    const vector = node.vector?.() ?? {};
    const entries = group.ids.map((of): HeldEntry => {
      const party = (inner as InteractiveConsistency).instances.get(of);
      const words = party && of !== again.id ? wordsOn(party, of) : NO_WORDS;
      return { of, entry: vector[of] as Order, ...words };
    });
    return { entries, choice };
  },
  lines({ combine }, _id, { choice }) {
    if (combine === undefined) return [say`It decides the vector itself.`];
    return [say`The ${combine} of its entries is ${order(choice)}: it decides that.`];
  },
  entryLines: (id, { entries }) =>
    entries.map(({ of, entry, ...words }) =>
      of === id
        ? say`Its own value is ${order(entry)}.`
        : say`On node ${of}: ${wordsLine(words, entry, `node ${of} itself`)}`,
    ),
};
