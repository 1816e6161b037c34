/** Lessons on the other protocols: signatures, kings, vectors, and a log. */
import type { Lesson } from "../lesson.js";

const FORGE = "protocol=sm&n=3&m=1&traitors=2:flip";
const TWO_TALES = "protocol=sm&n=4&m=1&traitors=1:split";
const KING = "protocol=king&n=4&traitors=1:split";
const CLOCKS = "protocol=vector&combine=median&orders=90,105&default=90&order=105";
const THREE_CLOCKS = `${CLOCKS}&n=3&m=0&values=1=100,2=110&traitors=3:split`;
const FOUR_CLOCKS = `${CLOCKS}&n=4&m=1&values=1=100,2=110,4=106&traitors=3:split`;

export const OTHER_LESSONS: readonly Lesson[] = [
  {
    title: "Signatures: forge it",
    minutes: 4,
    exitCode: 0,
    shows: ["IC1  holds", "IC2  holds"],
    pages: [
      {
        look: `rounds?${FORGE}&mode=all`,
        text: [
          "Three nodes again, and node 2 lies. But now every order is signed by all who passed it on, and nobody can write the signature of another.",
        ],
        ask: {
          question: "How can node 2 make node 3 believe that the general ordered retreat?",
          answers: ["it says so", "it signs twice", "it cannot"],
          right: "it cannot",
          because: "Such an order would need the general’s signature. All that node 2 can do is be silent.",
        },
      },
      {
        look: `nodes?${FORGE}&node=3&mode=all`,
        text: [
          "Node 3 holds one order, attack, with the general’s signature. Signed messages, SM(m), work with any number of traitors, and take m + 1 rounds too.",
        ],
      },
    ],
  },
  {
    title: "Signatures: two tales",
    minutes: 4,
    exitCode: 0,
    shows: ["IC1  holds", "IC2  vacuous"],
    pages: [
      {
        look: `rounds?${TWO_TALES}&mode=all`,
        text: [
          "A traitor general can sign as often as he likes: attack for node 3, retreat for nodes 2 and 4. Each lieutenant signs what it has and passes it on.",
        ],
        ask: {
          question: "What does node 3 hold in the end?",
          answers: ["attack", "retreat", "attack and retreat"],
          right: "attack and retreat",
          because: "All loyal nodes end with the same set V. Two orders in it prove that the general lied.",
        },
      },
      {
        look: `nodes?${TWO_TALES}&node=3&mode=all`,
        text: [
          "V holds two orders, so the default order stands, at every loyal node. Its two signatures are evidence that can be shown to anybody.",
        ],
      },
    ],
  },
  {
    title: "Kings",
    minutes: 5,
    exitCode: 0,
    shows: ["IC1  holds"],
    pages: [
      {
        look: `rounds?${KING}&mode=all`,
        text: [
          "The phase king sends one order a message. In each phase all tell their values, then what they propose, then one node, the king, tells his. Whoever saw no clear majority takes the king’s.",
          "General 1 is a traitor, and the king of phase 1.",
        ],
        ask: {
          question: "After phase 1, do the loyal nodes hold the same?",
          answers: ["yes", "no"],
          right: "no",
          because: "The king told nodes 2 and 4 attack, and node 3 retreat.",
        },
      },
      {
        look: `nodes?${KING}&node=3&mode=all`,
        text: [
          "There are m + 1 phases and so m + 1 kings, one of them loyal. In phase 2 it is node 2: what he says all loyal nodes hold, and it stays.",
        ],
      },
    ],
  },
  {
    title: "Vectors and clocks",
    minutes: 5,
    exitCode: 0,
    shows: ["IC1  holds", "IC2  holds"],
    pages: [
      {
        look: `rounds?${THREE_CLOCKS}&mode=all`,
        text: [
          "Every node has a value of its own: its clock. Nodes tell each other the time and take the middle one. Clock 3 is faulty: it says 105 to node 1 and 90 to node 2.",
          "Node 1 holds 100, 110, 105, and takes 105.",
        ],
        ask: {
          question: "What does node 2 take?",
          answers: ["100", "105", "110"],
          right: "100",
          because: "It holds 100, 110 and 90. Both were careful, and they do not agree.",
        },
      },
      {
        look: `nodes?${THREE_CLOCKS}&node=1&mode=all`,
        text: [
          "Two vectors, two middles: IC1 is violated. To tell each other the time is not enough, for the same reason as with orders.",
        ],
      },
      {
        look: `nodes?${FOUR_CLOCKS}&node=1&mode=all`,
        text: [
          "With a fourth clock and one round of relays each value is agreed on as an order is: as many OM(1) as there are nodes, at once. All loyal nodes hold the same vector, and so the same middle, 100.",
        ],
      },
    ],
  },
  {
    title: "A log that loses its leader",
    minutes: 5,
    command: "strategos sim --log 4 --nodes 4 --traitors 2:silent",
    exitCode: 0,
    shows: ["4 of 4 commands are final at every loyal member"],
    pages: [
      {
        look: "log?step=1",
        text: [
          "A group that goes on keeps a log: blocks of commands, one after the other. In each view one member leads and proposes a block. Three of four must vote for it; then it stands, and a second vote makes it final.",
          "Member 2, which leads view 2, is silent.",
        ],
        ask: {
          question: "What becomes of the log in view 2?",
          answers: ["it stands still", "a block is lost", "the view is given up"],
          right: "the view is given up",
          because:
            "Members wait for a while, then vote to nullify the view. Three such votes, and all go on.",
        },
      },
      {
        look: "log?step=2",
        text: [
          "View 2 is nullified, and member 3 leads. It builds on the last block that stands, that of view 1. What it cost is time: the wait.",
        ],
        ask: {
          question: "Could two blocks become final in one view?",
          answers: ["yes, with a traitor leader", "no"],
          right: "no",
          because:
            "Two sets of three among four share two members, one of them loyal, and who is loyal votes once.",
        },
      },
      {
        look: "log",
        text: [
          "Every command is final at every loyal member, in the same order, although each fourth leader says nothing.",
        ],
      },
    ],
  },
];
