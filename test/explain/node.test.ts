import { describe, expect, it } from "vitest";
import { Facts } from "../../src/explain/facts.js";
import { explainNode } from "../../src/explain/node.js";
import { explainPath } from "../../src/explain/one-path.js";
import { parsePath, pathSentence, truthSentence } from "../../src/explain/sentence.js";
import { type Text, toPlain, widthOf, wrapped } from "../../src/explain/text.js";
import { treesOf } from "../../src/explain/trees.js";
import { tallyAt } from "../../src/explain/votes.js";
import { always, flip, record, silent, split } from "./recorded.js";

const course = record({ traitors: { 2: flip, 3: split } });
const ten = record({ n: 10, m: 3, traitors: { 3: split, 4: flip, 10: split } });
const shown = (text: Text, width = 100) => toPlain(wrapped(text, width));

function parsed(text: string): string {
  try {
    return parsePath(course, text).join(".");
  } catch (caught) {
    return (caught as Error).message;
  }
}

describe("a path as a sentence", () => {
  it("1.3.4.2 at n=10, m=3 is the assignment's own sentence", () => {
    const told = treesOf(ten).get(7)!.toldAt([1, 3, 4, 2]);
    expect(toPlain([pathSentence([1, 3, 4, 2], told)])).toBe(
      "node 2 says that node 4 says that node 3 says that the general ordered attack",
    );
  });

  it("of round 0 is the general's word alone", () => {
    expect(toPlain([pathSentence([1], "retreat")])).toBe("the general ordered retreat");
  });

  it("and what really happened names each hop that changed it", () => {
    const truth = (recording: typeof ten, path: number[], to: number) =>
      toPlain([truthSentence(new Facts(recording), path, to)]);
    const general = record({ traitors: { 1: split, 3: silent } });
    expect(
      [
        truth(ten, [1, 3, 4, 2], 7),
        truth(ten, [1, 2, 5, 6], 7),
        truth(ten, [1], 7),
        truth(general, [1, 2, 5], 4),
        truth(general, [1, 5, 3], 4),
        truth(general, [1], 4),
        truth(course, [1, 3], 4),
        truth(course, [1, 3, 4], 4),
      ].join("\n"),
    ).toMatchInlineSnapshot(`
      "the general ordered attack; node 3 was told attack and told node 4 retreat (node 3 is a traitor: split); node 4 was told retreat and told node 2 attack (node 4 is a traitor: flip)
      the general ordered attack, and every node on the way passed on what it was told
      the general ordered attack and told node 7 so
      the general ordered attack and told node 2 retreat (the general is a traitor: split)
      the general ordered attack; node 3 was told attack and told node 4 nothing in time, so retreat, the default order, stands (node 3 is a traitor: silent)
      the general ordered attack and told node 4 retreat (the general is a traitor: split)
      the general ordered attack; node 3 was told attack and told node 4 retreat (node 3 is a traitor: split)
      the general ordered attack; node 3 was told attack and told node 4 retreat (node 3 is a traitor: split)"
    `);
  });

  it("is read from text with checks that name the way out", () => {
    expect(
      ["1.3.2", "1", "1,3", "", "2.3", "1.3.3", "1.3.9", "1.2.3.4", "1.\u001b[31m", "9".repeat(50)]
        .map(parsed)
        .join("\n"),
    ).toMatchInlineSnapshot(`
      "1.3.2
      1
      "1,3" is not a path
        fix: write the general first and then lieutenants, 3 ids at most, such as 1.3.2
      "" is not a path
        fix: write the general first and then lieutenants, 3 ids at most, such as 1.3.2
      path 2.3 does not start at the general, node 1
        fix: write the general first and then lieutenants, 3 ids at most, such as 1.3.2
      path 1.3.3 names a node twice
        fix: write the general first and then lieutenants, 3 ids at most, such as 1.3.2
      path 1.3.9 names node 9, which is not in the group
        fix: write the general first and then lieutenants, 3 ids at most, such as 1.3.2
      path 1.2.3.4 has 4 ids; with m 2 there are 3 at most
        fix: write the general first and then lieutenants, 3 ids at most, such as 1.3.2
      "1.\\u001b[31m" is not a path
        fix: write the general first and then lieutenants, 3 ids at most, such as 1.3.2
      "9999999999999999999999999999999999999999…" is not a path
        fix: write the general first and then lieutenants, 3 ids at most, such as 1.3.2"
    `);
  });
});

describe("explain RECORDING --node", () => {
  it("the course's case, node 4", () => {
    expect(shown(explainNode(course, 4))).toMatchInlineSnapshot(`
      "Node 4, a loyal lieutenant, decided attack.

      What it was told
        Round 0: the general ordered attack.
        Round 1: of 6 paths, 4 say attack (4 itself, 5, 6, 7) and 2 say retreat (2, 3).
        Round 2: of 30 paths, 16 say attack and 14 say retreat.

      What each lieutenant's word folds to
        1.2 → retreat: node 2 says retreat. Of the 5 votes on it, 4 say retreat and 1 says attack (3).
        1.3 → attack: node 3 says retreat. Of the 5 votes on it, 3 say attack and 2 say retreat (4 itself,
          6).
        1.4 → attack: node 4's own word is attack. Of the 5 votes on it, 3 say attack and 2 say retreat
          (2, 3); they are echoes of its own word.
        1.5, 1.6 and 1.7 → attack: nodes 5, 6 and 7 say attack. Of the 5 votes on each, 3 say attack and 2
          say retreat (2, 3).

      How it decided
        Of the 6 votes on the general's order, 5 come to attack (3, 4 itself, 5, 6, 7) and 1 comes to
          retreat (2): more than half, so it decides attack.

      What it observed
        No fault: every report came in time and was well formed."
    `);
  });

  it("the leaf trap: 12 leaves attack, 18 retreat, and it decides attack", () => {
    const trap = record({ traitors: { 6: always("retreat"), 7: always("retreat") } });
    const text = toPlain(explainNode(trap, 4));
    expect(text).toContain("Round 2: of 30 paths, 18 say retreat and 12 say attack.");
    expect(text).toContain("18 of its 30 leaves say retreat, yet it decides attack");
  });

  it("with flip the leaves are 14 to 16, since 1.6.7 lies twice", () => {
    const text = toPlain(explainNode(record({ traitors: { 6: flip, 7: flip } }), 4));
    expect(text).toContain("Round 2: of 30 paths, 16 say retreat and 14 say attack.");
  });

  it("a silent traitor and a traitor general", () => {
    expect(shown(explainNode(record({ traitors: { 1: split, 3: silent } }), 4))).toMatchInlineSnapshot(`
      "Node 4, a loyal lieutenant, decided retreat.

      What it was told
        Round 0: the general ordered retreat.
        Round 1: of 6 paths, 4 say retreat (2, 3, 4 itself, 6) and 2 say attack (5, 7).
        Round 2: of 30 paths, 22 say retreat and 8 say attack.

      What each lieutenant's word folds to
        1.2 and 1.6 → retreat: nodes 2 and 6 say retreat. All 5 votes on each say retreat.
        1.3 → retreat: nothing came from node 3, so retreat stands. All 5 votes on it say retreat.
        1.4 → retreat: node 4's own word is retreat. All 5 votes on it say retreat; they are echoes of its
          own word.
        1.5 and 1.7 → attack: nodes 5 and 7 say attack. Of the 5 votes on each, 4 say attack and 1 says
          retreat (3).

      How it decided
        Of the 6 votes on the general's order, 4 come to retreat (2, 3, 4 itself, 6) and 2 come to attack
          (5, 7): more than half, so it decides retreat.

      What it observed
        Node 3, round 1: late, no report of round 1 when it closed.
        Node 3, round 2: late, no report of round 2 when it closed."
    `);
  });

  it("stays short at n=10 and n=13", () => {
    expect(shown(explainNode(ten, 7))).toMatchInlineSnapshot(`
      "Node 7, a loyal lieutenant, decided attack.

      What it was told
        Round 0: the general ordered attack.
        Round 1: of 9 paths, 8 say attack (2, 3, 5, 6, 7 itself, 8, 9, 10) and 1 says retreat (4).
        Round 2: of 72 paths, 51 say attack and 21 say retreat.
        Round 3: of 504 paths, 298 say attack and 206 say retreat.

      What each lieutenant's word folds to
        1.2, 1.6 and 1.8 → attack: nodes 2, 6 and 8 say attack. Of the 8 votes on each, 7 come to attack
          and 1 comes to retreat (4).
        1.3 → retreat: node 3 says attack. Of the 8 votes on it, 4 come to retreat (2, 6, 8, 10) and 4
          come to attack (4, 5, 7 itself, 9); no order has more than half, so retreat, the default order,
          stands.
        1.4 → retreat: node 4 says retreat. Of the 8 votes on it, 7 come to retreat and 1 comes to attack
          (3).
        1.5 and 1.9 → attack: nodes 5 and 9 say attack. Of the 8 votes on each, 6 come to attack and 2
          come to retreat (3, 4).
        1.7 → attack: node 7's own word is attack. Of the 8 votes on it, 6 come to attack and 2 come to
          retreat (3, 4); they are echoes of its own word.
        1.10 → attack: node 10 says attack. Of the 8 votes on it, 5 come to attack and 3 come to retreat
          (2, 6, 8).

      How it decided
        Of the 9 votes on the general's order, 7 come to attack (2, 5, 6, 7 itself, 8, 9, 10) and 2 come
          to retreat (3, 4): more than half, so it decides attack.

      What it observed
        No fault: every report came in time and was well formed."
    `);
    const big = record({ n: 13, m: 4, traitors: { 3: split, 4: flip, 10: split } });
    expect(explainNode(big, 7).length).toBeLessThan(30);
  });

  it("the general, a traitor, and m 0", () => {
    const bare = record({ n: 3, m: 0, traitors: { 3: flip } });
    const general = record({ traitors: { 1: split } });
    const texts = [
      explainNode(course, 1),
      explainNode(general, 1),
      explainNode(course, 3).slice(0, 1),
      explainNode(bare, 2),
    ];
    expect(texts.map((text) => shown(text)).join("\n---\n")).toMatchInlineSnapshot(`
      "Node 1, the general, decided its own order, attack. It keeps no message tree.

      What it ordered
        It told every lieutenant attack.
      ---
      Node 1 is a traitor (split), and what it decides is not judged; it keeps no message tree.

      What it ordered
        It told nodes 2, 4 and 6 retreat.
        It told nodes 3, 5 and 7 attack.
      ---
      Node 3 is a traitor (split), and what it decides is not judged; it keeps its tree honestly all the
        same.
      ---
      Node 2, a loyal lieutenant, decided attack.

      What it was told
        Round 0: the general ordered attack.

      How it decided
        With m 0 nobody relays: it obeys what it was told, attack.

      What it observed
        No fault: every report came in time and was well formed."
    `);
  });

  it("says who there is, where there is no such node", () => {
    expect(() => explainNode(course, 9)).toThrow(
      "there is no node 9 in this run\n  fix: choose one of 2, 3, 4, 5, 6 and 7",
    );
  });
});

describe("explain RECORDING --node --path", () => {
  it("a leaf: what it was told, what happened, what became of it", () => {
    expect(shown(explainPath(course, 4, [1, 3, 2]))).toMatchInlineSnapshot(`
      "Path 1.3.2 at node 4: told attack

      Node 2 says that node 3 says that the general ordered attack.
      What really happened: the general ordered attack; node 3 was told attack and told node 2 retreat
        (node 3 is a traitor: split); node 2 was told retreat and told node 4 attack (node 2 is a traitor:
        flip).

      What became of it
        On path 1.3, node 2 votes attack. Of the 5 votes, 3 say attack (2, 5, 7) and 2 say retreat (4
          itself, 6): 1.3 folds to attack.
        On path 1, node 3 votes attack. Of the 6 votes, 5 come to attack (3, 4 itself, 5, 6, 7) and 1
          comes to retreat (2): 1 folds to attack, and that is node 4's decision."
    `);
  });

  it("an inner path: how the votes on it went", () => {
    expect(shown(explainPath(ten, 7, [1, 3]))).toMatchInlineSnapshot(`
      "Path 1.3 at node 7: told attack, folded to retreat

      Node 3 says that the general ordered attack.
      What really happened: the general ordered attack, and every node on the way passed on what it was
        told.

      How the votes on it went
        1.3 → retreat: of the 8 votes, 4 come to retreat (2, 6, 8, 10) and 4 come to attack (4, 5, 7
          itself, 9); no order has more than half, so retreat, the default order, stands.
          1.3.2 → retreat: of the 7 votes, 6 say retreat (5, 6, 7 itself, 8, 9, 10) and 1 says attack (4).
          1.3.5 → attack: of the 7 votes, 6 say attack (2, 6, 7 itself, 8, 9, 10) and 1 says retreat (4).
          1.3.6 → retreat: of the 7 votes, 6 say retreat (2, 5, 7 itself, 8, 9, 10) and 1 says attack (4).
          1.3.7 → attack: of the 7 votes, 6 say attack (2, 5, 6, 8, 9, 10) and 1 says retreat (4).
          1.3.8 → retreat: of the 7 votes, 6 say retreat (2, 5, 6, 7 itself, 9, 10) and 1 says attack (4).
          1.3.9 → attack: of the 7 votes, 6 say attack (2, 5, 6, 7 itself, 8, 10) and 1 says retreat (4).
          1.3.10 → retreat: of the 7 votes, 4 say retreat (4, 5, 7 itself, 9) and 3 say attack (2, 6, 8).

      What became of it
        On path 1, node 3 votes retreat. Of the 9 votes, 7 come to attack (2, 5, 6, 7 itself, 8, 9, 10)
          and 2 come to retreat (3, 4): 1 folds to attack, and that is node 7's decision."
    `);
  });

  it("its own cell, an echo and a report that never came are named as such", () => {
    const quiet = record({ traitors: { 3: silent } });
    const remarks = [
      explainPath(quiet, 4, [1, 2, 4]),
      explainPath(quiet, 4, [1, 4, 2]),
      explainPath(quiet, 4, [1, 2, 3]),
    ];
    expect(remarks.map((text) => toPlain([text[4]!])).join("\n")).toMatchInlineSnapshot(`
      "It is node 4's own cell: it relays to itself what it was told.
      It is an echo: the path already holds node 4, which hears of its own relay.
      Node 4 accepted no report of round 2 from node 3: the default order, retreat, stands."
    `);
  });
});

describe("texts", () => {
  it("wrapped to a width keep to it and lose no word", () => {
    for (const width of [40, 60, 80]) {
      const text = explainNode(ten, 7);
      const narrow = wrapped(text, width);
      expect(Math.max(...narrow.map(widthOf))).toBeLessThanOrEqual(width);
      expect(toPlain(narrow).replace(/\s+/g, " ")).toBe(toPlain(text).replace(/\s+/g, " "));
    }
  });

  it("every tally adds up to its votes and its result is the fold", () => {
    const trees = treesOf(ten);
    expect(trees.size).toBeGreaterThan(0);
    for (const tree of trees.values()) {
      const tally = tallyAt(tree, [1, 3]);
      expect(tally.camps.reduce((sum, { voters }) => sum + voters.length, 0)).toBe(tally.votes);
      expect(tally.result).toBe(tree.foldedAt([1, 3]));
    }
  });
});
