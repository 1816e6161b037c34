/** The line below a failed trial plays the same worlds: it says again what they depend on, and nothing else. */
import { existsSync } from "node:fs";
import { afterAll, beforeAll, expect, it } from "vitest";
import { VERBS } from "../../src/cli/verbs.js";
import { Lines } from "../fuzz/lines.js";

let lines: Lines;
beforeAll(() => {
  lines = new Lines();
});
afterAll(() => lines.end());

const WORLDS = "--worlds 101"; // more than those of which V8 is told to optimize nothing, in this process too
const GROUP = "--nodes 5 --m 1 --general 4 --seed 9";

it.each([
  [WORLDS, WORLDS],
  [`${WORLDS} --seed 1 --timeout 2s --speak json --quiet`, WORLDS],
  [
    `--reuse --timeout 3s ${WORLDS} ${GROUP} --as 3=false --only 2 --speak words --protocol king`,
    `--protocol king --speak words --only 2 --as 3=false ${GROUP} ${WORLDS} --timeout 3s --reuse`,
  ],
])("of test %s: %s", async (flags, again) => {
  const { code, stdout } = await lines.answer(`test ${flags} -- false`.split(" "), VERBS);
  expect(code).toBe(1);
  expect(/^again: +(.*)$/m.exec(stdout)?.[1]).toBe(`strategos test --level speak ${again} -- false`);
});

it("a file that cannot be written is told before a program is started", async () => {
  const typed = `test ${WORLDS} --record none/run.jsonl -- touch started`;
  const { code, stdout, stderr } = await lines.answer(typed.split(" "), VERBS);
  expect({ code, stdout }).toEqual({ code: 64, stdout: "" });
  expect(stderr).toContain("none/run.jsonl cannot be written: its folder does not exist");
  expect(existsSync("started")).toBe(false);
});
