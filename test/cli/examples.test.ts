/**
 * What is offered where a value is missing is one that the line's own file takes. A recording of nodes 10 to 40 was offered
 * `--node 2`, and four nodes were offered two traitors.
 */
import { writeFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { VERBS } from "../../src/cli/verbs.js";
import { flagName } from "../../src/config/draft.js";
import { CONFIG_FLAGS } from "../../src/config/flags.js";
import { Lines } from "../fuzz/lines.js";
import { wordsOf } from "../fuzz/shell-words.js";

const IDS = [10, 20, 30, 40];
const NODES = IDS.map((id) => `  - { id: ${id}, address: "tcp://127.0.0.1:${7000 + id}" }\n`).join("");
const FILES = {
  "tens.yaml": "order: a\norders: [a, b]\ndefault: b\n",
  "values.yaml": "orders: any\n",
  "vector.yaml": "protocol: vector\n",
};

let lines: Lines;
beforeAll(async () => {
  lines = new Lines();
  await lines.fill();
  for (const [name, more] of Object.entries(FILES))
    writeFileSync(name, `version: 1\n${more}nodes:\n${NODES}`);
  await lines.answer("sim tens.yaml --record tens.jsonl --quiet".split(" "), VERBS);
  await lines.answer("sim --nodes 2 --m 0 --record two.jsonl --quiet".split(" "), VERBS);
});
afterAll(() => lines.end());

async function offered(typed: string): Promise<string[]> {
  const { code, stderr } = await lines.answer(typed.split(" "), VERBS);
  expect(code, `of ${typed}`).toBe(64);
  return wordsOf(/^ {2}fix: strategos (.*)$/m.exec(stderr)?.[1] ?? "");
}

describe("of a configuration", () => {
  const VALUES = CONFIG_FLAGS.filter((key) => key !== "unsafe").map(flagName);
  const CASES = [...Object.keys(FILES), "my.yaml", "--nodes 4", "--protocol sm --nodes 3", "--no-config"];

  it.each(CASES)("%s", async (typed) => {
    const ofVector = ["--value", "--combine"];
    const flags = typed === "vector.yaml" ? VALUES : VALUES.filter((flag) => !ofVector.includes(flag));
    for (const line of [
      ...flags.filter((flag) => !typed.includes(flag)).map((flag) => `sim ${typed} ${flag}`),
      ...["miss", "late", "restart", "down"].map((harm) => `sim ${typed} --agreements 3 --${harm}`),
      `doctor ${typed} --id`,
      ...(typed.startsWith("--") ? [] : [`node ${typed} --id`, `node ${typed}`]),
    ]) {
      const right = await offered(line);
      const { code, stderr } = await lines.answer(right);
      expect({ code, stderr }, `${line} → ${right.join(" ")}`).toEqual({ code: 0, stderr: "" });
    }
  });

  it("and what it says is shown, and not another case's", async () => {
    expect(await offered("node tens.yaml")).toEqual(["node", "10", "tens.yaml"]);
    expect(await offered("sim tens.yaml --nodes")).toEqual(["sim", "tens.yaml"]);
    expect((await offered("sim tens.yaml --general")).at(-1)).toBe("10");
    expect((await offered("sim tens.yaml --traitors")).at(-1)).toBe("20:flip");
    expect((await offered("sim tens.yaml --m 0 --traitors")).at(-1)).toBe("none");
  });
});

it("an example gives way to what is typed behind the same flag", async () => {
  const right = "explain tens.jsonl --node 30 --node 40".split(" ");
  for (const typed of ["--node --node 30 --node 40", "--node --node 30 40", "--node 30 --node 40 --node"])
    expect(await offered(`explain tens.jsonl ${typed}`)).toEqual(right);
  expect((await offered("sim tens.yaml --agreements 3 --miss --miss 30@1")).at(-1)).toBe("30@1");
});

it.each(["check --nodes 4 --general", "test --speak -- ./node.py", "test --report -- ./node.py"])(
  "of a flag with choices it is one of them: %s",
  async (typed) => {
    const { stderr } = await lines.answer(typed.split(" "), VERBS);
    expect(stderr).toMatch(/^strategos: --[a-z]+ needs a value\n {2}fix: /);
  },
);

it("an example is of the kind that its flag takes", async () => {
  const kinds = [
    ["sim --log 3 --links", "regions"],
    ["log --evidence", "2"],
    ["log --proof", "1.0"],
    ["status --data", "my-log"],
    ["members add 5 --address", "tcp://127.0.0.1:7105"],
    ["serve --all --record", "my-recording"],
    ["view --lessons", "lessons.yaml"],
  ] as const;
  for (const [typed, value] of kinds) expect([typed, (await offered(typed)).at(-1)]).toEqual([typed, value]);
});

describe("of a recording", () => {
  const MISTAKES = [
    ["--tree", "--tree --quiett", "--treee", "--tree --path", "--node", "--node --tree", "--path"],
    ["--path 10 --quiett", "--as svg --path", "--path --node", "--tree --world tens.jsonl"],
    ["--world tens.jsonl --quiett", "--as svgg --path 10", "--path 10 --tree", "--path 10 --node"],
  ].flat();

  it.each(["tens.jsonl", "two.jsonl"])("%s", async (file) => {
    for (const mistake of MISTAKES) {
      const typed = `explain ${file} ${mistake}`.replaceAll(/\b10\b/g, file === "tens.jsonl" ? "10" : "1");
      const right = await offered(typed.replace("world tens.jsonl", `world ${file}`));
      const { code, stderr } = await lines.answer(right, VERBS);
      expect({ code, stderr }, `${typed} → ${right.join(" ")}`).toEqual({ code: 0, stderr: "" });
    }
  });

  it("is read to the end of its first line, however many nodes that names", async () => {
    const many = Array.from({ length: 33 }, (_, at) => at + 30_001);
    const nodes = many.map((id) => `  - { id: ${id}, address: "tcp://127.0.0.1:${7000 + id}" }\n`).join("");
    writeFileSync("many.yaml", `version: 1\nm: 1\nnodes:\n${nodes}`);
    await lines.answer("sim many.yaml --record many.jsonl --quiet".split(" "), VERBS);
    expect((await offered("explain many.jsonl --tree --quiett")).at(-1)).toBe("30002");
  });

  it("the node that is offered is not on the path", async () => {
    expect((await offered("explain tens.jsonl --path 10.20 --quiett")).at(-1)).toBe("30");
    expect((await offered("explain tens.jsonl --path 10.30 --quiett")).at(-1)).toBe("20");
  });

  it("a word of digits is the id that it is, where the recording has such a node", async () => {
    const nodes = NODES.replaceAll("10", "12");
    writeFileSync("twelve.yaml", `version: 1\nnodes:\n${nodes}`);
    await lines.answer("sim twelve.yaml --record twelve.jsonl --quiet".split(" "), VERBS);
    const right = ["explain", "twelve.jsonl", "--path", "12", "--node", "20"];
    expect(await offered("explain twelve.jsonl --path 12 --quiett")).toEqual(right);
  });
});
