/** What a member has read before and looks up: always what reading it anew would give. */
import { expect, it } from "vitest";
import type { Group } from "../../src/core/group.js";
import { protocolOf } from "../../src/protocols/index.js";
import {
  Decoder,
  encodeDone,
  encodeReady,
  encodeReport,
  isSameMessage,
  type Opening,
  Readings,
  type WireContext,
} from "../../src/wire/codec.js";
import { openingOf } from "../../src/wire/lives.js";
import { addressed } from "./addressed.js";

const GROUP: Group = {
  ...{ protocol: "om", ids: [1, 2, 3, 4], general: 1, m: 1 },
  ...{ orders: ["retreat", "attack", "wait"], defaultOrder: "retreat" },
};
const [LIFE, OWN] = ["a", "b"].map((digit) => digit.repeat(32)) as [string, string];

/** Those of `general`: another one's configuration has another hash. */
function contextOf(instance: number, general = 1): WireContext {
  const hash = `${general}`.repeat(64);
  return { group: { ...GROUP, general }, hash, run: "r", instance, life: LIFE, wire: "json" };
}

function saidIn(context: WireContext, order: string): Buffer[] {
  const { group } = context;
  const kind = protocolOf(group);
  const report = kind.reportOf(group, 1, 2, [{ path: [group.general, 3, 2].toSpliced(1, 1), order }]);
  const frames = [encodeReady(context, 2), ...encodeReport(context, report), encodeDone(context, 2, [3])];
  return frames.map((frame) => Buffer.from(addressed(frame, OWN)[0]!));
}

/** As a member reads it that has read all before. */
function read(readings: Readings, context: WireContext, head: Buffer) {
  const opening = readings.open(2, [head])!;
  return { opening, message: new Decoder(context).decodeOpened(2, opening) };
}

function toldIn({ instance, type, life, to, parts }: Opening): Opening {
  return { instance, type, life, to, parts, reading: null };
}

it("what is said again in later instances, by one general or another, is what reading it anew gives", () => {
  const readings = new Readings("r");
  for (let instance = 0; instance < 40; instance++)
    for (const general of [1, 4])
      for (const order of ["attack", "wait"]) {
        const context = contextOf(instance, general);
        for (const head of saidIn(context, order)) {
          const { opening, message } = read(readings, context, head);
          expect(toldIn(opening)).toEqual(openingOf("r", [head]));
          expect(message).toEqual(new Decoder(context).decode(2, [head]));
          expect(message).not.toMatchObject({ kind: "reject" });
        }
      }
});

it("what comes by its name is what its text with that instance in it gives; what is no such message is none", () => {
  const readings = new Readings("r");
  for (const head of saidIn(contextOf(9), "wait")) {
    const remembered = { read: null };
    expect(readings.again(remembered, 12)).toBeNull();
    readings.open(2, [head], remembered);
    for (const instance of [10, 9, 999_999_999_999_999]) {
      const again = readings.again(remembered, instance)!;
      const anew = Buffer.from(head.toString().replace('"instance":9', `"instance":${instance}`));
      expect(toldIn(again)).toEqual(openingOf("r", [anew]));
      expect(isSameMessage(again, readings.open(3, [anew])!)).toBe(true);
      expect(isSameMessage(again, readings.open(2, [anew])!)).toBe(true);
      expect(isSameMessage(again, readings.again(remembered, instance + 1)!)).toBe(false);
      const context = contextOf(instance);
      expect(new Decoder(context).decodeOpened(2, again)).toEqual(new Decoder(context).decode(2, [anew]));
    }
  }
  const strange = { read: null };
  readings.open(2, [Buffer.from('{"what":"ever"}')], strange);
  expect(readings.again(strange, 3)).toBeNull();
});

it("what is said again is read once", () => {
  const readings = new Readings("r");
  const messages = [3, 44].map((instance) => {
    const [, report] = saidIn(contextOf(instance), "wait") as [Buffer, Buffer];
    return read(readings, contextOf(instance), report).message;
  });
  expect(messages[0]).toMatchObject({ kind: "report", faults: [] });
  expect(messages[1]).toBe(messages[0]);
});

it("two messages of one instance are the same where they are to the byte", () => {
  const readings = new Readings("r");
  const open = (head: Buffer) => readings.open(2, [head])!;
  const said = saidIn(contextOf(3), "wait");
  for (const one of said)
    for (const other of said) expect(isSameMessage(open(one), open(other))).toBe(one === other);
});

it("what has a second part is read each time, with it", () => {
  const readings = new Readings("r");
  const [, head] = saidIn(contextOf(3), "wait") as [Buffer, Buffer];
  const [body, other] = ["1", "2"].map((text) => Buffer.from(text)) as [Buffer, Buffer];
  const open = (...parts: Buffer[]) => readings.open(2, parts)!;
  const remembered = { read: null };
  expect(readings.open(2, [head, body], remembered)?.parts).toEqual([head, body]);
  expect(readings.again(remembered, 4)).toBeNull();
  expect(isSameMessage(open(head, body), open(Buffer.from(head), Buffer.from(body)))).toBe(true);
  for (const parts of [[head], [head, other]])
    for (const [a, b] of [
      [open(head, body), open(...parts)],
      [open(...parts), open(head, body)],
    ] as const)
      expect(isSameMessage(a, b)).toBe(false);
});

it("what is long is read each time, and no memory is held for it", () => {
  const readings = new Readings("r");
  const [, report] = saidIn(contextOf(3), "wait") as [Buffer, Buffer];
  for (const [length, isRemembered] of [
    [4096, true],
    [4097, false],
  ] as const) {
    const long = Buffer.from(report.toString().replace("}]}", `}]${" ".repeat(length - report.length)}}`));
    const remembered = { read: null };
    expect(readings.open(2, [long], remembered)).toMatchObject({ instance: 3, type: "report" });
    expect(readings.again(remembered, 4) !== null).toBe(isRemembered);
  }
});

it("what is remembered is a copy: the links may use the memory of a message again", () => {
  const readings = new Readings("r");
  const [, report] = saidIn(contextOf(3), "wait") as [Buffer, Buffer];
  const arrived = Buffer.from(report);
  const remembered = { read: null };
  readings.open(2, [arrived], remembered);
  arrived.fill(0);
  expect(readings.again(remembered, 3)!.parts).toEqual([report]);
});

it("what is of another instance, or names another general, is refused however often it was read for its own", () => {
  const readings = new Readings("r");
  const [ready] = saidIn(contextOf(5), "wait") as [Buffer];
  expect(read(readings, contextOf(5), ready).message).toEqual({ kind: "ready", by: [2] });
  expect(read(readings, contextOf(6), ready).message).toMatchObject({ fault: { kind: "otherRun" } });
  expect(read(readings, contextOf(5, 4), ready).message).toMatchObject({ fault: { kind: "otherConfig" } });
});

it("a number that is no instance is none, nor is what was bad once better later", () => {
  const readings = new Readings("r");
  const [ready] = saidIn(contextOf(5), "wait") as [Buffer];
  const changed = (from: string, to: string) => Buffer.from(ready.toString().replace(from, to));
  readings.open(2, [ready]);
  for (const number of ["05", "", "-5", "5.0", "5e1", "1".repeat(16)])
    expect(readings.open(2, [changed('"instance":5', `"instance":${number}`)])).toBeNull();
  expect(readings.open(2, [changed('"run":"r"', '"run":"s"')])).toBeNull();
  expect(readings.open(2, [changed('"version":1', '"version":2')])).toBeNull();
  const bad = changed('"round":0', '"round":7');
  for (let time = 0; time < 2; time++)
    expect(read(readings, contextOf(5), bad).message).toMatchObject({ kind: "reject", cut: true });
});

it("of texts without end the last few are remembered, and all are read", () => {
  const readings = new Readings("r");
  const told = Array.from({ length: 500 }, (_, round) => {
    const [ready] = saidIn(contextOf(1), "wait") as [Buffer];
    const head = Buffer.from(ready.toString().replace('"round":0', `"round":${round}`));
    const opening = readings.open(2, [head]);
    expect(opening).toMatchObject({ instance: 1, type: "ready" });
    return { head, reading: opening?.reading };
  });
  const remembered = told
    .toReversed()
    .findIndex(({ head, reading }) => readings.open(2, [head])?.reading !== reading);
  expect(remembered).toBeGreaterThan(0);
  expect(remembered).toBeLessThanOrEqual(64);
});
