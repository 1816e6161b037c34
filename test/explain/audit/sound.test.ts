/**
 * Sound recordings are called sound: of every protocol, with listed orders and with values, whatever liars, links and clocks
 * did, and whatever of it is recorded. AUDITED=500 plays so many worlds a protocol instead of a few.
 */
import { describe, expect, it } from "vitest";
import type { ValueText } from "../../../src/core/value.js";
import { audit, contradictionsIn } from "../../../src/explain/audit/audit.js";
import { named } from "../../../src/recording/named.js";
import { simulate } from "../../../src/sim/network.js";
import { digestOf } from "../../../src/wire/digest.js";
import { drawnRecording, KINDS, readBack } from "./worlds.js";

const WORLDS = Number(process.env["AUDITED"] ?? 25);

describe.each(KINDS)("sound recordings of $name", (which) => {
  it(`are called sound, all of ${WORLDS}`, () => {
    const wrong: unknown[] = [];
    const kinds = new Set<string>();
    for (let seed = 0; seed < WORLDS; seed++) {
      const recording = drawnRecording(seed, which);
      for (const { kind } of recording.faults) kinds.add(kind);
      const found = audit(recording);
      if (found.contradictions.length + found.notJudged.length > 0) wrong.push({ seed, ...found });
    }
    expect(wrong).toEqual([]);
    expect(kinds).toContain("late");
  });
});

it("three tales of a general are sound: chains are told in the order of their digests, not of their names", () => {
  const texts = ['"mid"', '"zeta"', '"alpha"', '"none"'] as ValueText[];
  const [mid, zeta, alpha, none] = texts.map((text) => digestOf(text)) as [string, string, string, string];
  const contents = Object.fromEntries(texts.map((text) => [digestOf(text), text]));
  const orders = [mid, zeta, alpha, none];
  const group = {
    protocol: "sm",
    ids: [1, 2, 3, 4, 5],
    general: 1,
    m: 3,
    orders,
    defaultOrder: mid,
    contents,
  } as const;
  const tales = { 2: none, 3: zeta, 4: alpha, 5: none };
  const lies = Object.entries(tales).map(([to, order]) => ({ round: 0, to: Number(to), path: [1], order }));
  const times = { seed: 1, roundTimeoutMs: 100, startTimeoutMs: 100 };
  const traitors = [{ id: 1, strategy: "script", lies } as const];
  const { recording } = simulate({ group, order: mid, traitors, ...times });
  expect(contradictionsIn(readBack(recording))).toEqual([]);
  // the same by names, which is what the audit must never be given
  expect(contradictionsIn(named(recording))).not.toEqual([]);
});
