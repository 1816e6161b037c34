/**
 * A report that comes a second time, late, or too early, in a form that is shorter than its rows: nobody makes a node make the rows
 * again and again, for a short body stands for thirty times its bytes (docs/SECURITY.md, rows 16 to 18, 26 and 27).
 */
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { Lockstep } from "../../src/core/lockstep.js";
import { randomOrders } from "../../src/protocols/om/lies.js";
import { emptyReport, type OralReport } from "../../src/protocols/om/report.js";
import { oralMessages } from "../../src/protocols/om/rules.js";
import { drivenGroup } from "../../src/protocols/om/slices.js";
import { AsItCame } from "../../src/protocols/om/wire/as-it-came.js";
import { Decoder, encodeReport, type RowsForm, type WireContext } from "../../src/wire/codec.js";
import type { DecodedReport } from "../../src/wire/message.js";
import { groupOf } from "../sim/worlds.js";

const CONTEXT: WireContext = {
  group: groupOf(23, 6),
  hash: "d".repeat(64),
  run: "1",
  instance: 0,
  wire: "packed",
};
const SLICED: WireContext = { ...CONTEXT, group: drivenGroup(groupOf(25)) };
const PLAIN = emptyReport(CONTEXT.group, 6, 5);
const DRAWN = randomOrders(CONTEXT.group, PLAIN, 0, 1);

function bytesOf({ group, ...context }: WireContext, report: OralReport, reads?: RowsForm): Buffer[] {
  const [frame] = encodeReport({ ...context, group, ...(reads && { reads }) }, report);
  return (frame ?? []).map((part) => Buffer.from(part));
}

/** What node 5 says as node 2 has it. `shift`: where in memory the body lies. */
function heard(context: WireContext, [head, body]: readonly Buffer[], shift = 0): DecodedReport<OralReport> {
  const arrived = Buffer.alloc(body!.length + 8).subarray(shift, shift + body!.length);
  arrived.set(body!);
  return new Decoder(context).decode(5, [head!, arrived]) as DecodedReport<OralReport>;
}

function made(): never {
  throw new Error("rows are made");
}

beforeEach(() => {
  vi.spyOn(AsItCame.prototype, "planes", "get").mockImplementation(made);
  vi.spyOn(AsItCame.prototype, "makeIn").mockImplementation(made);
});

afterEach(() => {
  vi.restoreAllMocks();
});

function nodeIn({ group }: WireContext): Lockstep<OralReport> {
  const party = oralMessages.make({ group, self: 2, order: "retreat" });
  const timing = { roundTimeoutMs: 1000, startTimeoutMs: 1000 };
  const node = new Lockstep<OralReport>({ protocol: oralMessages, group, self: 2, party, timing }, 0);
  for (const id of group.ids) if (id !== 2) node.step({ kind: "peer", id, is: "heard" }, 0);
  for (const id of group.ids) if (id !== 2) node.step({ kind: "message", from: id, message: READY(id) }, 0);
  return node;
}

const READY = (id: number) => ({ kind: "ready", by: [id] }) as const;

it.each(["patterned", "tight"] as const)(
  "a %s report again is no fault wherever it lies in memory",
  (form) => {
    const frame = bytesOf(CONTEXT, form === "tight" ? DRAWN : PLAIN, form);
    expect(frame[0]?.toString()).toContain(`"${form}":true`);
    const node = nodeIn(CONTEXT);
    for (const shift of [0, 4, 1, 2, 8])
      expect(
        node.step({ kind: "message", from: 5, message: heard(CONTEXT, frame, shift) }, 1).faults,
      ).toEqual([]);
  },
);

it("another one is a fault, be it that it tells the same in another form; and no rows are made", () => {
  const patterned = bytesOf(CONTEXT, PLAIN, "patterned");
  const tight = bytesOf(CONTEXT, PLAIN, "tight");
  const other = bytesOf(CONTEXT, DRAWN, "patterned");
  for (const [first, ...more] of [
    [patterned, tight, other],
    [tight, patterned, other],
    [other, patterned, tight],
  ] as const) {
    const node = nodeIn(CONTEXT);
    expect(node.step({ kind: "message", from: 5, message: heard(CONTEXT, first) }, 1).faults).toEqual([]);
    for (const one of more)
      expect(node.step({ kind: "message", from: 5, message: heard(CONTEXT, one) }, 1).faults).toMatchObject([
        { from: 5, round: 6, kind: "duplicate" },
      ]);
  }
});

it("one that came as rows is not compared with one whose rows would have to be made", () => {
  const node = nodeIn(CONTEXT);
  const message = { kind: "report", round: 6, report: PLAIN, faults: [] } as const;
  expect(node.step({ kind: "message", from: 5, message }, 1).faults).toEqual([]);
  const again = heard(CONTEXT, bytesOf(CONTEXT, PLAIN, "patterned"));
  expect(node.step({ kind: "message", from: 5, message: again }, 1).faults).toMatchObject([
    { kind: "duplicate" },
  ]);
});

it("neither are rows made of what comes late, or for a slice too far ahead", () => {
  const { group } = CONTEXT;
  const node = nodeIn(CONTEXT);
  for (let round = 0; round <= group.m; round++) node.step({ kind: "tick" }, 1000 * (round + 1));
  const late = heard(CONTEXT, bytesOf(CONTEXT, PLAIN, "patterned"));
  expect(node.step({ kind: "message", from: 5, message: late }, 7001).faults).toMatchObject([
    { kind: "closedRound" },
  ]);
  const round = oralMessages.lastRound(SLICED.group);
  const report = emptyReport(SLICED.group, round, 5);
  const early = heard(SLICED, bytesOf(SLICED, report, "patterned"));
  expect(nodeIn(SLICED).step({ kind: "message", from: 5, message: early }, 1).faults).toMatchObject([
    { kind: "badRound" },
  ]);
});
