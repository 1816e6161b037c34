/** Large packed reports travel in pieces; here n=20, m=6, whose last reports have two. */

import { expect, it } from "vitest";
import type { Group } from "../../src/core/group.js";
import { isSame } from "../../src/core/same.js";
import { randomOrders } from "../../src/protocols/om/lies.js";
import { emptyReport, type OralReport } from "../../src/protocols/om/report.js";
import { Decoder, encodeReport, frameBytesMax, type WireContext } from "../../src/wire/codec.js";
import type { DecodedReport } from "../../src/wire/message.js";

const GROUP: Group = {
  protocol: "om",
  ids: Array.from({ length: 20 }, (_, index) => index + 1),
  general: 1,
  m: 7,
  orders: ["retreat", "attack"],
  defaultOrder: "retreat",
};
const CONTEXT: WireContext = { group: GROUP, hash: "d".repeat(64), run: "1", instance: 0, wire: "packed" };
const REPORT = randomOrders(GROUP, emptyReport(GROUP, 7, 5), 0, 1);
const frames = encodeReport(CONTEXT, REPORT).map((frame) => frame.map((part) => Buffer.from(part)));

it("are whole once every piece is there, in whatever order they come, also twice", () => {
  expect(frames.length).toBeGreaterThan(1);
  for (const frame of frames)
    expect(frame.reduce((sum, part) => sum + part.length, 0)).toBeLessThanOrEqual(frameBytesMax(CONTEXT));
  const decoder = new Decoder(CONTEXT);
  const [last, ...others] = frames.toReversed();
  for (const frame of [...others, ...others]) expect(decoder.decode(5, frame)).toBeNull();
  const decoded = decoder.decode(5, last as Buffer[]) as DecodedReport<OralReport>;
  expect(isSame(decoded.report as OralReport, REPORT)).toBe(true);
});

it("hold views on the sender's rows, not copies", () => {
  const [first] = encodeReport(CONTEXT, REPORT);
  expect(first?.[1]?.buffer).toBe(REPORT.planes[0]?.buffer);
});

it("row 27: a second, different piece is a fault and the first stands; row 10: a short one is void", () => {
  const decoder = new Decoder(CONTEXT);
  const [[head, body], second] = frames as [Buffer[], Buffer[]];
  decoder.decode(5, [head as Buffer, body as Buffer]);
  const other = Buffer.from(body as Buffer);
  other[0] = (other[0] as number) ^ 1;
  expect(decoder.decode(5, [head as Buffer, other])).toMatchObject({
    kind: "reject",
    fault: { kind: "duplicate" },
  });
  const short = [head as Buffer, (body as Buffer).subarray(2)];
  expect(decoder.decode(5, short)).toMatchObject({ kind: "reject", fault: { kind: "malformed" }, cut: true });
  const decoded = frames
    .slice(2)
    .reduce<unknown>((_, frame) => decoder.decode(5, frame), decoder.decode(5, second));
  expect(isSame((decoded as { report: OralReport }).report, REPORT)).toBe(true);
});

it("of one alone stay where they arrived, if little else is kept with them, and are copied otherwise", () => {
  const group = { ...GROUP, m: 4 };
  const context = { ...CONTEXT, group };
  const report = randomOrders(group, emptyReport(group, 4, 5), 0, 1);
  const [[head, body], ...others] = encodeReport(context, report) as [[Uint8Array, Uint8Array]];
  expect(others).toEqual([]);
  const bytes = body.length;
  const readFrom = (memory: ArrayBuffer, offset: number) => {
    const arrived = Buffer.from(memory, offset, bytes);
    arrived.set(body);
    const decoded = new Decoder(context).decode(5, [Buffer.from(head), arrived]);
    return (decoded as DecodedReport<OralReport>).report as OralReport;
  };
  for (const [spare, offset, stays] of [
    [0, 0, true],
    [bytes, 4, true],
    [bytes, 2, false],
    [bytes + 4, 0, false],
  ] as const) {
    const memory = new ArrayBuffer(bytes + spare);
    const read = readFrom(memory, offset);
    expect(isSame(read, report)).toBe(true);
    expect(read.planes[0]?.buffer === memory).toBe(stays);
  }
});
