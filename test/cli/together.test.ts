/**
 * Flags that do not go together: they are refused before a file is read, and the line that is offered has none of them, whatever
 * else was wrong. The line that keeps an output from what is read named another file for one that its verb would not write.
 */
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { rmSync, writeFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { VERBS } from "../../src/cli/verbs.js";
import { Lines } from "../fuzz/lines.js";
import { wordsOf } from "../fuzz/shell-words.js";

let lines: Lines;
beforeAll(async () => {
  lines = new Lines();
  await lines.fill();
  for (const name of ["part-1.json", "part-2.json"]) writeFileSync(name, "{}");
  writeFileSync("log.jsonl", '{"type":"log"}\n');
});
afterAll(() => lines.end());

const fixOf = (stderr: string) => /^ {2}fix: strategos (.*)$/m.exec(stderr)?.[1];

describe("the line that is offered is one that its verb takes", () => {
  it.each([
    ["check --merge part-1.json part-2.json --write part-1.json", "check --merge part-1.json part-2.json"],
    ["check --merge part-1.json --smtlib part-1.json --m 2", "check --merge part-1.json"],
    ["check --nodez 4 --seed 3 --shard 1/2", "check --nodes 4"],
    ["check --protocol simplex --nodes 4 --m 2 --random 3", "check --protocol simplex --nodes 4"],
    ["check --protocol simplex --general loyal", "check --protocol simplex"],
    ["explain run.jsonl --output run.jsonl", "explain run.jsonl --output picture.svg --as svg"],
    ["explain run.jsonl --nod 4 --round 1", "explain run.jsonl --node 4 --round 1 --as svg"],
    ["explain run.jsonl --round 2 --tree --node 4", "explain run.jsonl --round 2 --node 4 --as svg"],
    [
      "explain run.jsonl --tree --node 4 --as svg --output a.svg",
      "explain run.jsonl --node 4 --as svg --output a.svg",
    ],
    ["explain run.jsonl --world run.jsonl --json --as csv", "explain run.jsonl --as csv"],
    ["explain run.jsonl --path 1.2 --node 4 --round 1", "explain run.jsonl --path 1.2 --node 4 --as svg"],
    ["explain run.jsonl --tree --path 1.2 --nod 4", "explain run.jsonl --path 1.2 --node 4"],
    ["explain run.jsonl --node 4 --node 5 --output x", "explain run.jsonl --node 4 --output x --as svg"],
    [
      "explain run.jsonl --path 132 --output x",
      "explain run.jsonl --path 1.3.2 --output x --as svg --node 4",
    ],
    ["explain run.jsonl --node 4 --node 5 --tree", "explain run.jsonl --node 4 --tree"],
    ["sim my.yaml --log 5", "sim --log 5"],
    ["sim --no-config --log 5", "sim --log 5"],
    ["sim --config my.yaml --log 5 --world 2 --faults faults.json --trace", "sim --log 5 --trace"],
    ["sim --nodez 4 --agreements 3 --record x --trace", "sim --nodes 4 --agreements 3"],
    ["sim --agreements 3 --record x --lemma --faults x", "sim --agreements 3"],
    ["sim --lemma --world 3 --record x", "sim --lemma"],
    ["sim -n 4 --miss 2@1", "sim --nodes 4 --miss 2@1 --agreements 5"],
    ["view run.jsonl --no-config", "view run.jsonl"],
    ["view my.yaml --config broken.yaml", "view my.yaml"],
    ["view my.yaml --no-config", "view my.yaml"],
  ])("%s", async (typed, right) => {
    const { code, stdout, stderr } = await lines.answer(typed.split(" "), VERBS);
    expect({ code, stdout, fix: fixOf(stderr) }).toEqual({ code: 64, stdout: "", fix: right });
    expect((await lines.answer(wordsOf(right))).stderr).not.toContain("fix: strategos ");
  });
});

it("a configuration is named as what it is, and the lack of one by its flag", async () => {
  const { stderr } = await lines.answer(["sim", "my.yaml", "--log", "5"]);
  expect(stderr).toContain("a configuration does not go with --log");
  const without = await lines.answer(["sim", "--no-config", "--log", "5"]);
  expect(without.stderr).toContain("--no-config does not go with --log");
});

it("where a flag took the wish for help as its value, too, there is a fix", async () => {
  const { code, stderr } = await lines.answer(["sim", "--world", "-h", "12", "--at-bound"], VERBS);
  expect({ code, fix: /^ {2}fix: (.*)$/m.exec(stderr)?.[1] }).toEqual({
    code: 64,
    fix: "put --help behind the verb for its help",
  });
});

it("of explain each line is, with whatever flags beside each other", async () => {
  const named = ["", "--node 4 --node 5", "--node 4 --node 5 --node 6"];
  const others = ["--path 1.2", "--tree", "--as csv", "--round 1", "--output o.csv"];
  const beside = others.reduce((all, flag) => [...all, ...all.map((line) => `${line} ${flag}`)], [""]);
  const lineOf = (...flags: string[]) => `explain run.jsonl ${flags.join(" ")}`.split(" ").filter(Boolean);
  let refused = 0;
  for (const line of named.flatMap((nodes) => beside.map((flags) => lineOf(nodes, flags)))) {
    const right = fixOf((await lines.answer(line, VERBS)).stderr);
    if (right === undefined) continue;
    refused++;
    expect((await lines.answer(wordsOf(right))).stderr, `${line.join(" ")} → ${right}`).not.toContain(
      "fix: ",
    );
  }
  expect(refused).toBeGreaterThan(80);
});

it("of the recording of a log there is no picture, so none is offered", async () => {
  const { code, stderr } = await lines.answer(["explain", "log.jsonl", "--output", "log.svg"]);
  expect({ code, fix: fixOf(stderr) }).toEqual({ code: 64, fix: "explain log.jsonl" });
});

it("nor where the recording comes through a pipe, which is read before one is", async () => {
  for (const [file, fix] of [
    ["log.jsonl", "explain pipe"],
    ["run.jsonl", "explain pipe --node 4 --round 1 --as svg"],
  ] as const) {
    execFileSync("mkfifo", ["pipe"]);
    const writer = spawn("sh", ["-c", `cat ${file} > pipe`]);
    const { code, stderr } = await lines.answer("explain pipe --node 4 --node 5 --round 1".split(" "), VERBS);
    writer.kill(); // it would wait for a reader, where the pipe was not read
    if (writer.exitCode === null && writer.signalCode === null) await once(writer, "exit");
    rmSync("pipe");
    expect({ code, fix: fixOf(stderr) }).toEqual({ code: 64, fix });
  }
});
