/** The short form of the soak, and leaks that it must find. */
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { bundled } from "../chaos/bundled.js";
import { trendOf } from "./slope.js";

const MIB = 1024 * 1024;
const BOUND = { what: "heap", unit: "MiB", per: MIB, slopeMax: 8 * 1024, growthFree: 8 * MIB };

it("ten seconds of real runs: all go well, nothing grows", () => {
  const main = bundled("soak", ["test/soak/main.ts", "test/soak/flood.ts"]);
  const cwd = fileURLToPath(new URL("../..", import.meta.url));
  const args = ["--expose-gc", main, "--minutes", "0.17"];
  const said = execFileSync(process.execPath, args, {
    cwd,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  });
  const { runs, agreements, wrong, trends } = JSON.parse(
    said.split("\n").find((line) => line.startsWith("{")) ?? "",
  ) as {
    runs: number;
    agreements: number;
    wrong: number;
    trends: { grows: boolean }[];
  };
  expect(runs).toBeGreaterThan(0);
  expect(agreements).toBeGreaterThan(0);
  expect(wrong).toBe(0);
  expect(trends.map(({ grows }) => grows)).toEqual(Array(8).fill(false));
});

it("a heap that grows by an array a run is found, and one that only breathes is not", () => {
  const kept: number[][] = [];
  const leaking = Array.from({ length: 200 }, () => {
    kept.push(Array.from({ length: 10_000 }, (_, at) => at));
    return 30 * MIB + kept.length * 10_000 * 8;
  });
  const breathing = Array.from({ length: 200 }, (_, run) => (30 + (run % 7)) * MIB);
  expect(trendOf(leaking, BOUND)).toMatchObject({ grows: true });
  expect(trendOf(breathing, BOUND)).toMatchObject({ grows: false });
});

it("one descriptor that every tenth run leaves open is found", () => {
  const bound = { what: "descriptors", unit: "", per: 1, slopeMax: 0.02, growthFree: 3 };
  const leaking = Array.from({ length: 100 }, (_, run) => 20 + Math.floor(run / 10));
  expect(trendOf(leaking, bound).grows).toBe(true);
});
