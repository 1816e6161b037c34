import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import type { Compared, Skipped } from "../../src/cli/verbs/compare.js";
import { PROTOCOLS } from "../../src/protocols/names.js";
import { strategos } from "./strategos.js";

interface Comparison {
  readonly compared: readonly Compared[];
  readonly skipped: readonly Skipped[];
}

describe("compare", () => {
  it("runs every protocol at n = 4 and 7, as table, JSON and plots", async () => {
    const folder = mkdtempSync(join(tmpdir(), "compare-"));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const { code, stdout } = await strategos(
      "compare",
      "--nodes",
      "4..7",
      "--json",
      "--quiet",
      "--svg",
      folder,
    );
    expect(code).toBe(0);
    const { compared, skipped } = JSON.parse(stdout) as Comparison;
    expect(skipped).toEqual([]);
    expect(compared.map(({ n, protocol }) => `${n} ${protocol}`)).toEqual(
      [4, 7].flatMap((n) => PROTOCOLS.map((name) => `${n} ${name}`)),
    );
    // with all nodes loyal every count is exact; sm relays nothing in round 2, and sends reports without chains
    const counts = compared.map(({ m, rounds, reports, relays }) => [m, rounds, reports, relays]);
    expect(counts.slice(0, 4)).toEqual([
      [1, 2, 9, 9],
      [1, 2, 9, 9],
      [1, 7, 57, 57],
      [1, 2, 24, 48],
    ]);
    expect(counts.slice(4)).toEqual([
      [2, 3, 66, 186],
      [2, 3, 66, 36],
      [2, 10, 276, 276],
      [2, 3, 126, 1554],
    ]);
    for (const one of compared) {
      expect(one.reports).toBeLessThanOrEqual(one.planned.reports);
      expect(one.relays).toBeLessThanOrEqual(one.planned.relays);
      expect(one.decideMs).toBeLessThan(one.wallMs);
      expect(one.nodeBytes).toBeGreaterThan(1_000_000);
    }
    const names = ["bytes", "cpu", "memory", "relays", "reports", "rounds", "wall"];
    expect(readdirSync(folder).sort()).toEqual(names.map((name) => `${name}.svg`));
    expect(readFileSync(join(folder, "bytes.svg"), "utf8")).toContain("<title>Bytes sent</title>");
  });

  it("leaves out what would send too much, and says so", async () => {
    const { code, stdout } = await strategos("compare", "--nodes", "22..22", "--protocols", "om", "--quiet");
    expect(code).toBe(0);
    expect(stdout).toMatch(/om at n = 22 was left out: it would send up to \d/);
  });

  it.each([
    [["--nodes", "7"], /--nodes 7 is not a range\n {2}fix: /],
    [["--nodes", "4..7", "--protocols", "pbft"], /there is no protocol "pbft"\n {2}fix: /],
  ])("%j is refused with a fix", async (flags, sentence) => {
    const { code, stderr } = await strategos("compare", ...flags);
    expect({ code, stderr }).toEqual({ code: 64, stderr: expect.stringMatching(sentence) as string });
  });
});
