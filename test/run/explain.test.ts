/**
 * `explain` on recordings of every protocol, from real processes and forged: what it says, and that it ends with 1 where the
 * recording contradicts itself. Also a run of signed messages on values whose general tells three tales: nodes relay them in the
 * order of their digests, not of their names, and that is no contradiction.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { configFile, judgedRun, strategos, temporaryFolder } from "./strategos.js";

const PROTOCOLS = ["om", "sm", "king", "vector"];

async function recorded(...args: readonly string[]): Promise<string> {
  const file = join(temporaryFolder(), "run.jsonl");
  const { code } = await strategos("sim", "--record", file, ...args);
  expect(code).toBe(0);
  return file;
}

function changed(file: string, change: (text: string) => string): string {
  const other = `${file}.forged`;
  const text = readFileSync(file, "utf8");
  const forged = change(text);
  expect(forged).not.toBe(text);
  writeFileSync(other, forged);
  return other;
}

describe.each(PROTOCOLS)("explain, of %s", (protocol) => {
  it.each([[], ["--orders", "any"]])("calls a run of real processes sound: %s", async (...orders) => {
    const flags = ["--protocol", protocol, "--nodes", "4", ...orders];
    const { result } = await judgedRun(...flags, "--traitors", "2:random");
    expect(result.conditions).toEqual({ ic1: "holds", ic2: "holds" });
  });

  it("ends with 1, and names the line, where the verdict was forged", async () => {
    const file = await recorded("--protocol", protocol, "--nodes", "4", "--traitors", "2:flip");
    const sound = await strategos("explain", file);
    expect([sound.code, sound.stdout]).toEqual([
      0,
      expect.stringContaining("Checked from its reports alone"),
    ]);
    const forged = changed(file, (text) => text.replace('"ic1":"holds"', '"ic1":"violated"'));
    const last = readFileSync(forged, "utf8").trim().split("\n").length;
    const { code, stdout } = await strategos("explain", forged);
    expect([code, stdout]).toEqual([
      1,
      expect.stringContaining(
        `This recording contradicts itself:\n  line ${last}: the verdict says IC1: violated, but its reports give holds.`,
      ),
    ]);
    const json = JSON.parse((await strategos("explain", forged, "--json")).stdout) as object;
    expect(json).toMatchObject({ contradictions: [expect.stringContaining("IC1: violated")], notJudged: [] });
  });

  it("checks decisions where there is no verdict", async () => {
    const file = await recorded("--protocol", protocol, "--nodes", "4", "--traitors", "2:flip");
    const cut = changed(file, (text) => text.replace(/\{"type":"verdict".*\n/, ""));
    const { code, stdout } = await strategos("explain", cut);
    expect([code, stdout]).toEqual([0, expect.stringContaining("Not judged: There is no verdict")]);
    expect(stdout).not.toMatch(/was guaranteed:|; guaranteed/);
    const forged = changed(cut, (text) =>
      text.replace(/("node":4,"order":)"(\{.*\}|attack)"/, '$1"retreat"'),
    );
    const found = await strategos("explain", forged);
    expect([found.code, found.stdout]).toEqual([
      1,
      expect.stringContaining('node 4, which is loyal, decided "retreat"'),
    ]);
    // of one node alone, too
    const one = await strategos("explain", forged, "--node", "4");
    expect([one.code, one.stdout]).toEqual([1, expect.stringContaining("This recording contradicts itself")]);
    // what comes after the first report is not there, and nobody was silent
    const begun = changed(file, (text) => text.split("\n").slice(0, 2).join("\n"));
    expect((await strategos("explain", begun)).stdout).not.toContain("told node 4 nothing");
  });
});

it("three tales of a general, in values that are signed, are no contradiction", async () => {
  const tale = (to: number, order: string) => `      - { round: 0, to: ${to}, path: [1], order: ${order} }`;
  const lies = [tale(3, "zeta"), tale(4, "alpha"), tale(2, "none"), tale(5, "none")];
  const config = await configFile(5, [
    "protocol: sm",
    "orders: any",
    "order: mid",
    "m: 3",
    "traitors:",
    "  - id: 1",
    "    strategy: script",
    "    lies:",
    ...lies,
  ]);
  const file = await recorded("--config", config);
  const { code, stdout } = await strategos("explain", file);
  expect([code, stdout]).toEqual([0, expect.stringContaining("Checked from its reports alone")]);
  const forged = changed(file, (text) => text.replace('"ic1":"holds"', '"ic1":"violated"'));
  expect((await strategos("explain", forged)).code).toBe(1);
});
