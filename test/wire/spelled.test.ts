/**
 * Spelled-out reports as texts (protocols/om/wire/spelled.ts) beside the careful ways, which go relay by relay: what is written is
 * what JSON.stringify makes of the relays, and exactly what the careful reader finds nothing wrong with is read, to the same report.
 */
import fc from "fast-check";
import { expect, it } from "vitest";
import type { Group, NodeId } from "../../src/core/group.js";
import { pathsOf } from "../../src/core/path.js";
import { ordersIn } from "../../src/core/protocol.js";
import { randomOrders } from "../../src/protocols/om/lies.js";
import { emptyReport, type OralReport, relaysOf } from "../../src/protocols/om/report.js";
import { oralMessages } from "../../src/protocols/om/rules.js";
import { jsonReader } from "../../src/protocols/om/wire/json.js";
import { Speller, spell } from "../../src/protocols/om/wire/spelled.js";
import { headerOf, parseCanonical, rejectHeader, type WireContext } from "../../src/wire/message.js";
import { groups } from "../core/arbitrary.js";

/** With a meaning to JSON, to regular expressions, to what is put in the place of a match, or to whoever seeks a key. */
const AWKWARD = [
  "retreat",
  "attack",
  '"',
  "\\",
  ',"order":"attack"',
  "$&",
  "a|b",
  "(x)*",
  "größer",
  "\ud800",
];

const contexts = fc
  .tuple(
    groups(3, 8, () => 4),
    fc.subarray(AWKWARD, { minLength: 2, maxLength: 5 }),
    fc.constantFrom("1", '"run"'),
  )
  .map(([group, orders, run]): WireContext => {
    const own: Group = { ...group, orders, defaultOrder: orders.at(-1) as string };
    return { group: own, hash: "c".repeat(64), run, instance: 0, wire: "json" };
  });

function someReport({ group }: WireContext, seed: number): OralReport {
  const round = seed % (group.m + 1);
  const senders = oralMessages.senders(group, round);
  const from = senders[seed % senders.length] as NodeId;
  return randomOrders(group, emptyReport(group, round, from), 0, seed);
}

/** As every reader reads what it does not recognise; null where anything is wrong. */
function carefully(context: WireContext, from: NodeId, head: Buffer) {
  const fields = parseCanonical(head);
  if (typeof fields === "string" || rejectHeader(context, from, fields)) return null;
  const round = fields["round"] as number;
  const isDue = round >= 0 && round <= context.group.m;
  if (fields["type"] !== "report" || !isDue) return null;
  if (!oralMessages.senders(context.group, round).includes(from)) return null;
  const read = jsonReader(context).read(from, fields, undefined);
  return read?.kind === "report" && read.report && read.faults.length === 0 ? read : null;
}

it("a report is written as its relays are in JSON, and its orders are counted as they are there", () => {
  fc.assert(
    fc.property(contexts, fc.nat(), (context, seed) => {
      const report = someReport(context, seed);
      const { group } = context;
      const relays = relaysOf(group, report);
      const header = headerOf(context, "report", report.round, report.from);
      expect(spell(context, report)).toBe(JSON.stringify({ ...header, relays }));
      const counts = group.orders.map((order) => relays.filter((relay) => relay.order === order).length);
      expect(ordersIn(oralMessages, group, report)).toEqual(counts);
    }),
    { numRuns: 300 },
  );
});

const RELAY = /\{"path":\[[\d,]*\],"order":"(?:[^"\\]|\\.)*"\}/g;

/** What a liar would try, and what a bad line does. */
const CHANGES: ((text: string, dice: (below: number) => number) => string)[] = [
  (text) => text,
  // two relays change places, one comes twice, one is missing
  (text, dice) =>
    withRelays(text, (all) => ([all[0], all[dice(all.length)]] = [all[dice(all.length)], all[0]])),
  (text, dice) => withRelays(text, (all) => all.splice(dice(all.length), 0, all[dice(all.length)])),
  (text, dice) => withRelays(text, (all) => all.splice(dice(all.length), 1)),
  // an order is told twice and another one left out, so that there are as many as ever
  (text) => text.replace(/,("order":"\w+")\},(.*?),"order":"\w+"\}/, ",$1$1},$2,}"),
  (text) => text.replace(/("order":"\w+")(.*?)"order":"\w+"/, '$1$2"order":'),
  (text, dice) =>
    text.replace(/"order":"\w+"/, `"order":${["1", "null", '"other"', '"attac\\u006b"'][dice(4)]}`),
  (text) => text.replace(/("path":[^"]*),("order":"[^"]*")/, "$2,$1"),
  (text, dice) => text.replace(/"round":\d+/, `"round":${dice(5)}`),
  (text, dice) => text.replace(/"from":\d+/, `"from":${dice(60)}`),
  (text, dice) => text.replace(/[[{,:]/g, (found) => (dice(200) === 0 ? `${found} ` : found)),
  (text, dice) => text.replace(/\d/g, (found) => (dice(60) === 0 ? `${dice(10)}` : found)),
  (text) => text.replace('"relays":', '"relays":[],"relays":'),
  (text) => text.replace(/\]\}$/, "]]}"),
  (text, dice) => text.slice(0, dice(text.length)) + text.slice(dice(text.length)),
];

function withRelays(text: string, change: (all: (string | undefined)[]) => void): string {
  const all: (string | undefined)[] = text.match(RELAY) ?? [];
  const relays = all.join(",");
  change(all);
  return text.replace(relays, () => all.join(","));
}

it("read is what the careful reader finds nothing wrong with, and nothing else", () => {
  let [good, bad, deceptive] = [0, 0, 0];
  fc.assert(
    fc.property(contexts, fc.nat(), fc.nat(), (context, seed, change) => {
      const report = someReport(context, seed);
      let state = seed;
      const dice = (below: number) => (state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0) % below;
      const text = (CHANGES[change % CHANGES.length] as (typeof CHANGES)[number])(
        spell(context, report),
        dice,
      );
      const head = Buffer.from(text);
      if (change % 7 === 0) head[dice(head.length)] = dice(256);
      const expected = carefully(context, report.from, head);
      expect(new Speller(context).read(report.from, head)).toEqual(expected);
      if (expected) good++;
      else bad++;
      // whoever compared no paths would take these for whole
      const orders = String(head).match(/"order":/g)?.length;
      if (!expected && orders === relaysOf(context.group, report).length) deceptive++;
    }),
    { numRuns: 4000 },
  );
  expect(Math.min(good, bad, deceptive)).toBeGreaterThan(300);
});

it("a byte that is no UTF-8 is not read as the character that stands for such", () => {
  const group = {
    protocol: "om",
    ids: [1, 2, 3, 4],
    general: 1,
    m: 1,
    orders: ["\ufffd", "b"],
    defaultOrder: "b",
  } as const;
  const context: WireContext = { group, hash: "c".repeat(64), run: "1", instance: 0, wire: "json" };
  const report = { round: 1, from: 2, planes: [Uint16Array.of(1)] };
  const head = Buffer.from(spell(context, report));
  const speller = new Speller(context);
  expect(speller.read(2, head)?.report).toEqual(report);
  const at = head.indexOf("\ufffd");
  const broken = Buffer.concat([head.subarray(0, at), Buffer.of(0xff), head.subarray(at + 3)]);
  expect(broken.toString()).toBe(head.toString());
  expect(speller.read(2, broken)).toBe(null);
});

it("a row of 32 relays is spelled and read as it is", () => {
  const ids = Array.from({ length: 34 }, (_, at) => at + 1);
  const group: Group = {
    protocol: "om",
    ids,
    general: 1,
    m: 2,
    orders: ["retreat", "attack"],
    defaultOrder: "retreat",
  };
  const context: WireContext = { group, hash: "c".repeat(64), run: "1", instance: 0, wire: "json" };
  const report = oralMessages.reportOf(
    group,
    2,
    2,
    pathsOf(group, 2, 2).map((path) => ({ path, order: "attack" })),
  );
  expect(new Speller(context).read(2, Buffer.from(spell(context, report)))?.report).toEqual(report);
});
