/** Reports of protocol vector on the wire: the rows of docs/SECURITY.md's list of what a hostile peer sends. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { deviationOf } from "../../src/adversary/deviation.js";
import type { Group } from "../../src/core/group.js";
import { PRINTABLE } from "../../src/core/order-text.js";
import type { TraitorEntry } from "../../src/core/traitor.js";
import type { TextReport } from "../../src/protocols/om/text-tree.js";
import { interactiveConsistency, vectorPathsOf } from "../../src/protocols/vector/rules.js";
import { Decoder, encodeReport, frameBytesMax, type WireContext } from "../../src/wire/codec.js";

const GROUP: Group = {
  protocol: "vector",
  ids: [1, 2, 3, 4],
  general: 1,
  m: 1,
  orders: ["none", "0"],
  defaultOrder: "none",
};
const CONTEXT: WireContext = { group: GROUP, hash: "a".repeat(64), run: "r", instance: 0, wire: "json" };
const VALUES: Readonly<Record<number, string>> = { 1: "100", 2: "12:30", 4: "行" };
const report = (
  round: number,
  from: number,
  orderOf = (path: readonly number[]) => VALUES[path[0] as number] ?? "x",
): TextReport => ({
  round,
  from,
  relays: vectorPathsOf(GROUP, round, from).map((path) => ({ path, order: orderOf(path) })),
});
const HONEST = report(1, 3);
const bytesOf = (made: TextReport, context = CONTEXT) =>
  Buffer.concat(
    encodeReport(context, made)
      .flat()
      .map((part) => Buffer.from(part)),
  );
const TEXT = bytesOf(HONEST).toString();
const heard = (...parts: Buffer[]) => new Decoder(CONTEXT).decode(3, parts);
const replaced = (from: string, to: string) => {
  if (!TEXT.includes(from)) throw new Error(`nothing to replace: ${from}`);
  return Buffer.from(TEXT.replace(from, to));
};

describe("a report of all instances", () => {
  it("is written as documented and read back", () => {
    const relays =
      '"relays":[{"path":[1,3],"order":"100"},{"path":[2,3],"order":"12:30"},{"path":[4,3],"order":"行"}]}';
    expect(TEXT.endsWith(relays)).toBe(true);
    expect(heard(Buffer.from(TEXT))).toEqual({ kind: "report", round: 1, report: HONEST, faults: [] });
    const first = report(0, 3, () => "7");
    expect(heard(bytesOf(first))).toEqual({ kind: "report", round: 0, report: first, faults: [] });
  });

  it.each<[row: number, what: string, bytes: Buffer]>([
    [10, "truncated", Buffer.from(TEXT.slice(0, -1))],
    [10, "trailing bytes", Buffer.from(`${TEXT} `)],
    [11, "a key twice", replaced('"order":"100"', '"order":"100","order":"100"')],
    [11, "white space", replaced('"order":"100"', '"order": "100"')],
    [11, "a value that is a number", replaced('"100"', "100")],
    [11, "a relay with a further key", replaced('"order":"100"', '"order":"100","x":1')],
    [12, "a number in the place of relays", Buffer.from(TEXT.replace(/"relays":.*$/, '"relays":9}'))],
    [
      25,
      "paths out of order",
      replaced(
        '{"path":[1,3],"order":"100"},{"path":[2,3],"order":"12:30"}',
        '{"path":[2,3],"order":"12:30"},{"path":[1,3],"order":"100"}',
      ),
    ],
    [
      25,
      "a path twice",
      replaced('{"path":[1,3],"order":"100"}', '{"path":[1,3],"order":"100"},{"path":[1,3],"order":"100"}'),
    ],
  ])("row %i: %s closes the link", (_row, _what, bytes) => {
    expect(heard(bytes)).toMatchObject({ kind: "reject", fault: { from: 3, kind: "malformed" }, cut: true });
  });

  it("row 19: another sender in the header closes the link", () => {
    expect(heard(replaced('"from":3', '"from":2'))).toMatchObject({
      kind: "reject",
      fault: { kind: "badSender" },
      cut: true,
    });
  });

  it("row 9: a second part closes the link", () => {
    expect(heard(Buffer.from(TEXT), Buffer.from("x"))).toMatchObject({ kind: "reject", cut: true });
  });

  it.each<[row: number, what: string, path: string]>([
    [20, "of a general who is not there", "[9,3]"],
    [20, "of the sender's own instance", "[3,3]"],
    [21, "with an id twice", "[1,1]"],
    [23, "that ends at another node", "[1,2]"],
    [24, "that is too long", "[1,2,3]"],
    [24, "that is too short", "[3]"],
    [24, "that is empty", "[]"],
  ])("row %i: a path %s makes the report void", (_row, _what, path) => {
    expect(heard(replaced("[1,3]", path))).toMatchObject({
      kind: "report",
      report: null,
      faults: [{ kind: "badPath" }],
    });
  });

  it("row 25: a path that is missing is the default order", () => {
    const expected = report(1, 3, ([general]) =>
      general === 1 ? "none" : (VALUES[general as number] as string),
    );
    expect(heard(replaced('{"path":[1,3],"order":"100"},', ""))).toMatchObject({
      report: expected,
      faults: [{ kind: "missingPath" }],
    });
  });

  it.each([
    ["empty", ""],
    ["too long", "x".repeat(65)],
    ["a control character", "\\u0007"],
    ["half a character", "\\ud800"],
  ])("rows 28 and 40: a value that is no printable text (%s) is the default order", (_what, value) => {
    const expected = report(1, 3, ([general]) =>
      general === 1 ? "none" : (VALUES[general as number] as string),
    );
    expect(heard(replaced('"100"', `"${value}"`))).toMatchObject({
      report: expected,
      faults: [{ kind: "badOrder" }],
    });
  });

  it("rows 16 to 18: a round that does not exist is dropped", () => {
    expect(heard(replaced('"round":1', '"round":2'))).toMatchObject({
      kind: "reject",
      fault: { kind: "badRound" },
      cut: false,
    });
  });
});

describe("sizes and bytes of any kind", () => {
  const values = fc
    .string({ minLength: 1, maxLength: 64, unit: "grapheme" })
    .filter((text) => PRINTABLE.test(text));

  it("every report fits in the largest frame and is read back as it was", () => {
    fc.assert(
      fc.property(fc.array(values, { minLength: 3, maxLength: 3 }), fc.constantFrom(0, 1), (told, round) => {
        const made = report(round, 3, ([general]) => told[(general as number) % 3] as string);
        const bytes = bytesOf(made);
        expect(bytes.length).toBeLessThanOrEqual(frameBytesMax(CONTEXT));
        expect(heard(bytes)).toMatchObject({ report: made, faults: [] });
      }),
    );
    const longest = report(1, 3, () => "😀".repeat(64));
    expect(bytesOf(longest).length).toBeLessThanOrEqual(frameBytesMax(CONTEXT));
  });

  it("changed bytes never throw", () => {
    fc.assert(
      fc.property(fc.nat(TEXT.length - 1), fc.nat(255), (at, byte) => {
        const bytes = Buffer.from(TEXT);
        bytes[at % bytes.length] = byte;
        expect(() => heard(bytes)).not.toThrow();
      }),
      { numRuns: 2000 },
    );
  });
});

describe("strategies", () => {
  const told = (traitor: TraitorEntry, to: number) =>
    deviationOf<TextReport>(GROUP, traitor, 1)
      .lie(HONEST, 1, to)
      ?.relays.map(({ order }) => order);

  it("lie about the relays of all instances alike, and leave the honest report alone", () => {
    const before = structuredClone(HONEST);
    expect(told({ id: 3, strategy: "flip" }, 1)).toEqual(["none", "none", "none"]);
    expect(told({ id: 3, strategy: "split" }, 1)).toEqual(["100", "12:30", "行"]);
    expect(told({ id: 3, strategy: "split" }, 2)).toEqual(["none", "none", "none"]);
    expect(told({ id: 3, strategy: "always", order: "any text" }, 2)).toEqual(Array(3).fill("any text"));
    expect(told({ id: 3, strategy: "collude", tell: { 1: "105", 2: "90" } }, 2)).toEqual(["90", "90", "90"]);
    expect(told({ id: 3, strategy: "silent" }, 2)).toBeUndefined();
    const lies = [
      { round: 1, to: 2, path: [4, 3], order: "5" },
      { round: 1, to: 2, path: [1, 3], order: null },
    ];
    expect(told({ id: 3, strategy: "script", lies }, 2)).toEqual(["none", "12:30", "5"]);
    expect(told({ id: 3, strategy: "script", lies }, 1)).toEqual(["100", "12:30", "行"]);
    expect(HONEST).toEqual(before);
  });

  it("at random draw from orders and the values that are known, the same for the same seed and receiver", () => {
    const group = { ...GROUP, ids: [1, 2, 3, 4, 5, 6, 7], m: 2 };
    const relays = vectorPathsOf(group, 2, 3).map((path) => ({ path, order: "100" }));
    const honest = interactiveConsistency.reportOf(group, 2, 3, relays);
    const lie = (to: number, seed: number) =>
      deviationOf<TextReport>(group, { id: 3, strategy: "random" }, seed).lie(honest, 2, to);
    const orders = lie(1, 7)?.relays.map(({ order }) => order) ?? [];
    expect(new Set(orders)).toEqual(new Set(["none", "0", "100"]));
    expect(lie(1, 7)).toEqual(lie(1, 7));
    expect(lie(2, 7)).not.toEqual(lie(1, 7));
    expect(lie(1, 8)).not.toEqual(lie(1, 7));
  });
});
