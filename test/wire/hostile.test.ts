/** What a hostile peer can send as a report, by the rows of the table in docs/SECURITY.md: data comes back, never an exception. */

import { describe, expect, it } from "vitest";
import type { Group } from "../../src/core/group.js";
import { Lockstep } from "../../src/core/lockstep.js";
import { NOTHING } from "../../src/core/machine.js";
import { BitTree } from "../../src/protocols/om/bit-tree.js";
import { emptyReport, type OralReport, relaysOf, reportOf } from "../../src/protocols/om/report.js";
import { OralMessages, oralMessages } from "../../src/protocols/om/rules.js";
import { Decoder, encodeDone, encodeReady, encodeReport, type WireContext } from "../../src/wire/codec.js";
import type { DecodedReport } from "../../src/wire/message.js";

const GROUP: Group = {
  protocol: "om",
  ids: [1, 2, 3, 4, 5, 6, 7],
  general: 1,
  m: 2,
  orders: ["retreat", "attack"],
  defaultOrder: "retreat",
};
const CONTEXT: WireContext = { group: GROUP, hash: "a".repeat(64), run: "r1", instance: 0, wire: "json" };
const PACKED: WireContext = { ...CONTEXT, wire: "packed" };

/** Node 3's honest report of round 2, with attack on every path. */
const HONEST: OralReport = reportOf(
  GROUP,
  2,
  3,
  relaysOf(GROUP, emptyReport(GROUP, 2, 3)).map(({ path }) => ({ path, order: "attack" })),
);
const TEXT = Buffer.from(encodeReport(CONTEXT, HONEST)[0]?.[0] as Uint8Array).toString();

const replaced = (from: string | RegExp, to: string) => {
  const text = TEXT.replace(from, to);
  if (text === TEXT) throw new Error(`nothing to replace: ${String(from)}`);
  return [Buffer.from(text)];
};
const heard = (parts: Buffer[], context = CONTEXT) => new Decoder(context).decode(3, parts);
const rejected = (kind: string, cut: boolean) => ({ kind: "reject", fault: { from: 3, kind }, cut });
const voided = { kind: "report", report: null, faults: [{ from: 3, round: 2, kind: "badPath" }] };

describe("a report in json", () => {
  it("is read back as it was written", () => {
    expect(heard([Buffer.from(TEXT)])).toEqual({ kind: "report", round: 2, report: HONEST, faults: [] });
  });

  it.each<[row: number, what: string, parts: Buffer[], expected: object]>([
    [9, "a second part", [Buffer.from(TEXT), Buffer.from("x")], rejected("malformed", true)],
    [10, "no part", [], rejected("malformed", true)],
    [10, "an empty message", [Buffer.alloc(0)], rejected("malformed", true)],
    [10, "truncated", [Buffer.from(TEXT.slice(0, -1))], rejected("malformed", true)],
    [10, "trailing bytes", [Buffer.from(`${TEXT} `)], rejected("malformed", true)],
    [10, "not UTF-8", [Buffer.from(TEXT.replace("attack", "\xff"), "latin1")], rejected("malformed", true)],
    [11, "a key twice", replaced('"from":3', '"from":3,"from":3'), rejected("malformed", true)],
    [11, "__proto__", replaced('"from":3', '"from":3,"__proto__":{"from":4}'), rejected("malformed", true)],
    [
      11,
      "keys in another order",
      replaced('"round":2,"from":3', '"from":3,"round":2'),
      rejected("malformed", true),
    ],
    [11, "a number in another form", replaced('"round":2', '"round":2.0'), rejected("malformed", true)],
    [11, "white space", replaced(',"from"', ', "from"'), rejected("malformed", true)],
    [11, "an unknown key", replaced('"from":3', '"from":3,"x":1'), rejected("malformed", true)],
    [11, "an array", [Buffer.from("[]")], rejected("malformed", true)],
    [
      12,
      "deep nesting",
      replaced(/"relays":.*$/, `"relays":${"[".repeat(20_000)}${"]".repeat(20_000)}}`),
      rejected("malformed", true),
    ],
    [
      12,
      "no relays but a number",
      replaced(/"relays":.*$/, '"relays":4294967295}'),
      rejected("malformed", true),
    ],
    [13, "another version", replaced('"version":1', '"version":2'), rejected("otherConfig", true)],
    [13, "another config hash", replaced(/a{64}/, "b".repeat(64)), rejected("otherConfig", true)],
    [14, "another run", replaced('"run":"r1"', '"run":"r0"'), rejected("otherRun", false)],
    [14, "another instance", replaced('"instance":0', '"instance":1'), rejected("otherRun", false)],
    [18, "a round that does not exist", replaced('"round":2', '"round":3'), rejected("badRound", false)],
    [18, "a negative round", replaced('"round":2', '"round":-1'), rejected("badRound", false)],
    [18, "a round that is no number", replaced('"round":2', '"round":"2"'), rejected("malformed", true)],
    [18, "a round in which it owes nothing", replaced('"round":2', '"round":0'), rejected("badRound", false)],
    [19, "another sender", replaced('"from":3', '"from":4'), rejected("badSender", true)],
    [20, "a path that does not start at the general", replaced("[1,4,3]", "[2,4,3]"), voided],
    [21, "an id twice in a path", replaced("[1,4,3]", "[1,1,3]"), voided],
    [22, "the sender's own id before the last hop", replaced("[1,4,3]", "[1,3,3]"), voided],
    [23, "another last hop", replaced("[1,4,3]", "[1,4,5]"), voided],
    [24, "a path too long", replaced("[1,4,3]", "[1,2,4,3]"), voided],
    [24, "an unknown id", replaced("[1,4,3]", "[1,8,3]"), voided],
    [24, "an id that is no number", replaced("[1,4,3]", '[1,"4",3]'), rejected("malformed", true)],
    [
      24,
      "paths out of order",
      replaced(/({"path":\[1,4,3\][^}]*}),({[^}]*})/, "$2,$1"),
      rejected("malformed", true),
    ],
    [24, "a relay without its order", replaced(',"order":"attack"', ""), rejected("malformed", true)],
    [24, "a path twice", replaced(/({"path":\[1,4,3\][^}]*})/, "$1,$1"), rejected("malformed", true)],
    [
      11,
      "a relay with an unknown key",
      replaced('"order":"attack"', '"order":"attack","x":1'),
      rejected("malformed", true),
    ],
  ])("row %i: %s", (_row, _what, parts, expected) => {
    expect(heard(parts)).toMatchObject(expected);
  });

  it("row 25: a path that is missing stands for the default order, and is a fault", () => {
    const decoded = heard(replaced(/{"path":\[1,4,3\][^}]*},/, ""));
    expect(decoded).toMatchObject({ faults: [{ kind: "missingPath", detail: "no relay for path 1.4.3" }] });
    const { report } = decoded as DecodedReport<OralReport>;
    const orders = relaysOf(GROUP, report as OralReport).map(
      ({ path, order }) => `${path.join(".")} ${order}`,
    );
    expect(orders).toEqual(["1.2.3 attack", "1.4.3 retreat", "1.5.3 attack", "1.6.3 attack", "1.7.3 attack"]);
  });

  it("row 28: an unknown order stands for the default order, and is a fault that is safe to print", () => {
    const decoded = heard(
      replaced('[1,4,3],"order":"attack"', `[1,4,3],"order":"\\u001b[31m${"x".repeat(99)}"`),
    );
    expect(decoded).toMatchObject({ faults: [{ kind: "badOrder" }] });
    const [fault] = decoded && "faults" in decoded ? decoded.faults : [];
    expect(fault?.detail).toMatch(/^order \\u001b\[31mx+… at path 1\.4\.3$/);
    expect(relaysOf(GROUP, (decoded as DecodedReport<OralReport>).report as OralReport)[1]?.order).toBe(
      "retreat",
    );
  });

  it("READY and DONE are plain, and nothing else", () => {
    expect(heard([Buffer.from(encodeReady(CONTEXT, 3)[0] as Uint8Array)])).toEqual({
      kind: "ready",
      by: [3],
    });
    expect(heard([Buffer.from(encodeDone(CONTEXT, 3)[0] as Uint8Array)])).toEqual({
      kind: "done",
      missed: [],
    });
    expect(heard(replaced('"type":"report"', '"type":"ready"'))).toMatchObject(rejected("malformed", true));
    expect(heard(replaced('"type":"report"', '"type":"attack"'))).toMatchObject(rejected("malformed", true));
  });
});

it("row 18: the general owes none but its order", () => {
  const context = { ...CONTEXT, group: { ...GROUP, general: 3 } };
  expect(heard([Buffer.from(TEXT)], context)).toMatchObject(rejected("badRound", false));
});

describe("a packed report", () => {
  const frame = encodeReport(PACKED, HONEST)
    .flat()
    .map((part) => Buffer.from(part)) as [Buffer, Buffer];
  const head = (from: string, to: string) => [Buffer.from(frame[0].toString().replace(from, to)), frame[1]];

  it("is read back as it was written", () => {
    expect(heard(frame, PACKED)).toEqual({ kind: "report", round: 2, report: HONEST, faults: [] });
  });

  it.each<[row: number, what: string, parts: Buffer[]]>([
    [9, "without its body", [frame[0]]],
    [10, "with a short body", [frame[0], frame[1].subarray(1)]],
    [10, "with a long body", [frame[0], Buffer.concat([frame[1], frame[1]])]],
    [12, "with a giant count", head('"rows":1', '"rows":4294967295')],
    [12, "of another shape", head('"rowBits":5', '"rowBits":6')],
    [12, "with a piece that does not exist", head('"piece":0', '"piece":1')],
    [24, "with a bit beyond its rows", [frame[0], Buffer.from([0xff, 0xff])]],
    [11, "that claims to be json", [Buffer.from(TEXT)]],
  ])("row %i: %s is void and cut", (_row, _what, parts) => {
    expect(heard(parts, PACKED)).toMatchObject(rejected("malformed", true));
  });
});

describe("what the rounds make of a report", () => {
  const linked = () => {
    const timing = { roundTimeoutMs: 100, startTimeoutMs: 1000 };
    const party = new OralMessages(new BitTree(GROUP), 4, "retreat");
    const node = new Lockstep({ protocol: oralMessages, group: GROUP, self: 4, party, timing }, 0);
    for (const id of [1, 2, 3, 5, 6, 7]) node.step({ kind: "peer", id, is: "heard" }, 0);
    return node;
  };
  const empty = (round: number) => emptyReport(GROUP, round, round === 0 ? 1 : 3);
  const start = (node: Lockstep<OralReport>) => {
    for (const from of [1, 2, 3, 5, 6])
      node.step({ kind: "message", from, message: { kind: "ready", by: [from] } }, 1);
    return node;
  };
  const hear = (node: Lockstep<OralReport>, from: number, report: OralReport, now: number) => {
    const { round } = report;
    return node.step({ kind: "message", from, message: { kind: "report", round, report, faults: [] } }, now);
  };
  const acceptedBy = (node: Lockstep<OralReport>, now: number) =>
    node.step({ kind: "tick" }, now).notes.filter(({ kind }) => kind === "accept");

  it("row 16: a report of a closed round is dropped, and is a fault", () => {
    const node = start(linked());
    node.step({ kind: "tick" }, 101);
    expect(hear(node, 1, empty(0), 102).faults).toMatchObject([{ kind: "closedRound", round: 0 }]);
  });

  it("row 17: a report of a later round is kept, even before the start", () => {
    const node = linked();
    expect(hear(node, 3, empty(1), 0)).toEqual(NOTHING);
    hear(start(node), 1, empty(0), 2);
    expect(acceptedBy(node, 500)).toMatchObject([
      { round: 1, from: 3 },
      { round: 2, from: 4 },
    ]);
  });

  it("row 17: an order before the start is kept, and told to nobody until then: who relays has begun", () => {
    const node = linked();
    expect(hear(node, 1, empty(0), 0).send).toEqual([]);
    for (const from of [1, 2, 3])
      node.step({ kind: "message", from, message: { kind: "ready", by: [from] } }, 1);
    expect(node.step({ kind: "tick" }, 1).send).toEqual([]);
    const { send } = node.step({ kind: "message", from: 5, message: { kind: "ready", by: [5] } }, 2);
    expect(send).toMatchObject([{ to: [2, 3, 5, 6, 7], message: { kind: "report", round: 1 } }]);
  });

  it("row 18: a report in a round where the peer owes none is dropped, and is a fault", () => {
    const early = { ...empty(0), from: 3 };
    expect(hear(start(linked()), 3, early, 2).faults).toMatchObject([{ kind: "badRound", round: 0 }]);
  });

  it("row 26: the same report again is no fault; row 27: another one is, and the first stands", () => {
    const node = start(linked());
    const first = empty(1);
    hear(node, 3, first, 2);
    expect(hear(node, 3, first, 3)).toEqual(NOTHING);
    const second = reportOf(GROUP, 1, 3, [{ path: [1, 3], order: "attack" }]);
    expect(hear(node, 3, second, 4).faults).toMatchObject([{ kind: "duplicate", round: 1 }]);
    const accepted = acceptedBy(node, 1000).filter((note) => "from" in note && note.from === 3);
    expect(accepted).toMatchObject([{ report: first }]);
  });
});
