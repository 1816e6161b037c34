/**
 * A wrong command is answered with the right one, whole, so that it can be pasted.
 *
 * Looked for: letters and other programs' words for flags, one dash, long dashes, no dashes, spelling, values in other
 * forms, values missing, lists with spaces, ranges, everybody, flags given twice or of no use, operands out of place,
 * verbs misspelt, missing, doubled or behind their flags, names that every JavaScript object has; paths with zeros in front,
 * with other signs between their ids or around them; a strategy before its id; help and version asked as elsewhere.
 */
import { writeFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { CliError, EXIT, reportFailure } from "../../src/cli/exit.js";
import { VERBS } from "../../src/cli/verbs.js";
import { Lines } from "../fuzz/lines.js";
import { wordsOf } from "../fuzz/shell-words.js";

let lines: Lines;
beforeAll(async () => {
  lines = new Lines();
  await lines.fill();
  writeFileSync("member.key", "{}");
  writeFileSync(
    "four.yaml",
    "version: 1\nnodes:\n" +
      [1, 2, 3, 4].map((id) => `  - { id: ${id}, address: "tcp://127.0.0.1:${7100 + id}" }\n`).join(""),
  );
});
afterAll(() => lines.end());

it.each([
  ["check --nodes 1", "check --nodes 4"],
  ["check --nodes 4 --m 3", "check --nodes 4"],
  ["check --nodes 99", "check --nodes 13"],
  ["check --nodes 4 --traitors 3 --general loyal", "check --nodes 4 --general loyal"],
  ["check --nodes 4 --rounds 9 --smtlib four.smt2", "check --nodes 4 --smtlib four.smt2"],
  ["check --nodes 999999999999999", "check --nodes 13"],
  ["check --nodes 999999999999999 --protocol sm", "check --nodes 4 --protocol sm"],
  ["check --nodes 999999999999999 --random 3", "check --nodes 13 --random 3"],
  ["test --nodes 999999999999999 -- true", "test --nodes 33 -- true"],
  ["test --nodes 34 --m 0 -- true", "test --nodes 33 --m 0 -- true"],
  ["test --nodes 64 --protocol king -- true", "test --nodes 63 --protocol king -- true"],
  ["test --nodes 33 -- true", "test --nodes 33 --m 2 -- true"],
  ["test --nodes 7 --m 3 -- true", "test --nodes 10 --m 3 -- true"],
  ["test --m 999999999999999 -- true", "test -- true"],
  ["check --random 0 --seed 3", "check --random 1000 --seed 3"],
  ["log --limit 0 --at http://127.0.0.1:1", "log --limit 10 --at http://127.0.0.1:1"],
  // a flag that may be given again and again was changed where it stood first, and the fix was the same line
  ["explain run.jsonl --as svg --node 4 --node 5", "explain run.jsonl --as svg --node 4"],
  ["explain run.jsonl --node 4 --node 5 --tree", "explain run.jsonl --node 4 --tree"],
  ["explain run.jsonl --node 4 --path 1.5 --node 6", "explain run.jsonl --node 4 --path 1.5"],
  ["explain run.jsonl --node 4 --node 5 --node 6", "explain run.jsonl --node 4 --node 5"],
  ["test --as 3=cat --as 0=dog -- cat", "test --as 3=cat --as 2=dog -- cat"],
  ["test --as 2=cat --as 3=cat --as 2=dog -- cat", "test --as 2=cat --as 3=cat -- cat"],
])("what a verb itself refuses comes with a line that it takes: %s", async (typed, right) => {
  const { code, stdout, stderr } = await lines.answer(typed.split(" "), VERBS);
  const fix = /^ {2}fix: strategos (.*)$/m.exec(stderr)?.[1];
  expect({ code, stdout, fix }).toEqual({ code: 64, stdout: "", fix: right });
});

describe("the right command is printed", () => {
  it.each([
    ["run -n 7", "run --nodes 7"],
    ["run -n7 --quiet", "run --nodes 7 --quiet"],
    ["run --n 7", "run --nodes 7"],
    ["run -nodes 7", "run --nodes 7"],
    ["run —nodes 7", "run --nodes 7"],
    ["run –n 7", "run --nodes 7"],
    ["run nodes=7 m=2", "run --nodes 7 --m 2"],
    ["run --node 7", "run --nodes 7"],
    ["run --nodez=4 --json", "run --nodes 4 --json"],
    ["run --roundTimeout 2s", "run --round-timeout 2s"],
    ["run --commander 2", "run --general 2"],
    ["sim -m 2", "sim --m 2"],
    ["sim --f 2", "sim --m 2"],
    ["run --traitors 2 3", "run --traitors 2,3"],
    ["run --traitors 2, 3 --json", "run --traitors 2,3 --json"],
    ["run four.yaml --traitors 2:flip 3:split --unsafe", "run four.yaml --traitors 2:flip,3:split --unsafe"],
    ["run --traitors 2-3", "run --traitors 2,3"],
    ["run --traitors 2-4", "run --traitors 2,3,4 --unsafe"],
    ["run --nodes 10 --traitors 2-4:silent", "run --nodes 10 --traitors 2:silent,3:silent,4:silent"],
    ["run --nodes 10 --traitors 2..3,9", "run --nodes 10 --traitors 2,3,9"],
    ["run --traitors all", "run --traitors 1,2,3,4,5,6,7 --unsafe"],
    ["run four.yaml --traitors all", "run four.yaml --traitors 1,2,3,4 --unsafe"],
    [
      "sim --traitors all:silent --nodes 3 --m 0",
      "sim --traitors 1:silent,2:silent,3:silent --nodes 3 --m 0 --unsafe",
    ],
    ["run --traitors 2=flip,3", "run --traitors 2:flip,3"],
    ["run --traitors [2,3]", "run --traitors 2,3"],
    ["sim --orders retreat attack wait", "sim --orders retreat,attack,wait"],
    ["node --id 3", "node 3"],
    ["node --node=3 --nodes 4", "node 3 --nodes 4"],
    ["node", "node 1"],
    ["node my.yaml 3 --quiet", "node 3 my.yaml --quiet"],
    ["node my.yaml", "node 1 my.yaml"],
    ["run 7", "run --nodes 7"],
    ["doctor 3", "doctor --id 3"],
    ["doctor my.yaml --node 3", "doctor my.yaml --id 3"],
    ["run run --nodes 7", "run --nodes 7"],
    ["run sim", "run"],
    ["rnu --nodes 4 --json", "run --nodes 4 --json"],
    ["simulate -n 4", "sim --nodes 4"],
    ["--nodes 7 run", "run --nodes 7"],
    ["--nodes 7 -m 2", "run --nodes 7 --m 2"],
    ["--config my.yaml", "run --config my.yaml"],
    ["run.jsonl --node 4", "explain run.jsonl --node 4"],
    ["run --general", "run --general 1"],
    ["sim --value --quiet 1=attack,2=retreat", "sim --value 1=attack,2=retreat --quiet"],
    ["sim --orders --quiet my.yaml", "sim --orders retreat,attack --quiet my.yaml"],
    ["run --general --m 2", "run --general 1 --m 2"],
    ["run --m 2 --m 1 --json", "run --m 1 --json"],
    ["run --traitors 2 --traitors 3", "run --traitors 2,3"],
    ["run a.yaml --config b.yaml", "run a.yaml"],
    // as a shell's variable that is not set leaves it: not the built-in case, and not without a recording
    ["run --config  --nodes 4", "run --nodes 4"],
    ["sim --record ", "sim"],
    ["validate ", "validate"],
    ["explain ", "explain run.jsonl"],
    ["explain -- ", "explain -- run.jsonl"],
    ["explain run.jsonl --world  --node 4", "explain run.jsonl --node 4"],
    ["serve --all --data ", "serve --all"],
    ["check --nodes 4 --merge part-1.json ", "check --nodes 4"],
    ["check --nodes 4 --smtlib", "check --nodes 4 --smtlib question.smt2"],
    ["run a.yaml b.yaml", "run a.yaml"],
    ["run --no-config my.yaml", "run my.yaml"],
    ["sim --json=true", "sim --json"],
    ["sim --json true --nodes 4", "sim --json --nodes 4"],
    ["sim --json false", "sim"],
    ["sim --json=false", "sim"],
    ["sim -- --nodes 7", "sim --nodes 7"],
    ["explain -- run.jsonl --node 4", "explain run.jsonl --node 4"],
    ["sim --no-json", "sim"],
    ["plan --record x.jsonl my.yaml", "plan my.yaml"],
    ["explain", "explain run.jsonl"],
    ["explain --path 142", "explain run.jsonl --path 1.4.2 --node 3"],
    ["explain run.jsonl --path 142", "explain run.jsonl --path 1.4.2 --node 3"],
    ["explain run.jsonl --node 3 --path 142", "explain run.jsonl --node 3 --path 1.4.2"],
    ["explain run.jsonl --node 3 --path 1,4,2", "explain run.jsonl --node 3 --path 1.4.2"],
    ["explain run.jsonl --node 3 --path 1.4 --tree", "explain run.jsonl --node 3 --path 1.4"],
    ["explain run.jsonl --node 4 --node  --node 5", "explain run.jsonl --node 4 --node 5"],
    ["explain run.jsonl --node  5", "explain run.jsonl --node 5"],
    ["explain run.jsonl --node 4,5", "explain run.jsonl --node 4 --node 5"],
    ["explain run.jsonl --node 4 5", "explain run.jsonl --node 4 --node 5"],
    ["explain run.jsonl --node 3 --path 01.4", "explain run.jsonl --node 3 --path 1.4"],
    ["explain run.jsonl --node 3 --path <1,4>", "explain run.jsonl --node 3 --path 1.4"],
    ["explain run.jsonl --node 3 --path 1.4.", "explain run.jsonl --node 3 --path 1.4"],
    ["run --traitors flip:2,3", "run --traitors 2:flip,3"],
    ["sim 7 2", "sim --nodes 7 --m 2"],
    ["check 4 1", "check --nodes 4 --m 1"],
    ["check --nodes 4 my.yaml", "check --nodes 4"],
    ["view -p 8080", "view --port 8080"],
    ["run -p sm", "run --protocol sm"],
    ["run help", "run --help"],
    ["run --config my.yaml help", "run --help"],
    ["check --json help", "check --help"],
    ["members run help help", "members"],
    ["run four.yaml --key member.key", "run four.yaml"],
    ["run --key member.key four.yaml", "run four.yaml"],
    ["run --key member.key", "run"],
    ["-v", "--version"],
    ["version", "--version"],
    ["keygen", "keygen node-1.key"],
    ["compare", "compare --nodes 4..16"],
    ["check --protocol kng --nodes 4", "check --protocol king --nodes 4"],
  ])("%s", async (typed, right) => {
    const { code, stdout, stderr } = await lines.answer(typed.split(" "));
    expect({ code, stdout, fix: /^ {2}fix: strategos (.*)$/m.exec(stderr)?.[1] }).toEqual({
      code: 64,
      stdout: "",
      fix: right,
    });
    // and it is right
    const { code: again, stderr: said } = await lines.answer(wordsOf(right));
    expect([0, 64, 78]).toContain(again);
    expect(said).not.toContain("fix: strategos ");
  });

  it("with npx where npx was used, and quoted where a shell needs it", async () => {
    process.env["npm_command"] = "exec";
    try {
      const { stderr } = await lines.answer(["run", "--order", "hold on", "-n", "4"]);
      expect(stderr).toContain("fix: npx strategos run --order 'hold on' --nodes 4\n");
      // sentences that the configuration's room wrote
      writeFileSync("empty.yaml", "");
      expect((await lines.answer(["validate", "empty.yaml"])).stderr).toContain(
        "`npx strategos init` writes one",
      );
    } finally {
      delete process.env["npm_command"];
    }
  });
});

describe("what is right, and was refused once", () => {
  it.each([
    "my.yaml",
    "run my.yaml",
    "run my.yaml --config ./my.yaml",
    "doctor my.yaml",
    "node 3 my.yaml",
    "view my.yaml",
    "view run.jsonl",
    "explain run.jsonl --node 4 --node 5",
    "run --order=--m --orders=--m,b --default b",
    "run --m 2 --m 2",
    "node --nodes 4 --traitors 2 3",
  ])("%s", async (typed) => {
    const { code, stderr } = await lines.answer(typed.split(" "));
    expect(stderr).toBe("");
    expect(code).toBe(0);
  });
});

describe("a name that every object has is no verb, and no flag", () => {
  it.each(["__proto__", "constructor", "toString", "hasOwnProperty", "valueOf"])("%s", async (name) => {
    for (const line of [
      [name],
      ["help", name],
      ["run", `--${name}`],
      ["run", `${name}=1`],
      ["run", "--protocol", name],
    ]) {
      const { code, stderr } = await lines.answer(line);
      expect([64, 78]).toContain(code);
      expect(stderr).toMatch(/^strategos: .+\n(?: {2}.*\n)* +fix: .+\n$/);
    }
  });
});

describe("a number has one spelling, wherever one is read", () => {
  const places = [
    "node %",
    "doctor --id %",
    "explain run.jsonl --node %",
    "sim --nodes %",
    "sim --m %",
    "sim --general %",
    "sim --seed %",
    "sim --traitors %",
    "sim --traitors 3:crash=%",
    "plan --nodes %",
    "init --general %",
  ];
  const written = ["1e0", "0x1", " 1", "+1", "01", "１", "1.0", "1_0", "1n"];
  it.each(places)("%s", async (place) => {
    for (const number of written) {
      // a list may have spaces behind its commas
      if (place.endsWith("traitors %") && number.startsWith(" ")) continue;
      const { code, stderr } = await lines.answer(place.split(" ").map((word) => word.replace("%", number)));
      expect([number, code === 64 || code === 78, stderr]).toEqual([
        number,
        true,
        expect.stringContaining("fix: "),
      ]);
    }
    const { stderr } = await lines.answer(place.split(" ").map((word) => word.replace("%", "2")));
    expect(stderr).not.toContain(" is not a whole number");
  });
});

describe("a name that was typed steers no terminal", () => {
  const name = "a\u001b[31m\u202e\nb";
  it.each([
    ["validate", name],
    ["run", name],
    ["explain", name],
    ["verify-evidence", name],
    [name],
    ["run", `--${name}`],
    ["run", "--order", name],
    ["check", "--protocol", name],
    ["node", name],
    ["sim", "--traitors", name],
  ])("%j %j %j", async (...line) => {
    const { stderr } = await lines.answer(line.filter((word) => word !== undefined));
    expect(stderr).toContain("\\u001b");
    expect(stderr).not.toMatch(/[^\P{Cc}\n]|\p{Cf}/u);
    expect(stderr).not.toMatch(/^b/m);
  });
});

it("a list in quotes has commas, too", async () => {
  const { code, stderr } = await lines.answer(["sim", "--traitors", "2:flip 3"]);
  expect(code).toBe(64);
  expect(stderr).toContain("\n  fix: strategos sim --traitors 2:flip,3\n");
});

it("what stands behind -- is another program's where a verb takes one, true among it", async () => {
  const { stdout } = await lines.answer(["test", "--quiet", "true", "--level", "speak"]);
  expect(stdout).toBe("");
  expect((await lines.answer(["test", "--", "cat", "--nodes", "7"])).code).toBe(0);
});

it("a node that is named twice is one node", async () => {
  const once = await lines.answer(["explain", "run.jsonl", "--node", "4", "--tree"]);
  expect(once.code).toBe(0);
  expect(await lines.answer(["explain", "run.jsonl", "--node", "4", "--tree", "--node", "4"])).toEqual(once);
});

it("a name that no file can have is told as the mistake that it is, in the place of a folder too", async () => {
  const { code, stderr } = await lines.answer(["explain", "é".repeat(1000)]);
  expect(stderr).toContain("name that is too long\n  fix: ");
  expect(code).toBe(64);
});

it.each([
  ["b\uFFFDr.yaml"],
  ["sim", "b\uFFFDr.yaml"],
  ["sim", "--record=r\uFFFD.jsonl"],
  ["explain", "r\uFFFD.jsonl"],
  ["run", "--order", "\uFFFD"],
  ["test", "--", "./p\uFFFD"],
])("a word that lost its bytes on the way is no name of what does not exist: %j", async (...line) => {
  const { code, stderr } = await lines.answer(line, VERBS);
  expect(code).toBe(64);
  expect(stderr).toMatch(
    / is not in UTF-8, and each \uFFFD stands for bytes of it that are lost\n {2}fix: write it/,
  );
});

it("but that sign may be in a name, by which a file is found", async () => {
  writeFileSync("b\uFFFDr.yaml", "");
  for (const name of [["b\uFFFDr.yaml"], ["--config", "b\uFFFDr.yaml"], ["--config=b\uFFFDr.yaml"]])
    expect((await lines.answer(["validate", ...name], VERBS)).stderr).not.toContain("UTF-8");
});

it("a failure whose message was not cleaned steers no terminal either", () => {
  const written: string[] = [];
  const spy = vi.spyOn(process.stderr, "write").mockImplementation((text) => written.push(String(text)) > 0);
  expect(reportFailure(new CliError(EXIT.usage, "a\u001b[31m\n  fix: b\u202e"))).toBe(64);
  spy.mockRestore();
  expect(written).toEqual(["strategos: a\\u001b[31m\n  fix: b\\u202e\n"]);
});
