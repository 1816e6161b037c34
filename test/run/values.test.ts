/** `orders: any` by real processes: every protocol agrees on values of any kind, and ends with the values. */
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { RunLine } from "../../src/recording/recording.js";
import type { RunResult } from "../../src/recording/result.js";
import { strategos, temporaryFolder } from "./strategos.js";

const VALUE = { feature: "search", share: 0.25, regions: ["eu", "us"], on: true };
const FLAGS = [
  "--orders",
  "any",
  "--nodes",
  "4",
  "--traitors",
  "3:split",
  "--round-timeout",
  "20s",
  "--json",
];

const digestOf = (text: string) => createHash("sha256").update(text, "utf8").digest("hex");

/** Lines of a recording without their times. */
function linesOf(file: string): unknown[] {
  const lines = readFileSync(file, "utf8").trim().split("\n");
  return lines.map((line) => ({ ...(JSON.parse(line) as object), at: 0 }));
}

describe.each(["om", "sm", "king", "vector"])("%s", (protocol) => {
  it("agrees on a JSON value, and sim gives the same recording, which explain reads", async () => {
    const folder = temporaryFolder();
    const files = { run: join(folder, "run.jsonl"), sim: join(folder, "sim.jsonl") };
    const flags = [...FLAGS, "--protocol", protocol, "--order", JSON.stringify(VALUE)];
    const run = await strategos("run", ...flags, "--quiet", "--record", files.run);
    const { conditions, decisions, contents = {} } = JSON.parse(run.stdout) as RunResult;
    expect(conditions).toEqual({ ic1: "holds", ic2: "holds" });
    expect(decisions).toHaveLength(4);
    for (const { loyal, order, vector } of decisions) {
      const held = vector ? Object.entries(vector).filter(([id]) => id !== "3") : [["", order ?? ""]];
      for (const [, digest = ""] of held)
        expect([loyal, contents[digest]]).toEqual([loyal, JSON.stringify(VALUE)]);
    }
    expect(contents).not.toEqual({});
    for (const [digest, text] of Object.entries(contents)) expect(digestOf(text)).toBe(digest);
    expect(run.code).toBe(0);
    const sim = await strategos("sim", ...flags, "--record", files.sim);
    expect(sim.code).toBe(0);
    const lines = linesOf(files.run);
    expect(lines).toEqual(linesOf(files.sim));
    const recorded = Object.entries((lines[0] as RunLine).contents ?? {});
    expect(recorded.length).toBeGreaterThan(1);
    for (const [digest, text] of recorded) expect(digestOf(text)).toBe(digest);
    const { stdout, code } = await strategos("explain", files.run);
    expect(stdout).toContain("decided by what it was told");
    expect(stdout).not.toMatch(/[0-9a-f]{64}/);
    expect(code).toBe(0);
  });
});

it("a value of 64 KiB from a file passes, one byte more is refused with a sentence", async () => {
  const file = join(temporaryFolder(), "strategos.yaml");
  const write = (chars: number) => {
    const nodes = [1, 2, 3, 4].map((id) => ({ id, address: `tcp://127.0.0.1:${7100 + id}` }));
    writeFileSync(file, JSON.stringify({ version: 1, orders: "any", order: "é".repeat(chars), nodes }));
  };
  write(32_767);
  const { stdout, code } = await strategos("sim", "--config", file, "--json");
  const { decisions, contents = {} } = JSON.parse(stdout) as RunResult;
  expect(contents[decisions[1]?.order ?? ""]).toBe(JSON.stringify("é".repeat(32_767)));
  expect(code).toBe(0);
  write(32_768);
  const refused = await strategos("sim", "--config", file);
  expect(refused.stderr).toContain("the value is more than 65536 bytes long as JSON");
  expect(refused.code).toBe(78);
});

it("says in a sentence what does not go with it", async () => {
  for (const [args, cause, fix] of [
    [["run", "--wire", "packed"], "reports cannot be packed with orders: any", "leave wire out"],
    [
      ["sim", "--protocol", "vector", "--combine", "median"],
      "combine: median takes numbers",
      "leave orders out",
    ],
    [["sim", "--nodes", "16"], "a report of round 5 would hold 24,024 relays", "write --m 4"],
    [["view"], "the page shows orders that are listed", "strategos explain"],
  ] as const) {
    const { code, stderr } = await strategos(...args, "--orders", "any");
    expect(stderr).toContain(cause);
    expect(stderr).toMatch(new RegExp(`fix: .*${fix}`));
    expect([64, 78]).toContain(code);
  }
});
