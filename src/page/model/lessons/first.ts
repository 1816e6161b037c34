/** The first lessons: what the problem is, and that four can where three cannot. */
import type { Lesson } from "../lesson.js";

const MESSENGER = "n=3&m=0&traitors=1:crash=0";
const THREE = "n=3&m=1&traitors=2:flip";
const FOUR = "n=4&traitors=3:flip";
const LIAR = "n=4&traitors=1:split";
const LATE = "n=4&traitors=3:late";

export const FIRST_LESSONS: readonly Lesson[] = [
  {
    title: "Two generals and a messenger",
    minutes: 4,
    exitCode: 1,
    shows: ["IC1  violated"],
    pages: [
      {
        look: `rounds?${MESSENGER}&mode=all`,
        text: [
          "Node 1 sends two messengers with the order to attack. The one to node 3 is caught on the way.",
          "A message that does not come counts as the default order, retreat.",
        ],
        ask: {
          question: "What does node 3 do?",
          answers: ["attack", "retreat", "wait for ever"],
          right: "retreat",
          because: "Nothing came in time, so the default order stands.",
        },
      },
      {
        look: `tree?${MESSENGER}&node=3`,
        text: [
          "Node 3 retreats and node 2 attacks alone: they do not agree. Could messengers who confirm have helped?",
        ],
        ask: {
          question: "How many confirmations make two generals certain that both attack?",
          answers: ["1", "2", "no number does"],
          right: "no number does",
          because:
            "One of them is the last. Whoever sent it does not know whether it arrived, and so is as uncertain as if it had not been sent.",
        },
      },
      {
        look: `tree?${MESSENGER}&node=3&mode=all`,
        text: [
          "So nobody can agree over messengers who may all be lost. From here on messages between loyal nodes arrive before a deadline, and a node whose message is missing counts as a faulty one.",
          "IC1 says: all loyal lieutenants decide the same order. Here it is violated.",
        ],
      },
    ],
  },
  {
    title: "Three nodes and two worlds",
    minutes: 5,
    exitCode: 1,
    shows: ["IC2  violated"],
    pages: [
      {
        look: `worlds?${THREE}`,
        text: [
          "Can three nodes cope with one traitor? Put yourself in node 3’s place. The general told you attack; node 2 says that he ordered retreat.",
        ],
        ask: {
          question: "Who lies?",
          answers: ["the general", "node 2", "nobody can tell"],
          right: "nobody can tell",
          because: "Two different worlds bring you exactly these messages.",
        },
      },
      {
        look: `worlds?${THREE}&mode=all`,
        text: [
          "In world 1 node 2 lies, and you must attack with your loyal general. In world 2 the general lies, and you must do as loyal node 2 does.",
          "No rule of yours is right in both. With oral messages one traitor among three is one too many.",
        ],
      },
    ],
  },
  {
    title: "Four nodes, one traitor",
    minutes: 4,
    exitCode: 0,
    shows: ["IC1  holds", "IC2  holds"],
    pages: [
      {
        look: `tree?${FOUR}&node=2&step=0`,
        text: [
          "Node 1 is the general. In round 0 he tells every lieutenant his order: attack. This is the tree of node 2: one cell, what the general said.",
          "Node 2 does not know whether the others were told the same.",
        ],
      },
      {
        look: `tree?${FOUR}&node=2&step=1`,
        text: [
          "In round 1 every lieutenant relays what it was told to all others, and to itself. Node 3 says that the general ordered retreat. Somebody lies, node 3 or the general, and node 2 cannot tell who.",
        ],
        ask: {
          question: "What will node 2 decide?",
          answers: ["attack", "retreat", "it cannot decide"],
          right: "attack",
          because: "Two of three votes say attack: a strict majority. It need not know who lies.",
        },
      },
      {
        look: `tree?${FOUR}&node=2&mode=all`,
        text: [
          "Node 2 decides attack, and node 4, which sees the mirror image, does too. Now with all knowing: node 3 is the traitor.",
          "IC1: all loyal lieutenants decide the same. IC2: the general is loyal, and they decide his order. Both hold, since four is more than three times one.",
        ],
      },
    ],
  },
  {
    title: "A general who lies",
    minutes: 3,
    exitCode: 0,
    shows: ["IC1  holds", "IC2  vacuous"],
    pages: [
      {
        look: `rounds?${LIAR}&mode=all`,
        text: [
          "The general himself is the traitor: he orders node 3 to attack, and nodes 2 and 4 to retreat.",
        ],
        ask: {
          question: "What do the three loyal lieutenants decide?",
          answers: ["each what it was told", "all attack", "all retreat"],
          right: "all retreat",
          because: "After the relays all three hold the same three votes, two of them retreat.",
        },
      },
      {
        look: `compare?${LIAR}&node=2&other=3`,
        text: [
          "Nodes 2 and 3 were told different orders. Below, where the lieutenants tell each other, their trees are equal, and so are their decisions.",
          "IC2 asks for nothing here, as there is no loyal general to obey. IC1 does, and it holds.",
        ],
      },
    ],
  },
  {
    title: "What the deadline does",
    minutes: 4,
    exitCode: 0,
    shows: ["IC1  holds", "IC2  holds"],
    pages: [
      {
        look: `rounds?${LATE}&mode=all`,
        text: [
          "A traitor need not lie to split the others: it can be late for some. Node 3’s report of round 1 reaches node 2 in time, and node 4 when the round has closed.",
          "A round closes at a fixed time after the start, on each node’s own clock. What comes later is not taken, however true it is.",
        ],
        ask: {
          question: "What stands in node 4’s tree for node 3’s word?",
          answers: ["attack", "retreat", "nothing: it waits on"],
          right: "retreat",
          because: "The default order. Who waits for ever cannot know whether node 3 is slow or silent.",
        },
      },
      {
        look: `tree?${LATE}&node=4&path=1.3`,
        text: ["At node 4 the cell 1.3 has nothing in it, and the default order stands."],
      },
      {
        look: `compare?${LATE}&node=2&other=4`,
        text: [
          "Nodes 2 and 4 hold different trees. It does not matter: being late is one more way to lie, node 3 is the one traitor that is tolerated, and both decide attack.",
        ],
      },
    ],
  },
];
