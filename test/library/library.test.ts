/** The package as another program sees it. */
import { expect, it } from "vitest";
import { freeAddresses } from "../../src/cluster/ports.js";

const built = new URL("../../dist/entry/index.js", import.meta.url).href;
const { check, contradictionsIn, exitCodeOf, groupOf, launch, parseConfig, simulate } = (await import(
  built
)) as typeof import("../../src/entry/index.js");

it("simulates, checks and runs a configuration, and judges its recording", async () => {
  const addresses = await freeAddresses(4);
  const config = parseConfig(undefined, {
    flags: { nodes: "4", traitors: "3:split" },
    addressFor: (id) => addresses[id - 1] ?? "",
  });
  const { order, traitors, seed, roundTimeoutMs, startTimeoutMs } = config;
  const simulated = simulate({
    group: groupOf(config),
    order,
    traitors,
    seed,
    roundTimeoutMs,
    startTimeoutMs,
  });
  const { recording, result } = await launch(config, { reports: "all", recordingFile: null });
  expect(result.decisions).toEqual(simulated.result.decisions);
  expect(contradictionsIn(recording)).toEqual([]);
  expect(exitCodeOf(result.conditions)).toBe(0);
  expect(check({ nodes: 4 }).conditions).toEqual({ ic1: "holds", ic2: "holds" });
});

it.each([
  [undefined, "undefined"],
  [null, "null"],
  [{ nodes: [] }, "an object"],
  [Buffer.from("version: 1"), "an object"],
])("a configuration of %s is refused, and is not the course's case with its traitors", (text, said) => {
  expect(() => parseConfig(text as unknown as string)).toThrow(
    new RegExp(`^parseConfig was given ${said} where the text`),
  );
});
