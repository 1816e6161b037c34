/** Reports told by a pattern on the wire (docs/WIRE.md, "patterned"): who gets them, when, and what is refused. */
import fc from "fast-check";
import { expect, it } from "vitest";
import type { Group } from "../../src/core/group.js";
import { isSame } from "../../src/core/same.js";
import { randomOrders } from "../../src/protocols/om/lies.js";
import {
  CODE,
  makePlainly,
  partsOf,
  patternedBytes,
  type Runs,
  runsOf,
} from "../../src/protocols/om/pattern.js";
import { emptyReport, type OralReport, type Rows } from "../../src/protocols/om/report.js";
import { drivenGroup } from "../../src/protocols/om/slices.js";
import { patternFault } from "../../src/protocols/om/wire/patterned.js";
import {
  Decoder,
  encodeReport,
  frameBytesMax,
  reportBytesMax,
  type WireContext,
} from "../../src/wire/codec.js";
import type { DecodedReport } from "../../src/wire/message.js";
import { groupOf } from "../sim/worlds.js";

const contextOf = (group: Group): WireContext => ({
  group,
  hash: "d".repeat(64),
  run: "1",
  instance: 0,
  wire: "packed",
});

/** 143,640 rows of 17 bits, 18 to a run: 7,980 runs, and 420 rows of the pattern. */
const GROUP = groupOf(23, 6);
const CONTEXT = contextOf(GROUP);
const RUNS = runsOf(GROUP, 6) as Runs;

/** A body with any pattern: a run in twenty in full. */
function bodyFor(runs: Runs, codeOf = (run: number) => (run % 20 === 0 ? CODE.full : run % 4)): Uint8Array {
  const codes = Array.from({ length: runs.count }, (_, run) => codeOf(run));
  const inFull = codes.filter((code) => code === CODE.full).length;
  const body = new Uint8Array(patternedBytes(runs, inFull));
  const { pattern, full, codes: place } = partsOf(body, runs);
  pattern.set(pattern.map((_, at) => Math.imul(at + 1, 0x9e3779b1) >>> (34 - runs.choices)));
  full.set(full.map((_, at) => Math.imul(at + 1, 0x85ebca6b) >>> (32 - runs.rowBits)));
  place.set(codes);
  return body;
}

function reportFrom(runs: Runs, round: number, from: number, body = bodyFor(runs)): OralReport {
  const rows = runs.rowBytes === 2 ? new Uint16Array(runs.rows) : new Uint32Array(runs.rows);
  makePlainly(partsOf(body, runs), runs, rows);
  return { round, from, planes: [rows] };
}

function framesOf(context: WireContext, report: OralReport): Buffer[][] {
  return encodeReport(context, report).map((frame) => frame.map((part) => Buffer.from(part)));
}

const REPORT = reportFrom(RUNS, 6, 5);
const [LOOSE] = framesOf(CONTEXT, REPORT) as [Buffer[]];
const [FRAME] = framesOf({ ...CONTEXT, reads: "patterned" }, REPORT) as [[Buffer, Buffer]];
const decode = (frames: readonly Buffer[][], context = CONTEXT, from = 5) => {
  const decoder = new Decoder(context);
  return frames.map((frame) => decoder.decode(from, frame)).at(-1);
};
const reportIn = (frames: readonly Buffer[][], context = CONTEXT, from = 5) =>
  (decode(frames, context, from) as DecodedReport<OralReport>).report as OralReport;

it("a report whose runs go with a pattern takes a fraction of its bytes, and says the same", () => {
  const [head, body] = FRAME;
  expect(head.toString()).toMatch(/,"bytes":574560,"piece":0,"patterned":true\}$/);
  expect(body.length).toBe(4 * 420 + 399 * 4 * 18 + 7980);
  expect(isSame(reportIn([FRAME]).planes, REPORT.planes)).toBe(true);
  // wherever in memory it arrives
  for (const shift of [0, 1, 2, 3]) {
    const arrived = Buffer.alloc(body.length + 4).subarray(shift, shift + body.length);
    arrived.set(body);
    expect(isSame(reportIn([[head, arrived]]).planes, REPORT.planes)).toBe(true);
  }
});

it("goes to those alone who read it, and where it pays", () => {
  for (const reads of [undefined, "tight"] as const) {
    const [frame] = framesOf({ ...CONTEXT, ...(reads && { reads }) }, REPORT);
    expect(frame?.[0]?.toString()).not.toContain("patterned");
  }
  const drawn = randomOrders(GROUP, REPORT, 0, 1);
  const bytesFor = (reads: "patterned" | "tight") =>
    Buffer.concat(framesOf({ ...CONTEXT, reads }, drawn).flat());
  expect(bytesFor("patterned").equals(bytesFor("tight"))).toBe(true);
  // 574,560 bytes, and 305,236 in tight form: half of these is enough, and more is not
  const share = (one: number) =>
    framesOf(
      { ...CONTEXT, reads: "patterned" },
      reportFrom(
        RUNS,
        6,
        5,
        bodyFor(RUNS, (run) => (run % one === 0 ? CODE.full : 2)),
      ),
    );
  expect(share(6)[0]?.[0]?.toString()).toContain("patterned");
  expect(share(4)[0]?.[0]?.toString()).toContain('"tight":true');
});

it("reports in pieces, of 16 bits a row, and of slices come back in one message that fits", () => {
  for (const [group, round] of [
    [groupOf(22), 7],
    [drivenGroup(groupOf(25)), 308],
  ] as const) {
    const context = contextOf(group);
    const runs = runsOf(group, round) as Runs;
    // of a large one a fifth of the runs goes in full, as where one node draws its lies
    const codeOf = (run: number) => (run % 5 === 0 && group.ids.length === 22 ? CODE.full : run % 4);
    const report = reportFrom(runs, round, 5, bodyFor(runs, codeOf));
    const frames = framesOf({ ...context, reads: "patterned" }, report);
    expect(frames).toHaveLength(1);
    const bytes = (frames[0] as Buffer[]).reduce((sum, part) => sum + part.length, 0);
    expect(bytes).toBeLessThan(frameBytesMax(context));
    expect(bytes).toBeLessThan(reportBytesMax({ ...context, reads: "patterned" }, round) / 2);
    expect(isSame(reportIn(frames, context).planes, report.planes)).toBe(true);
  }
});

it("is kept as it came, and takes the place of pieces that came before", () => {
  const told = reportIn([FRAME]);
  const rows = new Uint32Array(RUNS.rows);
  told.makeIn?.(rows);
  expect(isSame(rows, REPORT.planes[0])).toBe(true);
  expect(told.planes[0]).toBe(told.planes[0]);
  const group = groupOf(22);
  const report = reportFrom(runsOf(group, 7) as Runs, 7, 5);
  const [piece] = framesOf(contextOf(group), report) as [Buffer[]];
  const whole = framesOf({ ...contextOf(group), reads: "patterned" }, report);
  expect(isSame(reportIn([piece, ...whole], contextOf(group)).planes, report.planes)).toBe(true);
});

it("what is wrong with it cuts", () => {
  const [head, body] = FRAME;
  const codesAt = body.length - RUNS.count;
  const changed = (at: number, value: number) => {
    const other = Buffer.from(body);
    other[at] = value;
    return other;
  };
  const headed = (from: string, to: string) => Buffer.from(head.toString().replace(from, to));
  const shape = "a packed report of another shape";
  const wrong: readonly (readonly [Buffer, Buffer, string])[] = [
    [head, body.subarray(1), "a pattern and its runs in 38387 bytes where 38388 belong"],
    [head, Buffer.concat([body, Buffer.alloc(4)]), "a pattern and its runs in 38392 bytes where"],
    [head, Buffer.alloc(9659), "a pattern and its runs in 9659 bytes where 9660 belong"],
    [head, Buffer.alloc(0), "a pattern and its runs in 0 bytes where 9660 belong"],
    [head, changed(codesAt + 1, 5), "a run with the code 5, which there is not"],
    [head, changed(codesAt + 1, 4), "a pattern and its runs in 38388 bytes where 38460 belong"],
    [head, changed(codesAt, 1), "a pattern and its runs in 38388 bytes where 38316 belong"],
    // the pattern's rows have 19 bits, the others 17
    [head, changed(2, 8), "a bit beyond the end of a row"],
    [head, changed(4 * 420 + 2, 2), "a bit beyond the end of a row"],
    [headed('"patterned":true', '"patterned":1'), body, shape],
    [headed('"patterned":true', '"patterned":true,"tight":true'), body, shape],
    [headed('"piece":0', '"piece":1'), body, shape],
    [headed('"bytes":574560', '"bytes":574564'), body, shape],
    [head, LOOSE[1] as Buffer, "a pattern and its runs in 574560 bytes: too many"],
  ];
  for (const [first, second, detail] of wrong)
    expect(decode([[first, second]])).toMatchObject({
      kind: "reject",
      cut: true,
      fault: { kind: "malformed", detail: expect.stringContaining(detail) as string },
    });
});

it("where no report is told so it is refused: fewer rounds, small ones, more orders than two", () => {
  for (const [group, round] of [
    [groupOf(26, 4), 4],
    [groupOf(19), 6],
    [groupOf(22, 6), 6],
    [{ ...groupOf(23, 6), orders: ["retreat", "attack", "wait"] }, 6],
  ] as const) {
    expect(runsOf(group, round)).toBeNull();
    const report = emptyReport(group, round, 5);
    const [frame] = framesOf({ ...contextOf(group), reads: "patterned" }, report) as [Buffer[]];
    const [head, body] = frame as [Buffer, Buffer];
    expect(head.toString()).not.toContain("patterned");
    const marked = Buffer.from(head.toString().replace(/(,"tight":true)?\}$/, ',"patterned":true}'));
    expect(decode([[marked, body]], contextOf(group))).toMatchObject({ kind: "reject", cut: true });
  }
});

it("of bytes spoilt anywhere, whatever is accepted is one report of rows within their bits", () => {
  const [head, body] = FRAME;
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.nat(body.length - 1), fc.nat(255)), { maxLength: 3 }),
      fc.option(fc.nat(body.length + 80)),
      (changes, length) => {
        const other = Buffer.alloc(length ?? body.length);
        body.copy(other);
        for (const [at, value] of changes) if (at < other.length) other[at] = value;
        const read = decode([[head, other]]);
        const fault = patternFault(new Uint8Array(other), RUNS);
        expect(read?.kind).toBe(fault ? "reject" : "report");
        if (read?.kind !== "report") return;
        const { planes } = read.report as OralReport;
        expect(planes[0]?.length).toBe(RUNS.rows);
        expect((planes[0] as Rows).every((row) => row < 2 ** RUNS.rowBits)).toBe(true);
      },
    ),
    { numRuns: 100 },
  );
});
