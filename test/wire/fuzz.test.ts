import fc from "fast-check";
import { expect, it } from "vitest";
import { randomOrders } from "../../src/protocols/om/lies.js";
import { emptyReport } from "../../src/protocols/om/report.js";
import { Decoder, encodeReport, type WireContext } from "../../src/wire/codec.js";
import { groups } from "../core/arbitrary.js";

const contexts = fc.record({
  group: groups(3, 9, () => 3),
  hash: fc.constant("c".repeat(64)),
  run: fc.constant("1"),
  instance: fc.constant(0),
  wire: fc.constantFrom<"json" | "packed">("json", "packed"),
});

function someReport({ group }: WireContext, seed: number) {
  const round = seed % (group.m + 1);
  const from = round === 0 ? group.general : (group.ids.find((id) => id !== group.general) as number);
  return randomOrders(group, emptyReport(group, round, from), 0, seed);
}

/** The one message of a small report. */
function only(frames: ReturnType<typeof encodeReport>): Buffer[] {
  expect(frames).toHaveLength(1);
  return (frames[0] ?? []).map((part) => Buffer.from(part));
}

it("any report comes back as it went, in json and packed, and encodes to the same bytes again", () => {
  fc.assert(
    fc.property(contexts, fc.nat(), (context, seed) => {
      const report = someReport(context, seed);
      const frame = only(encodeReport(context, report));
      const decoded = new Decoder(context).decode(report.from, frame);
      expect(decoded).toEqual({ kind: "report", round: report.round, report, faults: [] });
      expect(only(encodeReport(context, report))).toEqual(frame);
    }),
    { numRuns: 300 },
  );
});

it("mutated bytes are answered with data; what is accepted without fault encodes to the same bytes", () => {
  let accepted = 0;
  fc.assert(
    fc.property(
      contexts,
      fc.nat(),
      fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 3 }),
      (context, seed, mutations) => {
        const report = someReport(context, seed);
        const frame = only(encodeReport(context, report));
        for (const [at, byte] of mutations) {
          const part = frame[at % frame.length] as Buffer;
          if (part.length > 0) part[at % part.length] = byte;
        }
        const decoded = new Decoder(context).decode(report.from, frame);
        if (decoded?.kind !== "report" || decoded.report === null || decoded.faults.length > 0) return;
        accepted++;
        expect(only(encodeReport(context, decoded.report))).toEqual(frame);
      },
    ),
    { numRuns: 3000 },
  );
  expect(accepted).toBeGreaterThan(100);
});
