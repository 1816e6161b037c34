/** Rows 9 to 13, 19 and 40 of docs/SECURITY.md: a member sends what is no message of this run, and is cut. */

import { expect, it } from "vitest";
import type { Fault } from "../../src/core/fault.js";
import type { Group } from "../../src/core/group.js";
import { emptyReport } from "../../src/protocols/om/report.js";
import { encodeReport, type WireContext } from "../../src/wire/codec.js";
import { Member, type Parts } from "./member.js";
import { agreed, expectFault, type Stage, stage, startLoyal } from "./stage.js";

interface Attack {
  readonly what: string;
  readonly parts: (honest: { ready: string; report: readonly Buffer[] }) => Parts;
  readonly kind?: Fault["kind"];
  readonly detail: RegExp;
}

const replaced = (text: string, from: string | RegExp, to: string) => {
  const changed = text.replace(from, to);
  if (changed === text) throw new Error(`nothing to replace: ${String(from)}`);
  return [changed];
};
const relays = (text: string, value: string) => replaced(text, /"relays":.*$/, `"relays":${value}}`);
const deep = "[".repeat(60) + "]".repeat(60);

/** Each is sent to a node of its own, behind an honest READY. Nodes 6 and 7 send five each. */
const IN_JSON: readonly Attack[] = [
  { what: "9: a part too many", parts: ({ report }) => [...report, "x"], detail: /second part/ },
  { what: "9: three parts", parts: ({ report }) => [...report, "x", "y"], detail: /more than two parts/ },
  { what: "10: truncated", parts: ({ ready }) => [ready.slice(0, -1)], detail: /not JSON/ },
  { what: "10: trailing bytes", parts: ({ ready }) => [`${ready} `], detail: /not canonical/ },
  { what: "10: empty", parts: () => ["", ""], detail: /empty message/ },
  {
    what: "11: a key twice",
    parts: ({ ready }) => replaced(ready, '"round":0', '"round":0,"round":0'),
    detail: /not canonical/,
  },
  {
    what: "11: __proto__",
    parts: ({ ready }) => replaced(ready, '"round":0', '"round":0,"__proto__":{}'),
    detail: /not canonical|not plain/,
  },
  {
    what: "11: a number in another form",
    parts: ({ ready }) => replaced(ready, '"round":0', '"round":0.0'),
    detail: /not canonical/,
  },
  {
    what: "12: deep nesting",
    parts: ({ report }) => relays(String(report[0]), deep),
    detail: /not \{path, order\}/,
  },
  {
    what: "12: a giant count",
    parts: ({ report }) => relays(String(report[0]), "4294967295"),
    detail: /exactly the keys/,
  },
];

const IN_PACKED: readonly Attack[] = [
  {
    what: "12: a count of its own",
    parts: ({ report }) => [...replaced(String(report[0]), /"rows":\d+/, '"rows":9'), report[1]!],
    detail: /another shape/,
  },
  {
    what: "10: a body too short",
    parts: ({ report }) => [report[0]!, report[1]!.subarray(1)],
    detail: /a piece of 1 bytes where 2 belong/,
  },
  {
    what: "10: a bit beyond its rows",
    parts: ({ report }) => [report[0]!, Buffer.from([0xff, 0xff])],
    detail: /a bit beyond/,
  },
  {
    what: "13: another version",
    parts: ({ ready }) => replaced(ready, '"version":1', '"version":2'),
    kind: "otherConfig",
    detail: /wire version 2, this node 1/,
  },
  {
    what: "13: another config hash",
    parts: ({ ready }) => replaced(ready, /"hash":"[0-9a-f]{64}"/, `"hash":"${"0".repeat(64)}"`),
    kind: "otherConfig",
    detail: /config hash 0{12}…?, this node [0-9a-f]{12}/,
  },
  {
    what: "19: another sender",
    parts: ({ ready }) => replaced(ready, /"from":\d/, '"from":2'),
    kind: "badSender",
    detail: /names node 2 as sender/,
  },
  {
    what: "19: a sender that is no member",
    parts: ({ ready }) => replaced(ready, /"from":\d/, '"from":4000000000'),
    kind: "badSender",
    detail: /names node 4000000000/,
  },
  {
    what: "40: control characters",
    parts: ({ ready }) => replaced(ready, '"ready"', '"\\u001b[2J\u202e<b>"'),
    detail: /unknown type \\u001b\[2J\\u202e<b>/,
  },
  {
    what: "40: a text without end",
    parts: ({ ready }) => replaced(ready, '"ready"', `"${"z".repeat(60)}"`),
    detail: /unknown type z{40}…$/,
  },
  {
    what: "11: not UTF-8",
    parts: ({ ready }) => [Buffer.from(ready.replace("ready", "\xff"), "latin1")],
    detail: /not UTF-8/,
  },
];

it.each([
  ["json", IN_JSON],
  ["packed", IN_PACKED],
] as const)(
  "members that send ten such messages in %s are cut, and five loyal nodes agree",
  async (wire, attacks) => {
    const on = await stage({ n: 7, lines: [`wire: ${wire}`] });
    const victims = [1, 2, 3, 4, 5];
    const attackOf = (liar: number, victim: number) => attacks[(liar - 6) * 5 + victim - 1]!;
    for (const liar of [6, 7])
      await Member.join(on, liar, ({ type, to, parts }) => {
        if (type !== "ready" || to > 5) return type === "ready" || to > 5 ? [parts] : [];
        return [parts, attackOf(liar, to).parts(honest(on, liar, parts))];
      });
    const outcomes = await agreed(victims.map((id) => startLoyal(on, id)));
    for (const liar of [6, 7]) {
      for (const victim of victims) {
        const { kind = "malformed", detail } = attackOf(liar, victim);
        expectFault(outcomes, victim, { from: liar, kind, detail });
      }
    }
    for (const { order, stderr } of outcomes.values()) {
      expect(order).toBe("attack");
      // Nothing of what was sent reaches a terminal as it came.
      expect(stderr).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202e]/u);
    }
  },
);

function honest({ config }: Stage, from: number, ready: readonly Buffer[]): Parameters<Attack["parts"]>[0] {
  const text = String(ready[0]);
  const { hash, run } = JSON.parse(text) as { hash: string; run: string };
  const group: Group = {
    protocol: "om",
    ids: config.nodes.map(({ id }) => id),
    general: 1,
    m: config.m,
    orders: config.orders,
    defaultOrder: config.default,
  };
  const context: WireContext = {
    group,
    hash,
    run,
    instance: 0,
    wire: config.wire === "json" ? "json" : "packed",
  };
  const report = encodeReport(context, emptyReport(group, 1, from))[0]!.map((part) => Buffer.from(part));
  return { ready: text, report };
}
