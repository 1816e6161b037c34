import { describe, expect, it } from "vitest";
import { explainDifference, splitsOf } from "../../src/explain/difference.js";
import { type Text, toPlain, wrapped } from "../../src/explain/text.js";
import { treesOf } from "../../src/explain/trees.js";
import { broken, brokenDeep, flip, record, split } from "./recorded.js";

const shown = (text: Text) => toPlain(wrapped(text, 100));

describe("explain RECORDING --node 4 --node 5", () => {
  it("the course's case: node 3 splits, and it does not matter", () => {
    expect(
      shown(explainDifference(record({ traitors: { 2: flip, 3: split } }), 4, 5)),
    ).toMatchInlineSnapshot(`
      "Nodes 4 and 5 both decided attack.

      Told differently: 6 of 37 paths
        The first: in round 1 node 3 told node 4 retreat and node 5 attack on path 1.3 (node 3 is a
          traitor: split).
        In round 2 node 3 told node 4 attack and node 5 retreat on path 1.2.3.
        In round 2 node 3 told node 4 retreat and node 5 attack on paths 1.4.3, 1.5.3, 1.6.3 and 1.7.3.

      Folded differently
        No vote came out differently.

      Did it matter?
        No: both decided attack. On the general's order, node 4 counts 5 of 6 attack; node 5 counts 5 of 6
          attack."
    `);
  });

  it("two nodes that were told the same", () => {
    expect(
      shown(explainDifference(record({ traitors: { 2: flip, 3: split } }), 5, 7)),
    ).toMatchInlineSnapshot(`
      "Nodes 5 and 7 both decided attack.
      They were told the same on all 37 paths, so their trees and folds are the same."
    `);
  });

  it("a violated run: the way from the decision down to the lie", () => {
    expect(shown(explainDifference(broken, 3, 4))).toMatchInlineSnapshot(`
      "Node 3 decided attack, node 4 decided retreat.

      Told differently: 2 of 5 paths
        The first: in round 0 the general told node 3 attack and node 4 retreat on path 1 (the general is
          a traitor: script).
        In round 1 node 2 told node 3 attack and node 4 retreat on path 1.2 (node 2 is a traitor: script).

      Folded differently
        On path 1, node 3 counts 3 of 4 attack; node 4 counts 2 retreat and 2 attack, so retreat stands.

      Did it matter?
        Yes: they decided differently. On the general's order, node 3 counts 3 of 4 attack; node 4 counts
          2 retreat and 2 attack, so retreat stands.
        One way down to the cause: 1 ← 1.2, told attack to node 3 and retreat to node 4."
    `);
    expect(shown(explainDifference(brokenDeep, 3, 4))).toMatchInlineSnapshot(`
      "Node 3 decided attack, node 4 decided retreat.

      Told differently: 5 of 26 paths
        The first: in round 1 node 2 told node 3 attack and node 4 retreat on path 1.2 (node 2 is a
          traitor: split).
        In round 2 node 2 told node 3 attack and node 4 retreat on paths 1.3.2, 1.4.2 and 1.6.2.
        In round 2 node 2 told node 3 retreat and node 4 attack on path 1.5.2.

      Folded differently
        On path 1, node 3 counts 4 of 5 attack; node 4 counts 3 of 5 retreat.
        On path 1.3, node 3 counts 3 of 4 attack; node 4 counts 2 retreat and 2 attack, so retreat stands.
        On path 1.4, node 3 counts 3 of 4 attack; node 4 counts 2 retreat and 2 attack, so retreat stands.

      Did it matter?
        Yes: they decided differently. On the general's order, node 3 counts 4 of 5 attack; node 4 counts
          3 of 5 retreat.
        One way down to the cause: 1 ← 1.3 ← 1.3.2, told attack to node 3 and retreat to node 4."
    `);
  });

  it("one of the two is the liar", () => {
    expect(shown(explainDifference(record({ n: 4, traitors: { 3: flip } }), 3, 4))).toMatchInlineSnapshot(`
      "The trees of nodes 3 and 4 both come to attack. Node 3 is a traitor, and not judged.

      Told differently: 1 of 4 paths
        The first: in round 1 node 3 itself holds attack and told node 4 retreat on path 1.3 (node 3 is a
          traitor: flip).

      Folded differently
        No vote came out differently.

      Did it matter?
        No: both come to attack. On the general's order, node 3 counts 3 of 3 attack; node 4 counts 2 of 3
          attack."
    `);
  });

  it("n=10: what is shown stays bounded, what is not shown is counted", () => {
    const recording = record({ n: 10, traitors: { 3: split, 4: flip, 10: split } });
    const text = shown(explainDifference(recording, 7, 8));
    expect(text.split("\n").length).toBeLessThan(50);
    expect(text).toContain("… and 56 more paths");
  });

  it("splits hold exactly the paths on which the trees differ", () => {
    const trees = treesOf(record({ n: 7, traitors: { 2: flip, 3: split } }));
    const paths = splitsOf(trees.get(4)!, trees.get(5)!).flatMap((one) =>
      one.paths.map((path) => path.join(".")),
    );
    expect(paths).toEqual(["1.3", "1.2.3", "1.4.3", "1.5.3", "1.6.3", "1.7.3"]);
  });
});
