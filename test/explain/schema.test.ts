/** schema/recording.schema.json and the reader say the same of a line: of our own, and of ours with a key taken away or changed. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { RecordingError, readRecording } from "../../src/recording/read.js";
import { linesOf } from "../../src/recording/recording.js";
import { drawnRecording, KINDS } from "./audit/worlds.js";

const schema = z.fromJSONSchema(JSON.parse(readFileSync("schema/recording.schema.json", "utf8")));

type Line = Record<string, unknown>;

/** A short recording of every kind, with faults and a decision. */
const recordings = KINDS.flatMap((which) => {
  const drawn = Array.from({ length: 30 }, (_, seed) => drawnRecording(seed, which));
  const short = drawn.filter(({ faults, decisions }) => faults.length > 0 && decisions.length > 0);
  const [first] = short.toSorted((a, b) => a.reports.length - b.reports.length);
  return first ? [{ ...which, lines: linesOf(first) as unknown as Line[] }] : [];
});

const textOf = (lines: readonly Line[]) => lines.map((line) => `${JSON.stringify(line)}\n`).join("");

function isRead(lines: readonly Line[]): boolean {
  try {
    readRecording(textOf(lines));
    return true;
  } catch (error) {
    if (error instanceof RecordingError) return false;
    throw error;
  }
}

/** Where a line's value is changed, and to what. */
const CHANGES = ["left out", null, true, -1, 0.5, 3e9, "x".repeat(11_000), [], [[]], {}] as const;

it("there is a recording of every kind", () => {
  expect(recordings.map(({ name }) => name)).toEqual(KINDS.map(({ name }) => name));
});

describe.each(recordings)("a recording of $name", ({ lines }) => {
  it("is as the schema has it", () => {
    for (const line of lines) expect(schema.safeParse(line).error).toBeUndefined();
  });

  it("is refused by both with a key of another type, or without one that is needed", () => {
    const places = new Map(lines.map((line, index) => [line["type"], index] as const));
    const apart: unknown[] = [];
    for (const index of places.values()) {
      const line = lines[index]!;
      for (const key of Object.keys(line)) {
        // what other lines need of the run's: orders that are listed, and clocks for inputs
        if (key === "contents" || key === "timing") continue;
        for (const change of CHANGES) {
          const { [key]: _, ...rest } = line;
          const changed = change === "left out" ? rest : { ...rest, [key]: change };
          const isTaken = schema.safeParse(changed).success;
          const isAccepted = isRead(lines.with(index, changed));
          // the reader knows more, such as which ids there are
          if (isAccepted === isTaken || (isTaken && change !== "left out")) continue;
          apart.push({ change, key, type: line["type"], isTaken, isAccepted });
        }
      }
    }
    expect(apart).toEqual([]);
  });
});
