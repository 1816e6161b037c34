/**
 * What a command reads outlives it: `explain run.jsonl --as svg --output run.jsonl` made a picture of the only recording, and
 * `sim c.yaml --record c.yaml` wrote over its configuration, both with exit code 0.
 */
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import {
  closeSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { VERBS } from "../../src/cli/verbs.js";
import { Lines } from "../fuzz/lines.js";

let lines: Lines;
beforeAll(async () => {
  lines = new Lines();
  await lines.fill();
  mkdirSync("sub");
  symlinkSync("../run.jsonl", "sub/link");
  symlinkSync(".", "here");
  linkSync("run.jsonl", "hard");
  writeFileSync("picture.svg", "one that is there");
  for (const name of ["member.key", "node.py", "faults.json", "points.yaml", "lessons.yaml"])
    writeFileSync(name, name);
  writeFileSync(
    "programs.yaml",
    `version: 1\nnodes:\n${[1, 2, 3, 4].map((id) => `  - { id: ${id}, address: "tcp://127.0.0.1:${7100 + id}", command: "python3 ./node.py" }\n`).join("")}`,
  );
});
afterAll(() => lines.end());
beforeEach(() => {
  for (const name of ["strategos.yaml", "picture-2.svg"]) rmSync(name, { force: true });
});

const fixOf = (stderr: string) => /^ {2}fix: strategos (.*)$/m.exec(stderr)?.[1];

describe("nothing is written over what the command needs", () => {
  it.each([
    ["explain run.jsonl --as svg --output run.jsonl", "explain run.jsonl --as svg --output picture-2.svg"],
    ["explain run.jsonl --as svg --output ./run.jsonl", "explain run.jsonl --as svg --output picture-2.svg"],
    ["explain run.jsonl --as svg --output sub/link", "explain run.jsonl --as svg --output picture-2.svg"],
    ["explain run.jsonl --as svg --output hard", "explain run.jsonl --as svg --output picture-2.svg"],
    ["explain --as svg --output here/run.jsonl -- hard", "explain --as svg --output picture-2.svg -- hard"],
    ["sim my.yaml --record my.yaml", "sim my.yaml --record run-2.jsonl"],
    ["sim --config my.yaml --record my.yaml", "sim --config my.yaml --record run-2.jsonl"],
    ["sim --faults faults.json --record faults.json", "sim --faults faults.json --record run-2.jsonl"],
    ["run my.yaml --evidence my.yaml", "run my.yaml --evidence evidence.json"],
    ["run programs.yaml --record node.py", "run programs.yaml --record run-2.jsonl"],
    ["node 1 --key member.key --evidence member.key", "node 1 --key member.key --evidence evidence.json"],
    ["view run.jsonl --html run.jsonl", "view run.jsonl --html run.html"],
    ["view --lessons lessons.yaml --html lessons.yaml", "view --lessons lessons.yaml --html run.html"],
    ["test --output node.py -- python3 node.py", "test --output report.json -- python3 node.py"],
    [
      "test --record points.yaml --points points.yaml -- ./node.py",
      "test --record run-2.jsonl --points points.yaml -- ./node.py",
    ],
    ["test --as 2=./node.py --output node.py -- cat", "test --as 2=./node.py --output report.json -- cat"],
  ])("%s", async (typed, right) => {
    const { code, stdout, stderr } = await lines.answer(typed.split(" "));
    expect({ code, stdout, fix: fixOf(stderr) }).toEqual({ code: 64, stdout: "", fix: right });
    expect(stderr).toMatch(/^strategos: --\w+ would write over \S+, which \w+ needs\n/);
    expect((await lines.answer(right.split(" "))).stderr).not.toContain("would write over");
  });

  it("the folder's configuration, which nobody named, among it; without it that file is any other", async () => {
    writeFileSync("strategos.yaml", readFileSync("my.yaml"));
    const { code, stderr } = await lines.answer(["sim", "--record", "strategos.yaml"]);
    expect({ code, fix: fixOf(stderr) }).toEqual({ code: 64, fix: "sim --record run-2.jsonl" });
    const without = await lines.answer(["sim", "--no-config", "--record", "strategos.yaml"], VERBS);
    expect(without.code).toBe(0);
  });

  it("the file itself is as it was", async () => {
    const before = readFileSync("run.jsonl", "utf8");
    await lines.answer(["explain", "run.jsonl", "--as", "svg", "--output", "hard"], VERBS);
    expect(readFileSync("run.jsonl", "utf8")).toBe(before);
    expect(readFileSync("hard", "utf8")).toBe(before);
  });
});

describe("no two outputs are one file", () => {
  it.each([
    ["run --record new --evidence new", "run --record new --evidence evidence.json"],
    ["run --record new --evidence here/new", "run --record new --evidence evidence.json"],
    ["test --output hard --record run.jsonl -- cat", "test --output hard --record run-2.jsonl -- cat"],
    ["check --nodes 4 --smtlib new --dimacs ./new", "check --nodes 4 --smtlib new --dimacs question.cnf"],
  ])("%s", async (typed, right) => {
    const { code, stderr } = await lines.answer(typed.split(" "));
    expect({ code, fix: fixOf(stderr) }).toEqual({ code: 64, fix: right });
    expect(stderr).toMatch(/--\w+ and --\w+ would write to one file/);
  });
});

it.each([
  "run --record /dev/null --evidence /dev/null",
  "explain run.jsonl --as svg --output picture.svg",
  "view my.yaml --html old.html",
  "explain run.jsonl --node 4 --world hard",
])("what is written elsewhere, or nowhere, is: %s", async (typed) => {
  writeFileSync("old.html", "");
  expect(await lines.answer(typed.split(" "))).toMatchObject({ code: 0, stderr: "" });
});

it("a folder that cannot be made is told, and not tried for ever", async () => {
  const { code, stderr } = await lines.answer(
    "compare --nodes 4..4 --svg /proc/strategos/plots".split(" "),
    VERBS,
  );
  expect({ code, stderr }).toMatchObject({
    code: 64,
    stderr: expect.stringContaining("its folder does not exist"),
  });
});

it("what is open already is written on, though it is a file, and twice", async () => {
  const handle = openSync("open.txt", "w");
  const open = `/dev/fd/${handle}`;
  const answer = await lines.answer(["run", "--record", open, "--evidence", open]);
  closeSync(handle);
  expect(answer).toMatchObject({ code: 0, stderr: "" });
});

it("a configuration that comes through a pipe is left for the command, though its output is there", async () => {
  execFileSync("mkfifo", ["pipe"]);
  const writer = spawn("sh", ["-c", "cat my.yaml > pipe"]);
  const ended = once(writer, "close");
  expect(await lines.answer(["sim", "pipe", "--record", "picture.svg"])).toMatchObject({
    code: 0,
    stderr: "",
  });
  await ended;
});

/** A new flag for a file that is written stands here until it says so where it is declared. */
it("of all flags that name a file these are read, and all others written", async () => {
  const found = await Promise.all(
    [...VERBS].map(async ([name, { load }]) => {
      const flags = Object.entries((await load()).verb.flags);
      const files = flags.filter(([typed]) => /<(?:files?|recording)\b/.test(typed));
      return files.map(([typed, flag]) => {
        const isWritten = typeof flag !== "string" && flag.isWritten === true;
        return `${name} ${/--[\w-]+/.exec(typed)?.[0]} is ${isWritten ? "written" : "read"}`;
      });
    }),
  );
  expect(found.flat().filter((one) => one.endsWith(" is read"))).toMatchInlineSnapshot(`
    [
      "run --config is read",
      "node --config is read",
      "node --key is read",
      "sim --config is read",
      "sim --faults is read",
      "check --merge is read",
      "test --points is read",
      "plan --config is read",
      "doctor --config is read",
      "doctor --key is read",
      "explain --world is read",
      "view --config is read",
      "view --lessons is read",
      "serve --config is read",
      "serve --key is read",
      "append --config is read",
      "log --config is read",
      "members --key is read",
      "verify-entry --config is read",
      "verify-evidence --config is read",
      "init --config is read",
      "validate --config is read",
    ]
  `);
});
