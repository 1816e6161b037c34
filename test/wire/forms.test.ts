/** What a member says again and again, and encodes once: always the bytes that encoding it anew gives. */
import fc from "fast-check";
import { expect, it } from "vitest";
import type { Form } from "../../src/core/form.js";
import type { Group } from "../../src/core/group.js";
import { alone } from "../../src/net/form.js";
import { protocolOf } from "../../src/protocols/index.js";
import { randomOrders } from "../../src/protocols/om/lies.js";
import { emptyReport } from "../../src/protocols/om/report.js";
import { encodeDone, encodeReady, encodeReport, type Frame, type WireContext } from "../../src/wire/codec.js";
import { Forms } from "../../src/wire/forms.js";
import { addressed } from "./addressed.js";

const GROUP: Group = {
  ...{ protocol: "om", ids: [1, 2, 3, 4, 5, 6, 7], general: 1, m: 2 },
  ...{ orders: ["retreat", "attack", "wait"], defaultOrder: "retreat" },
};
const TO = "c".repeat(32);

const contextOf = (instance: number, more: Partial<WireContext> = {}): WireContext => ({
  ...{ group: GROUP, hash: "d".repeat(64), run: "ü", instance, life: "e".repeat(32), wire: "json" },
  ...more,
});

function sent(form: Form<Buffer> | null, instance: number): Buffer {
  const parts = alone({ message: form!, number: instance }, { at: form!.stampAt, text: TO });
  return Buffer.from(parts[0]!);
}

const anew = (frame: Frame) => Buffer.from(addressed(frame, TO)[0]!);

const instances = fc.array(fc.nat(999_999_999_999_999), { minLength: 2, maxLength: 6 });

it("READY and DONE are as if encoded anew", () => {
  fc.assert(
    fc.property(instances, fc.array(fc.subarray([1, 3, 7]), { maxLength: 30 }), (numbers, lists) => {
      const forms = new Forms(contextOf(numbers[0]!), 2);
      for (const instance of numbers) {
        expect(sent(forms.ready(), instance)).toEqual(anew(encodeReady(contextOf(instance), 2)));
        for (const missed of lists)
          expect(sent(forms.done(missed), instance)).toEqual(
            anew(encodeDone(contextOf(instance), 2, missed)),
          );
      }
    }),
  );
});

it("so is a report, whichever were told before it", () => {
  fc.assert(
    fc.property(instances, fc.array(fc.nat(99), { minLength: 1, maxLength: 30 }), (numbers, seeds) => {
      const forms = new Forms(contextOf(numbers[0]!), 2);
      for (const instance of numbers)
        for (const seed of seeds) {
          const report = randomOrders(GROUP, emptyReport(GROUP, 1 + (seed % 2), 2), 0, seed);
          const [frame] = encodeReport(contextOf(instance), report) as [Frame];
          expect(sent(forms.report(report), instance)).toEqual(anew(frame));
        }
    }),
    { numRuns: 20 },
  );
});

it("a report is encoded once, though it is another object each time", () => {
  const forms = new Forms(contextOf(1), 2);
  const report = () => randomOrders(GROUP, emptyReport(GROUP, 2, 2), 0, 5);
  const form = forms.report(report());
  expect(form).not.toBeNull();
  expect(forms.report(report())).toBe(form);
});

it("of what is said in ever other words the last few are remembered", () => {
  const forms = new Forms(contextOf(1), 2);
  const report = (seed: number) => forms.report(randomOrders(GROUP, emptyReport(GROUP, 2, 2), 0, seed));
  const done = (seed: number) => forms.done(GROUP.ids.filter((id) => (seed >> (id - 1)) & 1));
  for (const said of [report, done]) {
    const first = said(0);
    for (let seed = 1; seed < 16; seed++) said(seed);
    expect(said(0)).toBe(first);
    said(16);
    expect(said(0)).not.toBe(first);
  }
});

it("reports that are packed, long, signed or of values are encoded each time", () => {
  const of = (context: WireContext, report = emptyReport(context.group, 1, 2)) =>
    new Forms(context, 2).report(report);
  expect(of(contextOf(1, { wire: "packed" }))).toBeNull();
  const ids = Array.from({ length: 16 }, (_, at) => at + 1);
  const large = { ...GROUP, ids, m: 5 };
  expect(of(contextOf(1, { group: large }), emptyReport(large, 3, 2))).toBeNull();
  const signed: Group = { ...GROUP, protocol: "sm" };
  const word = protocolOf(signed).reportOf(signed, 0, 2, []) as never;
  expect(of(contextOf(1, { group: signed }), word)).toBeNull();
  const orders = ["a", "b"].map((digit) => digit.repeat(64));
  const contents = Object.fromEntries(orders.map((order, at) => [order, `${at}`]));
  const valued: Group = { ...GROUP, orders, defaultOrder: orders[0]!, contents };
  const told = protocolOf(valued).reportOf(valued, 1, 2, [{ path: [1, 2], order: orders[1]! }]) as never;
  expect(of(contextOf(1, { group: valued }), told)).toBeNull();
});
