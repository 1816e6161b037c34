import { describe, expect, it } from "vitest";
import { tellStory } from "../../src/explain/story.js";
import { type Text, toPlain, wrapped } from "../../src/explain/text.js";
import { twoWorlds } from "../../src/explain/worlds.js";
import { always, broken, flip, record, silent, split } from "./recorded.js";

const shown = (text: Text) => toPlain(wrapped(text, 100));
const lyingGeneral = ["script", (_: string, to: number) => (to === 2 ? "attack" : "retreat")] as const;

describe("a run as a story", () => {
  it("n=3, m=1: a loyal general who orders attack is not obeyed", () => {
    expect(shown(tellStory(record({ n: 3, m: 1, traitors: { 3: flip } })))).toMatchInlineSnapshot(`
      "3 nodes run OM(1). The general, node 1, is loyal and orders attack; the default order is retreat.
      The traitor is node 3 (flip).

      The lies
        In round 1 node 3 told node 2 retreat instead of attack on path 1.3.

      What each loyal lieutenant concluded
        Node 2 was told attack by the general. Of the 2 votes on his order, 1 says retreat (3) and 1 says
          attack (2); no order has more than half, so retreat, the default order, stands: it decided
          retreat.

      The verdict
        IC1 holds: all loyal lieutenants decided the same order, retreat.
        IC2 is violated: the general is loyal and ordered attack, but node 2 decided retreat.
        Nothing was guaranteed: to tolerate 1 traitor takes 4 nodes, and there are 3."
    `);
  });

  it("n=3, m=1 with the default order seems to work, and is not guaranteed", () => {
    const text = toPlain(tellStory(record({ n: 3, m: 1, order: "retreat", traitors: { 3: flip } })));
    expect(text).toContain("IC2 holds");
    expect(text).toContain("Nothing was guaranteed: to tolerate 1 traitor takes 4 nodes, and there are 3.");
  });

  it("n=6, m=2 breaks IC2", () => {
    expect(shown(tellStory(record({ n: 6, m: 2, traitors: { 5: flip, 6: flip } })))).toMatchInlineSnapshot(`
      "6 nodes run OM(2). The general, node 1, is loyal and orders attack; the default order is retreat.
      The traitors are node 5 (flip) and node 6 (flip).

      The lies
        In round 1 node 5 told all others retreat instead of attack on path 1.5.
        In round 2 node 5 told all others retreat instead of attack on paths 1.2.5, 1.3.5 and 1.4.5.
        In round 2 node 5 told all others attack instead of retreat on path 1.6.5.
        In round 1 node 6 told all others retreat instead of attack on path 1.6.
        In round 2 node 6 told all others retreat instead of attack on paths 1.2.6, 1.3.6 and 1.4.6.
        In round 2 node 6 told all others attack instead of retreat on path 1.5.6.

      What each loyal lieutenant concluded
        Nodes 2, 3 and 4 were told attack by the general. All 5 votes on his order come to retreat: they
          decided retreat.

      The verdict
        IC1 holds: all loyal lieutenants decided the same order, retreat.
        IC2 is violated: the general is loyal and ordered attack, but nodes 2, 3 and 4 decided retreat.
        Nothing was guaranteed: to tolerate 2 traitors takes 7 nodes, and there are 6."
    `);
  });

  it("a traitor general and a silent lieutenant, within m", () => {
    expect(shown(tellStory(record({ traitors: { 1: split, 3: silent } })))).toMatchInlineSnapshot(`
      "7 nodes run OM(2). The general, node 1, was to order attack, but is a traitor; the default order is
        retreat.
      The traitors are the general (split) and node 3 (silent).

      The lies
        In round 0 the general told nodes 2, 4 and 6 retreat instead of attack.
        In round 1 node 3 told all others nothing, so that retreat stands instead of attack on path 1.3.
        In round 2 node 3 told all others nothing, so that retreat stands instead of attack on paths 1.5.3
          and 1.7.3.

      What each loyal lieutenant concluded
        Nodes 2, 4 and 6 were told retreat by the general. Of the 6 votes on his order, 4 come to retreat
          (2, 3, 4, 6) and 2 come to attack (5, 7): they decided retreat.
        Nodes 5 and 7 were told attack by the general. Of the 6 votes on his order, 4 come to retreat (2,
          3, 4, 6) and 2 come to attack (5, 7): they decided retreat.

      The verdict
        IC1 holds: all loyal lieutenants decided the same order, retreat.
        IC2 is vacuous: the general is a traitor.
        This was guaranteed: 7 nodes are more than 3 × 2, and no more than 2 of them lied or failed."
    `);
  });

  it("IC1 violated: more traitors than m", () => {
    expect(shown(tellStory(broken))).toMatchInlineSnapshot(`
      "5 nodes run OM(1). The general, node 1, was to order attack, but is a traitor; the default order is
        retreat.
      The traitors are the general (script) and node 2 (script).

      The lies
        In round 0 the general told node 4 retreat instead of attack.
        In round 1 node 2 told node 4 retreat instead of attack on path 1.2.

      What each loyal lieutenant concluded
        Nodes 3 and 5 were told attack by the general. Of the 4 votes on his order, 3 say attack (2, 3, 5)
          and 1 says retreat (4): they decided attack.
        Node 4 was told retreat by the general. Of the 4 votes on his order, 2 say retreat (2, 4) and 2
          say attack (3, 5); no order has more than half, so retreat, the default order, stands: it
          decided retreat.

      The verdict
        IC1 is violated: loyal lieutenants decided different orders: nodes 3 and 5 attack and node 4
          retreat.
        IC2 is vacuous: the general is a traitor.
        Nothing was guaranteed: 2 nodes lied or failed, and OM(1) tolerates 1."
    `);
    expect(shown(tellStory(record({ n: 2, m: 0, traitors: { 2: split } })))).toContain(
      "Nothing was guaranteed: 1 node lied or failed, and OM(0) tolerates 0.",
    );
  });

  it("traitors that change nothing, and no traitors", () => {
    const idle = record({ n: 4, order: "retreat", traitors: { 2: always("retreat") } });
    const quiet = record({ n: 4, order: "retreat", traitors: { 2: silent } });
    expect(shown(tellStory(idle))).toContain(
      "Node 2 told everyone what it owed: it changed nothing in this run.",
    );
    expect(shown(tellStory(quiet))).toContain(
      "Node 2 was silent where it owed the default order: it changed nothing",
    );
    expect(shown(tellStory(record({ n: 4 })))).toMatchInlineSnapshot(`
      "4 nodes run OM(1). The general, node 1, is loyal and orders attack; the default order is retreat.
      There are no traitors.

      The lies
        None.

      What each loyal lieutenant concluded
        Nodes 2, 3 and 4 were told attack by the general. All 3 votes on his order say attack: they
          decided attack.

      The verdict
        IC1 holds: all loyal lieutenants decided the same order, attack.
        IC2 holds: the general is loyal, and every loyal lieutenant decided his order, attack.
        This was guaranteed: 4 nodes are more than 3 × 1, and none of them lied or failed."
    `);
  });
});

describe("two worlds that a node cannot tell apart (Lamport et al. 1982, figures 1 and 2)", () => {
  const figure1 = record({ n: 3, m: 1, traitors: { 3: flip } });
  const figure2 = record({ n: 3, m: 1, traitors: { 1: lyingGeneral } });

  it("n=3: the same messages, and another duty", () => {
    const text = toPlain(twoWorlds(figure1, figure2, 2, 90));
    expect(text).toMatchInlineSnapshot(`
      "World 1                                     │ World 2
      The general, node 1, is loyal and orders    │ The general, node 1, is a traitor.
        attack.                                   │
      Node 3 is a traitor.                        │ All lieutenants are loyal.
                                                  │
      Node 2 receives:                            │ Node 2 receives:
        the general ordered attack                │   the general ordered attack
        node 3 says that the general ordered      │   node 3 says that the general ordered
          retreat                                 │     retreat
                                                  │
      It decides retreat.                         │ It decides retreat.
      It must decide attack: the general is loyal │ It must decide retreat, as node 3 decides
        (IC2).                                    │   (IC1).

      Node 2 receives exactly the same 2 messages in both worlds: it cannot tell them apart, and
        decides retreat in both.
      But it must decide attack in world 1 and retreat in world 2. Whatever it decides on these
        messages, it is wrong in one of them."
    `);
    expect(Math.max(...text.split("\n").map((line) => line.length))).toBeLessThanOrEqual(90);
  });

  it("says so where the node can tell them apart", () => {
    const text = toPlain(twoWorlds(figure1, figure2, 3));
    expect(text.split("\n").slice(-3).join("\n")).toMatchInlineSnapshot(`
      "
      Node 3 can tell the two worlds apart: 1 of 2 messages differs, the first on path
        1, attack in world 1 and retreat in world 2."
    `);
  });

  it("n=6, m=2: messages beyond the twelfth are counted", () => {
    const six = record({ n: 6, m: 2, traitors: { 5: flip, 6: flip } });
    expect(toPlain(twoWorlds(six, six, 2))).toContain("… and 9 more messages");
    expect(() => twoWorlds(six, figure1, 2)).toThrow("of different groups");
  });
});
