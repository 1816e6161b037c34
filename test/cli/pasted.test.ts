/**
 * A command that is printed is pasted: each name in it is read back by a shell, and is there by then. `<(…)` has a name only while
 * its command runs, and iconv was offered `my file.yaml` as two files.
 */
import { execFileSync } from "node:child_process";
import { closeSync, constants, openSync, writeFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { VERBS } from "../../src/cli/verbs.js";
import { makeKeyPair } from "../../src/config/keys.js";
import { Lines } from "../fuzz/lines.js";

let lines: Lines;
beforeAll(async () => {
  lines = new Lines();
  await lines.fill();
  writeFileSync("a wide.yaml", Buffer.from("version: 1\n", "utf16le"));
  writeFileSync("a latin.yaml", Buffer.from("run: ö\n", "latin1"));
  writeFileSync("open key", "{}", { mode: 0o644 });
  const node = (id: number) =>
    `  - { id: ${id}, address: "tcp://127.0.0.1:${7100 + id}", publicKey: "${makeKeyPair().publicKey}" }\n`;
  writeFileSync("keyed.yaml", `version: 1\nnodes:\n${[1, 2, 3, 4].map(node).join("")}`);
  writeFileSync("my node.py", "", { mode: 0o644 });
  writeFileSync("no.key", "{}", { mode: 0o600 });
});
afterAll(() => lines.end());

const fixOf = (stderr: string) => /^ {2}fix: (.*)$/m.exec(stderr)?.[1];
const answer = (...line: string[]) => lines.answer(line, VERBS);

describe("what a shell substituted is FILE in the line to paste", () => {
  it.each([
    ["my.yaml", "explain %", "record a run of it: strategos run FILE --record run-2.jsonl"],
    ["my.yaml", "explain % --nod 4", "strategos explain FILE --node 4"],
    ["my.yaml", "sim % --agreements 2 --lemma", "strategos sim FILE --agreements 2"],
    ["run.jsonl", "sim %", "name another file; strategos explain FILE tells of this one"],
    ["a latin.yaml", "sim %", "save it as UTF-8; if it is Latin-1: iconv -f ISO-8859-1 -t UTF-8 FILE > NEW"],
  ])("%s as %s", async (file, typed, fix) => {
    const handle = openSync(file, "r");
    const { code, stderr } = await answer(...typed.replace("%", `/dev/fd/${handle}`).split(" "));
    closeSync(handle);
    expect(code).toBeGreaterThanOrEqual(64);
    expect(fixOf(stderr)).toBe(fix);
  });

  it("but what stands for the same in the next command is named", async () => {
    expect(fixOf((await answer("explain", "/dev/stdin", "--nod", "4")).stderr)).toBe(
      "strategos explain /dev/stdin --node 4",
    );
    expect(fixOf((await answer("explain", "-")).stderr)).toBe("standard input is /dev/stdin here");
  });
});

it.each([
  [["validate", "a wide.yaml"], "iconv -f UTF-16LE -t UTF-8 'a wide.yaml' > NEW"],
  [["validate", "a latin.yaml"], "iconv -f ISO-8859-1 -t UTF-8 'a latin.yaml' > NEW"],
  [["node", "1", "keyed.yaml", "--key", "open key"], "chmod 600 'open key', or "],
  [["node", "1", "keyed.yaml", "--key", "new key"], "make one with: strategos keygen 'new key'"],
  [["test", "--", "./my node.py"], "chmod +x './my node.py', or "],
  // there is one of that name, over which none is written
  [["node", "1", "keyed.yaml", "--key", "no.key"], "make one with: strategos keygen FILE"],
  [["node", "1", "keyed.yaml", "--key", "nowhere/node.key"], "make one with: strategos keygen FILE"],
])("a name is one word: %j", async (typed, fix) => {
  expect(fixOf((await answer(...typed)).stderr)).toContain(fix);
});

it("who wrote to a reader that has left is told of readers, and not of folders", async () => {
  execFileSync("mkfifo", ["pipe"]);
  const reader = openSync("pipe", constants.O_RDONLY | constants.O_NONBLOCK);
  const writer = openSync("pipe", "w");
  closeSync(reader);
  const { code, stderr } = await answer("sim", "--quiet", "--record", `/dev/fd/${writer}`);
  closeSync(writer);
  expect(code).toBe(64);
  expect(stderr).toContain(
    "cannot be written: its reader has left\n  fix: have it read to its end, or name a file\n",
  );
});
