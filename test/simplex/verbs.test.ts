/** `check --protocol simplex`, `sim --log` and `explain` of its recordings, as a user calls them: answers, exit codes, and sentences for what is wrong. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { commandOf } from "../../src/cli/command.js";
import type { Verb } from "../../src/cli/verb.js";
import { verb as check } from "../../src/cli/verbs/check.js";
import { verb as explain } from "../../src/cli/verbs/explain.js";
import { verb as judge } from "../../src/cli/verbs/judge.js";
import { verb as sim } from "../../src/cli/verbs/sim.js";

/** Without the colours that CI has. */
const plain = (text: unknown) => stripVTControlCharacters(String(text));

let [out, err] = ["", ""];
beforeEach(() => {
  [out, err] = ["", ""];
  vi.spyOn(process.stdout, "write").mockImplementation((text) => Boolean((out += plain(text))));
  vi.spyOn(process.stderr, "write").mockImplementation((text) => Boolean((err += plain(text))));
});
afterEach(() => void vi.restoreAllMocks());

async function call(verb: Verb, line: string): Promise<number> {
  let code = -1;
  const command = commandOf("verb", verb, (exitCode) => void (code = exitCode));
  await command.parseAsync(line.split(" "), { from: "user" });
  return code;
}

describe("check --protocol simplex", () => {
  it("says how many worlds and scenarios there were, and ends with 0", async () => {
    expect(await call(check, "--protocol simplex --views 1 --json")).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      ...{ protocol: "simplex", n: 4, q: 3, views: 1, votes: { broken: null } },
      twins: { scenarios: "64", broken: null },
    });
    expect(await call(check, "--protocol simplex --nodes 5 --views 1")).toBe(0);
    expect(out).toContain("no view is finalized and nullified");
  });

  it.each([
    ["--protocol simplex --m 2", "--m is of no use here"],
    ["--protocol simplex --general loyal", "--general is of no use here"],
    ["--protocol simplex --nodes 3", "groups of 4 to 13"],
    ["--protocol simplex --views 9", "1 to 8 views"],
    ["--protocol om --nodes 4 --views 3", "--views does not go with a check of om"],
  ])("%s is refused", async (line, why) => {
    await expect(call(check, line)).rejects.toThrow(why);
    expect(out).toBe("");
  });
});

describe("sim --log", () => {
  it("plays a run to watch", async () => {
    expect(await call(sim, "--log 2 --trace --traitors 1:split")).toBe(0);
    expect(out).toContain("2 of 2 commands are final at every loyal member");
    expect(err).toContain("2: has evidence against member 1: twoNotarize in view 1");
    expect(err).toContain("4: asks 1, 2, 3 for block");
  });

  it("writes a recording, which explain tells, and which is none of an agreement", async () => {
    const folder = mkdtempSync(join(tmpdir(), "strategos-"));
    try {
      const file = join(folder, "log.jsonl");
      expect(await call(sim, `--log 2 --traitors 2:silent --json --record ${file}`)).toBe(0);
      out = "";
      expect(await call(explain, file)).toBe(0);
      expect(out).toContain("View 2, led by member 2 (silent), from 2 ms, idle until 100 ms: skipped");
      out = "";
      expect(await call(explain, `${file} --json`)).toBe(0);
      expect(JSON.parse(out)).toMatchObject({
        views: [{ outcome: "final" }, { outcome: "skipped", why: "silent" }, { outcome: "final" }, {}],
        commands: [{ block: { view: 1 } }, { block: { view: 3 }, waitedOut: [2] }],
        violations: [],
      });
      await expect(call(explain, `${file} --node 2`)).rejects.toThrow("--node is about one agreement");
      await expect(call(judge, file)).rejects.toThrow("this is the recording of a log");
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it("and explain print what docs/protocols/simplex.md shows of them", async () => {
    const page = readFileSync("docs/protocols/simplex.md", "utf8");
    const [, line = "", shown = ""] =
      /^\$ npx strategos sim (--log .*) --record log.jsonl\n.*\n([^]*?)^```$/m.exec(page) ?? [];
    const folder = mkdtempSync(join(tmpdir(), "strategos-"));
    try {
      const file = join(folder, "log.jsonl");
      await call(sim, `${line} --record ${file}`);
      out = "";
      await call(explain, file);
      const words = (text: string) => text.replaceAll(/\s+/g, " ").trim();
      const parts = shown.split("…").map(words);
      expect(parts.length).toBeGreaterThan(3);
      for (const part of parts) expect(words(out)).toContain(part);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it("ends with 2 where too many are silent for the log to go on", async () => {
    expect(await call(sim, "--log 1 --traitors 1,2 --json")).toBe(2);
    expect(JSON.parse(out)).toMatchObject({ final: 0, blocks: 0, violations: [] });
  });

  it.each([
    ["--log 2 --lemma", "--lemma does not go with --log"],
    ["--log 2 --links far", "links are near or regions"],
    ["--log 2 --nodes 101", "1 to 100 members"],
    ["--log 0", "1 to 10000 commands"],
    ["--log 2 --traitors 1:flip", "names no strategy of a log's traitor"],
    ["--log 2 --traitors 9", "members are 1 to 4"],
    ["--log 2 --record-all", "--record-all does not go with --log"],
    ["--log 9000 --nodes 50 --record x", "members times commands may be 100000"],
    ["--log 2 --record /dev/null/x", "cannot be written"],
    ["--links near", "--links goes with --log"],
  ])("%s is refused", async (line, why) => {
    await expect(call(sim, line)).rejects.toThrow(why);
    expect(out).toBe("");
  });
});
