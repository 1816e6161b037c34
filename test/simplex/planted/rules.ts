/** Bugs in the rules of a view, each with the smallest group in which the check of all votes finds it. */
import type { Broken } from "../../../src/protocols/simplex/check/votes.js";
import { type Certified, faultyMax, quorumOf, type Rules } from "../../../src/protocols/simplex/rules.js";

interface RuleBug extends Partial<Rules> {
  readonly n: number;
  readonly broken: Broken["what"];
}

/** Any block that is certified below. */
function anywhere(held: Certified, view: number, parent: string) {
  for (let below = view - 1; below >= 0; below--) {
    if (held.blockOf(below) === parent) return { view: below, hash: parent };
  }
  return { missing: 0 };
}

export const RULE_BUGS: Readonly<Record<string, RuleBug>> = {
  "two notarize votes in a view": { n: 4, broken: "two branches finalized", mayNotarize: () => true },

  "a finalize vote after a nullify vote": {
    n: 4,
    broken: "finalized and nullified",
    mayFinalize: ({ finalize }) => finalize === undefined,
  },

  "a nullify vote after a finalize vote": {
    n: 4,
    broken: "finalized and nullified",
    mayNullify: ({ nullify }) => nullify === undefined,
  },

  "a parent without the nullifications between": {
    n: 4,
    broken: "two branches finalized",
    justifies: anywhere,
    justify: (held, view) => {
      for (let below = view - 1; below >= 0; below--) {
        const hash = held.blockOf(below);
        if (hash !== null) return { view: below, hash };
      }
      return { missing: 0 };
    },
  },

  "2f+1 for a quorum at n=6": {
    n: 6,
    broken: "finalized and nullified",
    quorumOf: (n) => 2 * faultyMax(n) + 1,
  },

  "a member's own vote counted twice": {
    n: 4,
    broken: "finalized and nullified",
    quorumOf: (n) => quorumOf(n) - 1,
  },
};
