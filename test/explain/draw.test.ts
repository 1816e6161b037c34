import { describe, expect, it } from "vitest";
import { drawTree } from "../../src/explain/draw.js";
import { toPlain, widthOf } from "../../src/explain/text.js";
import { treesOf } from "../../src/explain/trees.js";
import { flip, record, split } from "./recorded.js";

const treeOf = (recording: ReturnType<typeof record>, node: number) => treesOf(recording).get(node)!;

describe("the folded tree as the slides draw it", () => {
  it("n=7: 1 + 6 + 30 cells in 80 columns", () => {
    const text = drawTree(treeOf(record({ traitors: { 2: flip, 3: split } }), 4));
    expect(toPlain(text)).toMatchInlineSnapshot(`
      "{attack, 1, attack}
      ├ {retreat, 1.2, retreat} {a,1.2.3}  {r,1.2.4}* {r,1.2.5}  {r,1.2.6}  {r,1.2.7}
      ├ {retreat, 1.3, attack}  {a,1.3.2}  {r,1.3.4}* {a,1.3.5}  {r,1.3.6}  {a,1.3.7}
      ├ {attack, 1.4, attack}*  {r,1.4.2}° {r,1.4.3}° {a,1.4.5}° {a,1.4.6}° {a,1.4.7}°
      ├ {attack, 1.5, attack}   {r,1.5.2}  {r,1.5.3}  {a,1.5.4}* {a,1.5.6}  {a,1.5.7}
      ├ {attack, 1.6, attack}   {r,1.6.2}  {r,1.6.3}  {a,1.6.4}* {a,1.6.5}  {a,1.6.7}
      └ {attack, 1.7, attack}   {r,1.7.2}  {r,1.7.3}  {a,1.7.4}* {a,1.7.5}  {a,1.7.6}
      {order told, path, order it folds to}; r = retreat, a = attack
      * node 4's own relay   ° echo: the path already holds node 4"
    `);
    expect(toPlain(text).match(/\{[^ ]+ ?\d/g)).toHaveLength(37);
    expect(Math.max(...text.map(widthOf))).toBeLessThanOrEqual(80);
  });

  it("slides, n=7: general 1 tells 2, 3, 4 order 0 and 5, 6, 7 order 1", () => {
    const general = ["script", (_: string, to: number) => (to <= 4 ? "0" : "1")] as const;
    const recording = record({ order: "1", orders: ["0", "1"], default: "0", traitors: { 1: general } });
    const [two, seven] = [treeOf(recording, 2), treeOf(recording, 7)];
    expect([two.toldAt([1, 2]), seven.toldAt([1, 7])]).toEqual(["0", "1"]);
    const told = (path: number[], to: number) => treeOf(recording, to).toldAt(path);
    expect([3, 4, 5, 6, 7].map((id) => told([1, id, 2], 3))).toEqual(["0", "0", "1", "1", "1"]);
    expect([2, 3, 4, 5, 6].map((id) => told([1, id, 7], 3))).toEqual(["0", "0", "0", "1", "1"]);
    expect(toPlain(drawTree(two))).toMatchInlineSnapshot(`
      "{0, 1, 0}
      ├ {0, 1.2, 0}* {0,1.2.3}° {0,1.2.4}° {0,1.2.5}° {0,1.2.6}° {0,1.2.7}°
      ├ {0, 1.3, 0}  {0,1.3.2}* {0,1.3.4}  {0,1.3.5}  {0,1.3.6}  {0,1.3.7}
      ├ {0, 1.4, 0}  {0,1.4.2}* {0,1.4.3}  {0,1.4.5}  {0,1.4.6}  {0,1.4.7}
      ├ {1, 1.5, 1}  {1,1.5.2}* {1,1.5.3}  {1,1.5.4}  {1,1.5.6}  {1,1.5.7}
      ├ {1, 1.6, 1}  {1,1.6.2}* {1,1.6.3}  {1,1.6.4}  {1,1.6.5}  {1,1.6.7}
      └ {1, 1.7, 1}  {1,1.7.2}* {1,1.7.3}  {1,1.7.4}  {1,1.7.5}  {1,1.7.6}
      {order told, path, order it folds to}
      * node 2's own relay   ° echo: the path already holds node 2"
    `);
  });

  it("in 60 columns the leaves stand below their parent", () => {
    const text = drawTree(treeOf(record({ traitors: { 2: flip, 3: split } }), 4), { width: 60 });
    expect(Math.max(...text.map(widthOf))).toBeLessThanOrEqual(60);
    expect(toPlain(text.slice(0, 5))).toMatchInlineSnapshot(`
      "{attack, 1, attack}
      ├ {retreat, 1.2, retreat}
      │ └ {a,1.2.3}  {r,1.2.4}* {r,1.2.5}  {r,1.2.6}  {r,1.2.7}
      ├ {retreat, 1.3, attack}
      │ └ {a,1.3.2}  {r,1.3.4}* {a,1.3.5}  {r,1.3.6}  {a,1.3.7}"
    `);
  });

  it("n=10, m=3: ids above 9 need dots, and what is left out is counted", () => {
    const text = drawTree(treeOf(record({ n: 10, traitors: { 3: split, 10: flip } }), 7));
    expect(toPlain(text)).toMatchInlineSnapshot(`
      "{attack, 1, attack}
      ├ {attack, 1.2, attack}
      │ └ {a,1.2.3,a}  {a,1.2.4,a}  {a,1.2.5,a}  {a,1.2.6,a}  {a,1.2.7,a}*
      │   {a,1.2.8,a}  {a,1.2.9,a}  {r,1.2.10,r}
      ├ {attack, 1.3, retreat}
      │ └ {r,1.3.2,r}  {r,1.3.4,r}  {a,1.3.5,a}  {r,1.3.6,r}  {a,1.3.7,a}*
      │   {r,1.3.8,r}  {a,1.3.9,a}  {a,1.3.10,a}
      ├ {attack, 1.4, attack}
      │ └ {a,1.4.2,a}  {a,1.4.3,a}  {a,1.4.5,a}  {a,1.4.6,a}  {a,1.4.7,a}*
      │   {a,1.4.8,a}  {a,1.4.9,a}  {r,1.4.10,r}
      ├ {attack, 1.5, attack}
      │ └ {a,1.5.2,a}  {a,1.5.3,r}  {a,1.5.4,a}  {a,1.5.6,a}  {a,1.5.7,a}*
      │   {a,1.5.8,a}  {a,1.5.9,a}  {r,1.5.10,r}
      ├ {attack, 1.6, attack}
      │ └ {a,1.6.2,a}  {a,1.6.3,a}  {a,1.6.4,a}  {a,1.6.5,a}  {a,1.6.7,a}*
      │   {a,1.6.8,a}  {a,1.6.9,a}  {r,1.6.10,r}
      ├ {attack, 1.7, attack}*
      │ └ {a,1.7.2,a}°  {a,1.7.3,r}°  {a,1.7.4,a}°  {a,1.7.5,a}°  {a,1.7.6,a}°
      │   {a,1.7.8,a}°  {a,1.7.9,a}°  {r,1.7.10,r}°
      ├ {attack, 1.8, attack}
      │ └ {a,1.8.2,a}  {a,1.8.3,a}  {a,1.8.4,a}  {a,1.8.5,a}  {a,1.8.6,a}
      │   {a,1.8.7,a}* {a,1.8.9,a}  {r,1.8.10,r}
      ├ {attack, 1.9, attack}
      │ └ {a,1.9.2,a}  {a,1.9.3,r}  {a,1.9.4,a}  {a,1.9.5,a}  {a,1.9.6,a}
      │   {a,1.9.7,a}* {a,1.9.8,a}  {r,1.9.10,r}
      └ {retreat, 1.10, retreat}
        └ {r,1.10.2,r}  {r,1.10.3,a}  {r,1.10.4,r}  {r,1.10.5,r}  {r,1.10.6,r}
          {r,1.10.7,r}* {r,1.10.8,r}  {r,1.10.9,r}
      {order told, path, order it folds to}; r = retreat, a = attack
      * node 7's own relay   ° echo: the path already holds node 7
      … 504 more relays below (round 3) are not drawn"
    `);
  });

  it("from a path down, and to a depth", () => {
    const tree = treeOf(record({ n: 10, traitors: { 3: split, 10: flip } }), 7);
    expect(toPlain(drawTree(tree, { at: [1, 3], depth: 1 }))).toMatchInlineSnapshot(`
      "{attack, 1.3, retreat}
      └ {r,1.3.2,r}  {r,1.3.4,r}  {a,1.3.5,a}  {r,1.3.6,r}  {a,1.3.7,a}* {r,1.3.8,r}
        {a,1.3.9,a}  {a,1.3.10,a}
      {order told, path, order it folds to}; r = retreat, a = attack
      * node 7's own relay   ° echo: the path already holds node 7
      … 56 more relays below (round 3) are not drawn"
    `);
    expect(toPlain(drawTree(tree, { at: [1, 3, 2, 7] }))).toMatchInlineSnapshot(`
      "{retreat, 1.3.2.7, retreat}*
      {order told, path, order it folds to}
      * node 7's own relay   ° echo: the path already holds node 7"
    `);
    expect(toPlain(drawTree(tree, { depth: 0 }))).toMatchInlineSnapshot(`
      "{attack, 1, attack}
      {order told, path, order it folds to}
      * node 7's own relay
      … 585 more relays below (rounds 1 to 3) are not drawn"
    `);
  });

  it("n=3, and orders that begin alike", () => {
    const recording = record({
      n: 3,
      m: 1,
      order: "attack",
      orders: ["retreat", "attack", "await"],
      traitors: { 3: ["script", () => "await"] },
    });
    expect(toPlain(drawTree(treeOf(recording, 2)))).toMatchInlineSnapshot(`
      "{attack, 1, retreat}
      └ {at,1.2}* {aw,1.3}
      {order told, path, order it folds to}; r = retreat, at = attack, aw = await
      * node 2's own relay"
    `);
  });
});
