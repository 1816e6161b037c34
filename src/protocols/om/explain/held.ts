/** Oral messages, explained: trees of listed orders have explanations of their own; here is what a tree of any texts came to. */
import type { Explained, Held } from "../../../explain/explained.js";
import { order, say, sentence } from "../../../explain/text.js";
import { playedAgain } from "../../../recording/replay.js";
import { OralMessages } from "../rules.js";
import { TextTree } from "../text-tree.js";
import { NO_WORDS, type Words, wordsLine, wordsOn } from "./words.js";

export const explained: Explained<Held & Words> = {
  called: "oral messages",
  theory: { rounds: "m + 1", relays: "O(n^(m+1))" },
  held(again) {
    const { group, id, inner } = again;
    if (!(inner instanceof OralMessages && inner.tree instanceof TextTree)) return null;
    const choice = playedAgain(again);
    return { choice, ...(id === group.general ? NO_WORDS : wordsOn(inner, group.general)) };
  },
  lines(group, id, held) {
    if (id !== group.general) return [sentence(wordsLine(held, held.choice))];
    return [say`It is the general, and decides his own order, ${order(held.choice)}.`];
  },
};
