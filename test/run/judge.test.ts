/** `judge` and `explain --as` as a user has them. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { strategos, temporaryFolder } from "./strategos.js";

const PLAIN = `nodes 4
general 1
m 1
order attack
default retreat
traitors 3
1 2 1 attack
1 3 1 attack
1 4 1 attack
2 3 1.2 attack
2 4 1.2 attack
3 2 1.3 retreat
4 2 1.4 attack
4 3 1.4 attack
decide 1 attack
decide 2 attack
decide 4 attack
`;

function file(text: string, name = "mine.txt"): string {
  const path = join(temporaryFolder(), name);
  writeFileSync(path, text);
  return path;
}

it("a right program ends with 0, a wrong one with 1 and the first that is wrong", async () => {
  const right = await strategos("judge", file(PLAIN));
  expect([right.code, right.stderr]).toEqual([0, ""]);
  expect(right.stdout).toMatch(
    /^OM\(1\), 4 nodes, general 1 with order attack, traitors 3\n\nEvery loyal node told/,
  );
  const wrong = file(
    PLAIN.replace("4 2 1.4 attack", "4 2 1.4 retreat").replace("decide 2 attack", "decide 2 retreat"),
  );
  const { code, stdout } = await strategos("judge", wrong);
  expect([code, stdout]).toEqual([
    1,
    expect.stringContaining(
      'The first that is wrong:\n  line 13: node 4, which is loyal, told node 2 "retreat" on path 1.4 in round 1, but owed "attack".\n',
    ),
  ]);
  const json = await strategos("judge", wrong, "--json");
  expect([json.code, JSON.parse(json.stdout)]).toEqual([
    1,
    {
      version: 1,
      passed: false,
      contradictions: [expect.stringMatching(/^line 13: /)],
      conditions: { ic1: "violated", ic2: "violated" },
      guaranteed: true,
    },
  ]);
});

it("conditions that nothing guaranteed and that are violated end with 1, too", async () => {
  const split = `nodes 3\ngeneral 1\nm 0\norder a\ndefault b\ntraitors 1\n1 2 1 a\n1 3 1 b\ndecide 2 a\ndecide 3 b\n`;
  const { code, stdout } = await strategos("judge", file(split));
  expect([code, stdout]).toEqual([
    1,
    expect.stringMatching(/Every loyal node told[^]*IC1 {2}violated[^]*not guaranteed/),
  ]);
});

it("what cannot be read or judged ends with 64 and a way on", async () => {
  const odd = await strategos("judge", file("hello\n"));
  expect([odd.code, odd.stderr]).toEqual([64, expect.stringContaining("is neither JSON nor")]);
  const gone = await strategos("judge", "no-such-file.jsonl");
  expect([gone.code, gone.stderr]).toEqual([64, expect.stringContaining("no-such-file.jsonl")]);
  const recorded = join(temporaryFolder(), "run.jsonl");
  await strategos("sim", "--nodes", "4", "--traitors", "none", "--record", recorded);
  const large = file(readFileSync(recorded, "utf8").replace(/"relays":\[[^\]]*\][^\]]*\]/, '"count":1'));
  const counted = await strategos("judge", large);
  expect([counted.code, counted.stderr]).toEqual([
    64,
    expect.stringMatching(/counted, not spelled out[^]*fix: /),
  ]);
});

it("pictures go to a file or to standard output, and the recording is audited by the way", async () => {
  const mine = file(PLAIN);
  const png = join(temporaryFolder(), "tree.png");
  expect(await strategos("explain", mine, "--as", "png", "--node", "2", "--output", png)).toMatchObject({
    code: 0,
    stdout: "",
  });
  const bytes = readFileSync(png);
  expect(bytes.subarray(1, 4).toString()).toBe("PNG");
  // a picture without its text would be smaller
  expect(bytes.length).toBeGreaterThan(8_000);
  // each would be the same box
  const lacking = await strategos("explain", file(PLAIN.replaceAll("attack", "攻撃")), "--as", "png");
  expect([lacking.code, lacking.stdout, lacking.stderr]).toEqual([
    64,
    "",
    "strategos: the font of png, DejaVu Sans, has no glyph for 攻\n  fix: draw it as svg, which takes the fonts of whoever opens it\n",
  ]);
  const greek = await strategos("explain", file(PLAIN.replaceAll("attack", "ναί")), "--as", "png");
  expect([greek.code, greek.stderr]).toEqual([0, ""]);
  const mermaid = await strategos("explain", mine, "--as", "mermaid", "--round", "1");
  expect([mermaid.code, mermaid.stdout]).toEqual([
    0,
    expect.stringContaining("p3->>p2: 1.3 retreat (a lie, owed attack)"),
  ]);
  const wrong = await strategos(
    "explain",
    file(PLAIN.replace("decide 4 attack", "decide 4 retreat")),
    "--as",
    "csv",
  );
  expect([wrong.code, wrong.stderr]).toEqual([
    1,
    expect.stringContaining("contradicts itself: line 17: node 4"),
  ]);
});

it("flags of pictures are mended like others", async () => {
  const mine = file(PLAIN);
  const typos = [
    ["--as", "graphviz", "--node", "2"],
    ["--as", "svg", "--tree"],
    ["--output", "x.svg"],
    ["--as", "svg", "--node", "2", "--node", "4"],
    ["--as", "dot", "--path", "1.3"],
  ];
  for (const typo of typos) {
    const { code, stderr } = await strategos("explain", mine, ...typo);
    expect([code, stderr]).toEqual([
      64,
      expect.stringMatching(/^strategos: .*\n {2}fix: strategos explain /),
    ]);
  }
});
