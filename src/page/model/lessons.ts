/** The lessons: a few pages each, every one with its own picture; a command line shows the same (command.ts). */

import { COURSE, type Setup } from "./setup.js";
import type { State } from "./state.js";
import { parseTraitors } from "./traitors.js";

export interface LessonPage {
  readonly text: readonly string[];
  readonly picture: "tree" | "rounds" | "worlds" | "compare";
  readonly state: Partial<State>;
}

export interface Lesson {
  readonly title: string;
  readonly minutes: number;
  readonly pages: readonly LessonPage[];
  /** what its last page is about, as a run; its command line is tested */
  readonly setup: Setup;
  readonly exitCode: 0 | 1;
  /** stands in its output */
  readonly shows: readonly string[];
}

function setup(n: number, m: number, traitors: string, given: Partial<Setup> = {}): Setup {
  return { ...COURSE, n, m, traitors: parseTraitors(traitors), ...given };
}

const FOUR = setup(4, 1, "3:flip");
const TRAP = setup(7, 2, "6:always=retreat,7:always=retreat");
/** The first of the two worlds. */
const THREE = setup(3, 1, "2:flip");
const SIX = setup(6, 2, "5:flip,6:flip");
const SIX_RETREAT = { ...SIX, order: "retreat" };
const LATE = setup(4, 1, "3:late");

export const LESSONS: readonly Lesson[] = [
  {
    title: "Four nodes, one traitor",
    minutes: 4,
    setup: FOUR,
    exitCode: 0,
    shows: ["IC1  holds", "IC2  holds"],
    pages: [
      {
        picture: "tree",
        state: { setup: FOUR, node: 2, step: 0 },
        text: [
          "Node 1 is the general. In round 0 he tells every lieutenant his order: attack. This is the tree of node 2 after that round: one cell, what the general said.",
          "Node 2 does not know whether the others were told the same.",
        ],
      },
      {
        picture: "tree",
        state: { setup: FOUR, node: 2, step: 1 },
        text: [
          "In round 1 every lieutenant relays what it was told to all others, and to itself. Node 2 now has three cells more. Its own says attack, node 4 says attack, and node 3 says that the general ordered retreat.",
          "Somebody lies: node 3 or the general. Node 2 cannot tell who.",
        ],
      },
      {
        picture: "tree",
        state: { setup: FOUR, node: 2 },
        text: [
          "It need not know. Two of three votes say attack: a strict majority, so node 2 decides attack. Node 4 sees the mirror image and decides attack too.",
          "Four nodes are more than three times one traitor, so this works whatever he says, even if he is the general.",
        ],
      },
      {
        picture: "tree",
        state: { setup: FOUR, node: 2, mode: "all" },
        text: [
          "Now with all knowing: node 3 is the traitor. Both conditions hold. IC1: all loyal lieutenants decide the same. IC2: the general is loyal, and they decide his order.",
        ],
      },
    ],
  },
  {
    title: "Seven nodes and the leaf trap",
    minutes: 6,
    setup: TRAP,
    exitCode: 0,
    shows: ["IC1  holds", "IC2  holds"],
    pages: [
      {
        picture: "tree",
        state: { setup: TRAP, node: 2, step: 2 },
        text: [
          "Two traitors, 6 and 7, always say retreat. OM(2) takes three rounds, and each lieutenant ends up with 30 leaves.",
          "Look at them: the light ones say retreat, and there are more of them.",
        ],
      },
      {
        picture: "tree",
        state: { setup: TRAP, node: 2, step: 2, countLeaves: true },
        text: [
          "Count them: 12 say attack, 18 say retreat. Who takes one vote over all leaves decides retreat, against a loyal general.",
          "That is the leaf trap. Every path through a traitor is spoiled, and most paths of length two go through one of the two.",
        ],
      },
      {
        picture: "tree",
        state: { setup: TRAP, node: 2, step: 3 },
        text: [
          "The fold counts level by level instead. Below 1.2, 1.3, 1.4 and 1.5 three of five leaves say attack. So what each loyal lieutenant said is restored, although two of five lie about it.",
        ],
      },
      {
        picture: "tree",
        state: { setup: TRAP, node: 2 },
        text: [
          "Four of six subtrees now say attack, and so does the root. The traitors spoiled two subtrees, their own, and no more.",
        ],
      },
    ],
  },
  {
    title: "Three nodes and two worlds",
    minutes: 5,
    setup: THREE,
    exitCode: 1,
    shows: ["IC2  violated"],
    pages: [
      {
        picture: "worlds",
        state: { mode: "node" },
        text: [
          "Can three nodes cope with one traitor? Put yourself in node 3's place. The general told you attack; node 2 says that he ordered retreat.",
          "Two different worlds bring you exactly these messages.",
        ],
      },
      {
        picture: "worlds",
        state: { mode: "all" },
        text: [
          "In world 1 node 2 lies, and you must attack with your loyal general. In world 2 the general lies, and you must do as loyal node 2 does.",
          "You cannot tell the two apart, so no rule of yours is right in both. No cleverness helps: with oral messages one traitor among three is one too many.",
        ],
      },
    ],
  },
  {
    title: "Six nodes: why did it still agree?",
    minutes: 6,
    setup: SIX,
    exitCode: 1,
    shows: ["IC1  holds", "IC2  violated"],
    pages: [
      {
        picture: "tree",
        state: { setup: SIX_RETREAT, node: 2, mode: "all" },
        text: [
          "Six nodes, two traitors: one node too few. And yet everybody decides alike, retreat, as the general ordered. Is the bound wrong?",
          "Look at the votes: the cells are tied two to two, or two to three. The default order, retreat, stands for every tie, and it happens to be the general's.",
        ],
      },
      {
        picture: "tree",
        state: { setup: SIX, node: 2, mode: "all" },
        text: [
          "The same run with the order attack. All loyal lieutenants still agree, so IC1 holds. But they agree on retreat: IC2 is violated.",
          "Agreement alone proves little. Judge both conditions, and with both orders.",
        ],
      },
    ],
  },
  {
    title: "What the deadline does",
    minutes: 5,
    setup: LATE,
    exitCode: 0,
    shows: ["IC1  holds", "IC2  holds"],
    pages: [
      {
        picture: "rounds",
        state: { setup: LATE, mode: "all" },
        text: [
          "A traitor need not lie to split the others: it can be late for some. Node 3 straddles the deadline. Its report of round 1 reaches node 2 in time, and node 4 when the round has closed.",
          "A round closes at a fixed time after the start, on each node's own clock. What comes later is not taken, however true it is.",
        ],
      },
      {
        picture: "tree",
        state: { setup: LATE, node: 4, path: [1, 3] },
        text: [
          "So at node 4 the cell 1.3 has nothing in it, and the default order, retreat, stands. Without a deadline node 4 would wait for ever: it cannot know whether node 3 is slow or silent.",
        ],
      },
      {
        picture: "compare",
        state: { setup: LATE, node: 2, other: 4 },
        text: [
          "Nodes 2 and 4 now hold different trees. It does not matter: being late is one more way to lie, node 3 is one traitor of one that is tolerated, and both decide attack.",
        ],
      },
    ],
  },
];
