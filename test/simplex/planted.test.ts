/** Every rule of the protocol has a bug planted in its place, and a scenario that tells it from the machine as shipped. */
import { afterEach, describe, expect, it, vi } from "vitest";
import { MACHINE_BUGS } from "./planted/machine.js";
import { SCENARIOS } from "./scenarios.js";

afterEach(() => void vi.restoreAllMocks());

describe("the machine as shipped", () => {
  it.each(Object.entries(SCENARIOS))("stands: %s", (_name, scenario) => {
    expect(scenario({})).toBeNull();
  });
});

describe("planted", () => {
  it.each(Object.entries(MACHINE_BUGS))("%s is caught", (_name, { caughtBy, ...planted }) => {
    planted.spy?.();
    expect(SCENARIOS[caughtBy](planted)).not.toBeNull();
  });

  it("leaves no scenario that catches nothing", () => {
    const used = new Set(Object.values(MACHINE_BUGS).map(({ caughtBy }) => caughtBy));
    expect(Object.keys(SCENARIOS).filter((name) => !used.has(name as keyof typeof SCENARIOS))).toEqual([]);
  });
});
