/**
 * Sound recordings are called sound: of every protocol, with listed orders and with values, whatever liars, links and clocks
 * did, and whatever of it is recorded. AUDITED=500 plays so many worlds a protocol instead of a few.
 */
import { describe, expect, it } from "vitest";
import { audit } from "../../../src/explain/audit/audit.js";
import { drawnRecording, KINDS } from "./worlds.js";

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
