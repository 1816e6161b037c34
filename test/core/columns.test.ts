/**
 * A name in Chinese, Japanese or Korean is as wide as it is drawn: carets stood left of the mistake, trees were not in columns, and
 * labels of a picture stuck out of their cells.
 */
import { describe, expect, it } from "vitest";
import { parseConfig } from "../../src/config/parse.js";
import { columnsIn } from "../../src/core/columns.js";
import { drawTree } from "../../src/explain/draw.js";
import { toPlain } from "../../src/explain/text.js";
import { treesOf } from "../../src/explain/trees.js";
import { picture } from "../../src/pictures/pictures.js";
import { run } from "../pictures/runs.js";

it.each([
  ["", 0],
  ["attack", 6],
  ["zurück", 6],
  ["zuru\u0308ck", 6],
  ["攻撃", 4],
  ["こうげき", 8],
  ["ｺｳｹﾞｷ", 5],
  ["공격", 4],
  ["ＡＢ", 4],
  ["𠮷", 2],
  ["🙂", 2],
  ["наступ", 6],
  ["–→√", 3],
])("%s takes %i columns", (text, columns) => {
  expect(columnsIn(text)).toBe(columns);
});

/** As wide in letters of one column. */
const asTwo = (text: string) => text.replaceAll(/[撤退攻撃]/g, "xx");

it("carets stand under the mistake", () => {
  const text = 'version: 1\nnodes: [{ id: 1, address: "tcp://127.0.0.1:7101" }]\norders: [撤退, 撤退]\n';
  const lines = (() => {
    try {
      parseConfig(text);
    } catch (error) {
      return (error as Error).message.split("\n");
    }
    return [];
  })();
  const at = lines.findIndex((line) => line.includes("[撤退"));
  const shown = lines[at] ?? "";
  const carets = lines[at + 1] ?? "";
  expect(carets.trimStart().replace("| ", "").trimStart()).toMatch(/^\^+$/);
  expect(carets).toHaveLength(asTwo(shown).length);
});

describe("a run with such orders", () => {
  const mixed = run("om", 7, ["撤退", "go"]);

  it("is drawn in columns", () => {
    const rows = toPlain(drawTree(treesOf(mixed).get(4)!, { width: 100 }))
      .split("\n")
      .filter((line) => /^[├└]/.test(line));
    expect(rows).toHaveLength(6);
    const leaves = rows.map((row) =>
      [...row.matchAll(/\{/g)].map(({ index }) => asTwo(row.slice(0, index)).length),
    );
    expect(new Set(leaves.map((columns) => columns[1])).size).toBe(1);
  });

  it("has room for them in a picture", () => {
    const widthOf = (recording: typeof mixed) =>
      Number(/width="(\d+)"/.exec(picture(recording, "svg", { node: 4 }))?.[1]);
    expect(widthOf(run("om", 7, ["撤退", "攻撃"]))).toBe(widthOf(run("om", 7, ["back", "fore"])));
  });
});
