/** What only the messages of a group have: lives in each header, HERE, and whom a DONE missed. All else is cut, or dropped. */
import { describe, expect, it } from "vitest";
import type { Group } from "../../src/core/group.js";
import type { Here } from "../../src/core/sequence.js";
import {
  Decoder,
  decodeHere,
  encodeDone,
  encodeHere,
  encodeReady,
  type Frame,
  frameBytesMax,
  strangeness,
  type WireContext,
} from "../../src/wire/codec.js";
import { openingOf } from "../../src/wire/lives.js";
import { addressed } from "./addressed.js";

const GROUP: Group = {
  ...{ protocol: "om", ids: [1, 2, 3, 4], general: 1, m: 1 },
  ...{ orders: ["retreat", "attack"], defaultOrder: "retreat" },
};
const [LIFE, TO] = ["a", "b"].map((digit) => digit.repeat(32)) as [string, string];
const CONTEXT: WireContext = {
  ...{ group: GROUP, hash: "c".repeat(64), run: "r", instance: 7, life: LIFE, wire: "json" },
};
const HERE: Here = { life: LIFE, word: { instance: 9, phase: "begun" }, asks: true };

const textOf = (frame: Frame) => Buffer.from(addressed(frame, TO)[0]!).toString();
const TEXTS = {
  here: textOf(encodeHere(CONTEXT, 2, HERE)),
  ready: textOf(encodeReady(CONTEXT, 2)),
  done: textOf(encodeDone(CONTEXT, 2, [1, 3])),
};

function changed(type: keyof typeof TEXTS, from: string, to: string): Buffer {
  expect(TEXTS[type]).toContain(from);
  return Buffer.from(TEXTS[type].replace(from, to));
}

const malformed = { kind: "reject", cut: true, fault: { from: 2, kind: "malformed" } };

describe("HERE", () => {
  const read = (...parts: Buffer[]) => decodeHere(CONTEXT, 2, parts);

  it("says where its sender is, whichever instance that is", () => {
    expect(read(Buffer.from(TEXTS.here))).toEqual(HERE);
  });

  it.each<[string, string, string]>([
    ["a phase that is none", '"begun"', '"gone"'],
    ["no phase", '"phase":"begun",', ""],
    ["an answer to whether it asks that is none", '"asks":true', '"asks":1'],
    ["more than there is to say", '"asks":true', '"asks":true,"more":1'],
    ["a round", '"round":0', '"round":1'],
    ["an instance that is no number", '"instance":9', '"instance":"9"'],
    ["an instance that is no whole number", '"instance":9', '"instance":9.5'],
    ["another type", '"type":"here"', '"type":"hear"'],
  ])("with %s is cut", (_what, from, to) => {
    expect(read(changed("here", from, to))).toMatchObject(malformed);
  });

  it("with a second part, or without a first, is cut", () => {
    const head = Buffer.from(TEXTS.here);
    expect(read(head, head)).toMatchObject(malformed);
    expect(read()).toMatchObject(malformed);
  });

  it("of another configuration, or in another's name, is cut, and of another run is dropped", () => {
    const fault = (kind: string) => ({ fault: { from: 2, kind } });
    expect(read(changed("here", CONTEXT.hash, "d".repeat(64)))).toMatchObject({
      ...fault("otherConfig"),
      cut: true,
    });
    expect(read(changed("here", '"from":2', '"from":3'))).toMatchObject({ ...fault("badSender"), cut: true });
    expect(read(changed("here", '"run":"r"', '"run":"s"'))).toMatchObject({
      ...fault("otherRun"),
      cut: false,
    });
  });

  it("is nothing that a single run has", () => {
    const { life: _life, ...single } = CONTEXT;
    expect(new Decoder(single).decode(2, [changed("here", '"instance":9', '"instance":7')])).toMatchObject(
      malformed,
    );
  });
});

describe("a message of an agreement", () => {
  const read = (...parts: Buffer[]) => new Decoder(CONTEXT).decode(2, parts);

  it("is read as it was said", () => {
    expect(read(Buffer.from(TEXTS.ready))).toEqual({ kind: "ready", by: [2] });
    expect(read(Buffer.from(TEXTS.done))).toEqual({ kind: "done", missed: [1, 3] });
  });

  it.each<[string, keyof typeof TEXTS, string, string]>([
    ["DONE that missed one twice", "done", "[1,3]", "[1,1]"],
    ["DONE that missed them out of order", "done", "[1,3]", "[3,1]"],
    ["DONE that missed one that there is not", "done", "[1,3]", "[1,5]"],
    ["DONE that missed no list", "done", "[1,3]", '"1,3"'],
    ["DONE that does not say whom it missed", "done", ',"missed":[1,3]', ""],
    ["DONE of another round than the last", "done", '"round":1', '"round":0'],
    ["HERE made of a DONE", "done", '"type":"done"', '"type":"here"'],
    ["READY that missed somebody", "ready", `"to":"${TO}"`, `"to":"${TO}","missed":[1]`],
    ["READY of a later round", "ready", '"round":0', '"round":1'],
    ["READY for no process", "ready", `"to":"${TO}"`, '"to":"b"'],
    ["READY for a process of a longer name", "ready", TO, `${TO}b`],
    ["READY of no process", "ready", LIFE, "A".repeat(32)],
    [
      "READY whose lives stand the other way round",
      "ready",
      `"life":"${LIFE}","to":"${TO}"`,
      `"to":"${TO}","life":"${LIFE}"`,
    ],
  ])("is no %s", (_what, type, from, to) => {
    expect(read(changed(type, from, to))).toMatchObject(malformed);
  });

  it.each(["ready", "done"] as const)("of type %s has no second part", (type) => {
    expect(read(Buffer.from(TEXTS[type]), Buffer.from("x"))).toMatchObject(malformed);
  });

  it("that names another general is dropped", () => {
    expect(read(changed("ready", CONTEXT.hash, "d".repeat(64)))).toMatchObject({
      cut: false,
      fault: { kind: "otherConfig", detail: expect.stringContaining("names another general") },
    });
  });

  it("without lives is told as that, and one of another run is dropped", () => {
    const { life: _life, ...single } = CONTEXT;
    const bare = Buffer.from(encodeReady(single, 2)[0]!);
    expect(openingOf("r", [bare])).toBeNull();
    expect(strangeness(CONTEXT, 2, [bare])).toMatchObject({
      ...malformed,
      fault: { detail: expect.stringContaining("without the lives") },
    });
    expect(strangeness({ ...CONTEXT, run: "s" }, 2, [bare])).toMatchObject({
      cut: false,
      fault: { kind: "otherRun" },
    });
  });
});

it("the longest opening is read, of a run with a long name, too", () => {
  const run = "ü".repeat(100);
  const text = textOf(encodeReady({ ...CONTEXT, run, instance: 999_999_999_999_999 }, 65_535));
  const longest = text.replace('"ready"', '"abcdefgh"').replace('"round":0', '"round":9007199254740991');
  expect(openingOf(run, [Buffer.from(longest)])).toMatchObject({
    ...{ instance: 999_999_999_999_999, type: "abcdefgh", life: LIFE, to: TO },
  });
});

it("HERE and DONE are let in by the links of a group, also where no report is as long", () => {
  const ids = Array.from({ length: 40 }, (_, at) => at + 1);
  const context = { ...CONTEXT, group: { ...GROUP, ids, m: 0 }, instance: 999_999_999_999_999 };
  const bytes = (frame: Frame) => frame.reduce((sum, part) => sum + part.length, 0);
  const phases = ["new", "next", "begun"] as const;
  const heres = phases.flatMap((phase) =>
    [true, false].map((asks) => encodeHere(context, 40, { ...HERE, word: { ...context, phase }, asks })),
  );
  const longest = Math.max(...[...heres, encodeDone(context, 40, ids)].map(bytes));
  expect(longest).toBeLessThanOrEqual(frameBytesMax(context));
});
