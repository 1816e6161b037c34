/**
 * A file that is there and is no text, a folder, or a file of another kind: told as what it is, and never is the fix a command
 * that would fail or write over it. `explain photo.png` offered `strategos run --record photo.png`.
 */
import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { VERBS } from "../../src/cli/verbs.js";
import { Lines } from "../fuzz/lines.js";

let lines: Lines;
beforeAll(async () => {
  lines = new Lines();
  await lines.fill();
  mkdirSync("folder");
  writeFileSync("photo.png", Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 1]));
  writeFileSync(
    "my.json",
    JSON.stringify({ version: 1, nodes: [{ id: 1, address: "tcp://127.0.0.1:7101" }] }),
  );
});
afterAll(() => lines.end());

const answer = (typed: string) => lines.answer(typed.split(" "), VERBS);
const fixIn = (stderr: string) => /^ {2}fix: (.*)$/m.exec(stderr)?.[1];

const RECORDED = "name a file that run or sim wrote with --record, without --record-all if it is large";

describe("the fix is none that fails, or that writes over what is there", () => {
  it.each([
    ["explain photo.png", 64, RECORDED],
    ["judge photo.png", 64, RECORDED],
    ["view photo.png", 64, RECORDED],
    ["judge folder", 64, RECORDED],
    ["view folder", 64, RECORDED],
    ["explain nowhere/run.jsonl", 64, RECORDED],
    ["explain new/", 64, RECORDED],
    ["explain new", 64, "record a run (a large one without --record-all): strategos run --record new"],
    ["sim photo.png", 78, "name another file, or write one with: strategos init"],
    ["sim folder", 78, "name another file, or write one with: strategos init"],
    ["sim nowhere/new.yaml", 78, "name another file, or write one with: strategos init"],
    ["sim new.yaml", 78, "name another file, or write one with: strategos init new.yaml"],
  ])("%s", async (typed, code, fix) => {
    const answered = await answer(typed);
    expect({ code: answered.code, fix: fixIn(answered.stderr) }).toEqual({ code, fix });
  });
});

it.each([
  ["sim run.jsonl", 78],
  ["validate run.jsonl", 78],
  ["view --config run.jsonl", 78],
  ["sim --faults run.jsonl", 78],
  ["view --lessons run.jsonl", 78],
  ["test --points run.jsonl -- cat", 78],
  ["verify-evidence run.jsonl", 78],
  ["check --merge run.jsonl", 64],
])("a recording is told to be one: %s", async (typed, code) => {
  const answered = await answer(typed);
  expect(answered.code).toBe(code);
  expect(answered.stderr).toMatch(/^strategos: the [\w ]+ run\.jsonl is a recording\n/);
  expect(fixIn(answered.stderr)).toBe("name another file; strategos explain run.jsonl tells of this one");
});

it.each(["explain my.yaml", "judge my.yaml", "judge my.json", "view configured"])(
  "a configuration is told to be one: %s",
  async (typed) => {
    if (typed.endsWith("configured")) renameSync("my.yaml", "configured");
    const [, file] = typed.split(" ");
    const { code, stderr } = await answer(typed);
    expect({ code, stderr }).toEqual({
      code: 64,
      stderr: `strategos: ${file} is a configuration, and no recording\n  fix: record a run of it: strategos run ${file} --record run-2.jsonl\n`,
    });
  },
);

it("a recording that is broken is no configuration, whatever its nodes", async () => {
  writeFileSync("other.jsonl", '{"nodes":[1,2,3,4],"type":"run","version":1}\n');
  const { code, stderr } = await answer("explain other.jsonl");
  expect(code).toBe(64);
  expect(stderr).not.toContain("configuration");
});
