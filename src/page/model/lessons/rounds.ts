/** Lessons on more than one traitor: why there are rounds, and what they are folded to. */
import type { Lesson } from "../lesson.js";

const TRAP = "traitors=6:always=retreat,7:always=retreat";
const COURSE = "n=7";
const SIX = "n=6&m=2&traitors=5:flip,6:flip";
const PAIR = "traitors=1:split,2:split";
const TEN = "n=10&traitors=2:flip,5:flip,9:flip";

export const ROUND_LESSONS: readonly Lesson[] = [
  {
    title: "Seven nodes and the leaf trap",
    minutes: 6,
    exitCode: 0,
    shows: ["IC1  holds", "IC2  holds"],
    pages: [
      {
        look: `tree?${TRAP}&node=2&step=2`,
        text: [
          "The general orders attack; two traitors, 6 and 7, always say retreat. OM(2) takes three rounds, and each lieutenant ends up with 30 leaves.",
        ],
        ask: {
          question: "Which order do most leaves of node 2 say?",
          answers: ["attack", "retreat"],
          right: "retreat",
          because: "12 say attack, 18 say retreat: every path through a traitor is spoiled.",
        },
      },
      {
        look: `tree?${TRAP}&node=2&step=2&leaves=1`,
        text: [
          "Who takes one vote over all leaves decides retreat, against a loyal general. That is the leaf trap.",
        ],
        ask: {
          question: "What will node 2 decide?",
          answers: ["attack", "retreat"],
          right: "attack",
          because: "It counts level by level, from the leaves to the root.",
        },
      },
      {
        look: `tree?${TRAP}&node=2&step=3`,
        text: [
          "Below 1.2, 1.3, 1.4 and 1.5 three of five leaves say attack. So what each loyal lieutenant said is restored, although two of five lie about it.",
        ],
      },
      {
        look: `tree?${TRAP}&node=2`,
        text: [
          "Four of six subtrees now say attack, and so does the root. The traitors spoiled two subtrees, their own, and no more.",
        ],
      },
    ],
  },
  {
    title: "Echoes",
    minutes: 4,
    exitCode: 0,
    shows: ["IC1  holds", "IC2  holds"],
    pages: [
      {
        look: `tree?${COURSE}&node=4&step=2&path=1.4.2`,
        text: [
          "Path 1.4.2 at node 4 reads: node 2 says that node 4 says that the general ordered retreat. Node 4 said no such thing.",
          "This is an echo: a relay whose path already holds its receiver.",
        ],
        ask: {
          question: "Does an echo vote?",
          answers: ["yes, like any other", "no, node 4 knows better"],
          right: "yes, like any other",
          because: "Of the five votes below 1.4 three are true. The traitors are too few to turn it.",
        },
      },
      {
        look: `tree?${COURSE}&node=4&step=3&path=1.4`,
        text: [
          "So 1.4 folds to what node 4 said in truth. That is no luck: among the five who tell of it at most two lie.",
          "Without echoes, as in the paper’s recursion, the decision would be the same wherever n is more than 3m and at most m nodes lie.",
        ],
      },
    ],
  },
  {
    title: "Six nodes: why did it still agree?",
    minutes: 5,
    exitCode: 1,
    shows: ["IC1  holds", "IC2  violated"],
    pages: [
      {
        look: `tree?${SIX}&order=retreat&node=2&mode=all`,
        text: [
          "Six nodes, two traitors: one node too few. And yet everybody decides retreat, as the general ordered. Look at the votes: many are tied, and the default order, retreat, stands for every tie.",
        ],
        ask: {
          question: "The same run with the order attack: what breaks?",
          answers: ["nothing", "IC1: they disagree", "IC2: they disobey"],
          right: "IC2: they disobey",
          because: "They agree again, on retreat, and the general ordered attack.",
        },
      },
      {
        look: `tree?${SIX}&node=2&mode=all`,
        text: [
          "All loyal lieutenants agree, so IC1 holds. But they agree on retreat: IC2 is violated.",
          "Agreement alone proves little. Judge both conditions, and with both orders.",
        ],
      },
    ],
  },
  {
    title: "Why m + 1 rounds",
    minutes: 5,
    exitCode: 0,
    shows: ["IC1  holds"],
    pages: [
      {
        look: `rounds?${COURSE}&m=1&${PAIR}&mode=all`,
        text: [
          "Seven nodes are enough for two traitors, if they take three rounds. Here they take two. The general and node 2 lie, and each tells odd ids another order than even ones.",
        ],
        ask: {
          question: "Do nodes 3 and 4 decide the same?",
          answers: ["yes", "no"],
          right: "no",
          because:
            "Node 2, in the last round, tells each what tips it, and nobody is left to ask what it told others.",
        },
      },
      {
        look: `compare?${COURSE}&m=1&${PAIR}&node=3&other=4`,
        text: [
          "Node 3 counts three to three and retreats; node 4 counts four to two and attacks. In m rounds every teller on a path may be a traitor.",
        ],
        ask: {
          question: "With one round more, does it hold?",
          answers: ["yes", "no"],
          right: "yes",
          because: "Each path of three ids holds a loyal node, which told all the same.",
        },
      },
      {
        look: `tree?${COURSE}&${PAIR}&node=3&mode=all`,
        text: [
          "OM(2): the same two liars, one round more, and all loyal lieutenants decide alike. Fewer than m + 1 rounds never suffice, whatever the algorithm (Fischer and Lynch, 1982).",
        ],
      },
    ],
  },
  {
    title: "What it costs",
    minutes: 3,
    command: "strategos plan --nodes 10",
    exitCode: 0,
    shows: ["tree of 504 leaves"],
    pages: [
      {
        look: `tree?n=4&traitors=3:flip&node=2`,
        text: ["Four nodes and one traitor: a tree has three leaves. Seven nodes and two traitors: thirty."],
        ask: {
          question: "Ten nodes and three traitors?",
          answers: ["90", "504", "5,040"],
          right: "504",
          because: "(n − 1)(n − 2)…(n − m): 9 · 8 · 7.",
        },
      },
      {
        look: `tree?${TEN}&node=1`,
        text: [
          "504 leaves a tree. With 22 nodes and 7 traitors there are 586,051,200, and all nodes together tell 12.5 billion relays. Other protocols need fewer messages; they ask for more rounds, or for signatures.",
        ],
      },
    ],
  },
];
