/** The estimate of time: a calibration, and a plan. */
import { expect, it } from "vitest";
import { aboutText, bytesText } from "../../src/cli/amounts.js";
import { calibrate, estimateOf } from "../../src/cli/estimate.js";
import { planOf, roughReportBytes } from "../../src/plan/plan.js";
import { groupOf } from "../sim/worlds.js";

const planFor = (n: number) => planOf(groupOf(n), (round) => roughReportBytes(groupOf(n), "packed", round));
const PACE = { processMs: 50, msPerByte: 1e-6 };

it("a calibration measures something", async () => {
  const pace = await calibrate();
  expect(pace.processMs).toBeGreaterThan(1);
  expect(pace.msPerByte).toBeGreaterThan(1e-8);
});

it("n=22 is the last round's exchange, n=7 is starting processes", () => {
  const large = estimateOf(planFor(22), "packed", PACE, 2);
  expect(large.totalMs).toBeGreaterThan(4000);
  expect(large.totalMs).toBeLessThan(20_000);
  expect(large.roundsMs[7]).toBeGreaterThan(0.9 * (large.totalMs - large.startMs));
  const small = estimateOf(planFor(7), "packed", PACE, 2);
  expect(small.startMs).toBeGreaterThan(0.99 * small.totalMs);
});

it("more cores, and the packed wire, make it less", () => {
  const of = (wire: "json" | "packed", cores: number) => estimateOf(planFor(19), wire, PACE, cores).totalMs;
  expect(of("packed", 2)).toBeLessThan(of("json", 2));
  expect(of("packed", 8)).toBeCloseTo(of("packed", 2) / 4, 6);
});

it("amounts as people say them", () => {
  expect([999, 97_700_000, 4.4e9].map(bytesText)).toEqual(["999 bytes", "97.7 MB", "4.4 GB"]);
  expect([120, 5400, 720_000, 15_462_000_000].map(aboutText)).toEqual([
    "about 0.2 s",
    "about 5 s",
    "about 12 minutes",
    "about 4295 hours",
  ]);
});
