/** Rows in their tight form (docs/WIRE.md, "tight"): the same report in fewer bytes, for whoever says that it reads it. */
import { readFileSync } from "node:fs";
import fc from "fast-check";
import { expect, it } from "vitest";
import type { Group } from "../../src/core/group.js";
import { isSame } from "../../src/core/same.js";
import { sentReportBytes } from "../../src/plan/plan.js";
import { randomOrders } from "../../src/protocols/om/lies.js";
import { emptyReport, type OralReport } from "../../src/protocols/om/report.js";
import { oralMessages } from "../../src/protocols/om/rules.js";
import { drivenGroup } from "../../src/protocols/om/slices.js";
import { sentBytes, tightBytes } from "../../src/protocols/om/tight-size.js";
import { codecs } from "../../src/protocols/om/wire/codec.js";
import { loosen, loosenPlainly, tighten } from "../../src/protocols/om/wire/tight.js";
import {
  Decoder,
  encodeReport,
  frameBytesMax,
  reportBytesMax,
  type WireContext,
} from "../../src/wire/codec.js";
import type { DecodedReport } from "../../src/wire/message.js";
import { groupOf } from "../sim/worlds.js";

const oralCodec = codecs.codec;

const rowsOf = fc.integer({ min: 17, max: 32 }).chain((rowBits) =>
  fc.record({
    rowBits: fc.constant(rowBits),
    rows: fc.array(fc.integer({ min: 0, max: 2 ** rowBits - 1 }), { minLength: 1, maxLength: 130 }),
  }),
);

it("rows come back as they went, by SIMD and in plain JavaScript, wherever in memory they arrive", () => {
  fc.assert(
    fc.property(rowsOf, fc.nat(3), ({ rowBits, rows }, shift) => {
      const wide = Uint32Array.from(rows);
      const body = tighten(wide, rowBits);
      expect(body.length).toBe(tightBytes(rows.length, rowBits));
      const arrived = Buffer.alloc(body.length + 4).subarray(shift, shift + body.length);
      arrived.set(body);
      const [read, plain] = [new Uint32Array(rows.length), new Uint32Array(rows.length)];
      expect(loosen(arrived, rowBits, read)).toBe(true);
      loosenPlainly(arrived, rowBits, plain);
      expect(read).toEqual(wide);
      expect(plain).toEqual(wide);
    }),
    { numRuns: 300 },
  );
});

it("any bit but those behind the last row is a bit of some row; those are refused", () => {
  fc.assert(
    fc.property(rowsOf, fc.nat(), ({ rowBits, rows }, pick) => {
      const wide = Uint32Array.from(rows);
      const body = tighten(wide, rowBits);
      const at = pick % (8 * body.length);
      const other = Buffer.from(body);
      other[at >> 3] = (other[at >> 3] as number) ^ (1 << (at & 7));
      const words = Math.ceil(rows.length / 32);
      const isInPlane = at < 32 * words * (rowBits - 16);
      const isBeyond = isInPlane && at % (32 * words) >= rows.length;
      const read = new Uint32Array(rows.length);
      expect(loosen(other, rowBits, read)).toBe(!isBeyond);
      expect(tighten(read, rowBits).equals(other)).toBe(!isBeyond);
    }),
    { numRuns: 300 },
  );
});

/** 6,840 rows of 17 bits, and with three orders in two pieces beside each other: 27,360 bytes a plane. */
const GROUP: Group = groupOf(22, 5);
const CONTEXT: WireContext = { group: GROUP, hash: "d".repeat(64), run: "1", instance: 0, wire: "packed" };
const REPORT = randomOrders(GROUP, emptyReport(GROUP, 5, 5), 0, 1);

function framesOf(context: WireContext, report: OralReport): Buffer[][] {
  return encodeReport(context, report).map((frame) => frame.map((part) => Buffer.from(part)));
}

const loose = framesOf(CONTEXT, REPORT);
const tight = framesOf({ ...CONTEXT, reads: "tight" }, REPORT);
const decode = (frames: readonly Buffer[][], context = CONTEXT) => {
  const decoder = new Decoder(context);
  return frames.map((frame) => decoder.decode(5, frame)).at(-1);
};

it("a report of 17 bits a row takes 53 % of the bytes, as planned, and says the same", () => {
  const [[head, body] = []] = tight;
  expect(body?.length).toBe(4 * 214 + 2 * 6840);
  expect(head?.toString()).toMatch(/,"bytes":27360,"piece":0,"tight":true\}$/);
  const bytes = reportBytesMax({ ...CONTEXT, reads: "tight" }, 5);
  expect(bytes - ((head?.length ?? 0) + (body?.length ?? 0))).toBe(1); // an id of two digits
  for (const frames of [tight, loose])
    expect(isSame((decode(frames) as DecodedReport<OralReport>).report?.planes, REPORT.planes)).toBe(true);
});

it("a slice of n = 25 goes in 305,236 bytes and comes back as it went, as all slices of all senders do", () => {
  const group = drivenGroup(groupOf(25));
  const context = { ...CONTEXT, group };
  const { m } = group;
  const rows = Uint32Array.from({ length: 143_640 }, (_, at) => (at * 0x9e3779b1) & 0x1ffff);
  for (const round of [m, m + 1, m + 300, oralMessages.lastRound(group)]) {
    const from = oralMessages.senders(group, round).at(-1) as number;
    const [frame = [], ...others] = framesOf({ ...context, reads: "tight" }, { round, from, planes: [rows] });
    expect([others.length, frame[1]?.length]).toEqual([0, 305_236]);
    const decoded = new Decoder(context).decode(from, frame) as DecodedReport<OralReport>;
    expect(decoded).toMatchObject({ kind: "report", round, faults: [] });
    expect(isSame(decoded.report?.planes, [rows])).toBe(true);
  }
});

it("what run tells of a report's bytes is what plan counts, to its headers", () => {
  for (const group of [drivenGroup(groupOf(25)), groupOf(23, 6), groupOf(22), groupOf(16)]) {
    const context: WireContext = { ...CONTEXT, group, reads: "tight" };
    for (let round = 0; round <= oralMessages.lastRound(group); round++) {
      const headers = reportBytesMax(context, round) - sentBytes(group, round);
      const told = sentReportBytes(group, "packed", round) - sentBytes(group, round);
      expect(told).toBe(300);
      expect(headers / oralCodec.messagesEach(context, round)).toBeLessThan(300);
      expect(headers).toBeGreaterThan(180);
    }
  }
});

it("smaller reports, and those of 16 bits a row or fewer, go as they are, and are refused otherwise", () => {
  for (const [n, m, round] of [
    [22, 5, 4],
    [22, 6, 6],
  ] as const) {
    const context = { ...CONTEXT, group: groupOf(n, m) };
    const report = emptyReport(context.group, round, 5);
    const [frame] = framesOf({ ...context, reads: "tight" }, report);
    expect(frame).toEqual(framesOf(context, report)[0]);
    const [head] = frame as [Buffer];
    const marked = Buffer.from(head.toString().replace(/\}$/, ',"tight":true}'));
    const body = tighten(Uint32Array.from(report.planes[0] as Uint32Array), n - round);
    const detail = "a packed report of another shape";
    expect(decode([[marked, body]], context)).toMatchObject({ kind: "reject", cut: true, fault: { detail } });
  }
});

it("what is wrong with a tight piece cuts: another length, another mark, a bit behind the last row", () => {
  const [[head, body]] = tight as [[Buffer, Buffer]];
  const beyond = Buffer.from(body);
  beyond[4 * 214 - 1] = 0x80; // rows 6,816 to 6,839 are in the last word
  const wrong: readonly (readonly [Buffer, Buffer, string])[] = [
    [head, body.subarray(2), "a piece of 14534 bytes where 14536 belong"],
    [head, (loose[0] as [Buffer, Buffer])[1], "a piece of 27360 bytes where 14536 belong"],
    [(loose[0] as [Buffer, Buffer])[0], body, "a piece of 14536 bytes where 27360 belong"],
    [
      Buffer.from(head.toString().replace('"tight":true', '"tight":1')),
      body,
      "a packed report of another shape",
    ],
    [
      Buffer.from(head.toString().replace('"tight":true', '"tight":false')),
      body,
      "a packed report of another shape",
    ],
    [head, beyond, "a bit beyond the end of a row"],
  ];
  for (const [first, second, detail] of wrong)
    expect(decode([[first, second]])).toMatchObject({
      kind: "reject",
      cut: true,
      fault: { kind: "malformed", detail },
    });
});

it("pieces of both forms make one report; one that comes again in the other form is the same, another one a fault", () => {
  const group: Group = { ...groupOf(22, 5), orders: Array.from({ length: 45 }, (_, at) => `order${at}`) };
  const context = { ...CONTEXT, group: { ...group, defaultOrder: "order0" } };
  const report = randomOrders(context.group, emptyReport(context.group, 5, 5), 0, 1);
  const [a, b] = [framesOf(context, report), framesOf({ ...context, reads: "tight" }, report)];
  expect(a).toHaveLength(2);
  expect(b).toHaveLength(2);
  for (const frame of [...a, ...b])
    expect(frame.reduce((sum, part) => sum + part.length, 0)).toBeLessThanOrEqual(frameBytesMax(context));
  const [loose0, loose1, tight0, tight1] = [...a, ...b] as [Buffer[], Buffer[], Buffer[], Buffer[]];
  for (const frames of [
    [tight0, tight1],
    [tight1, loose1, loose0],
    [loose0, tight0, tight1],
  ]) {
    const decoded = decode(frames, context) as DecodedReport<OralReport>;
    expect(isSame(decoded.report as OralReport, report)).toBe(true);
  }
  const other = Buffer.from(tight0[1] as Buffer);
  other[other.length - 1] = (other.at(-1) as number) ^ 1;
  expect(decode([loose0, [tight0[0] as Buffer, other]], context)).toMatchObject({
    kind: "reject",
    fault: { kind: "duplicate", detail: "a second, different piece 0 of round 5; the first stands" },
  });
});

it("docs/WIRE.md shows rows in their tight form as they are", () => {
  const page = readFileSync(new URL("../../docs/WIRE.md", import.meta.url), "utf8");
  const body = tighten(Uint32Array.of(0x1ffff, 1, 0x10000), 17);
  expect(page.includes(`\n${body.toString("hex").match(/../g)?.join(" ")}\n`)).toBe(true);
});
