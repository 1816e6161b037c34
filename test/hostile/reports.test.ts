/** Rows 20 to 25, 28, 29 and 40 of docs/SECURITY.md: a member's reports tell what it cannot have heard. */
import { expect, it } from "vitest";
import type { Fault } from "../../src/core/fault.js";
import { type Alter, Member } from "./member.js";
import { agreed, expectFault, stage, startLoyal } from "./stage.js";

interface Lie {
  readonly what: string;
  /** in the text of an honest report of round 2 */
  readonly change: (text: string, liar: number) => string;
  readonly kind: Fault["kind"];
  readonly detail: RegExp;
}

/** The first path of a round-2 report of node 6 or 7 is 1.2.liar. */
const firstPath = (liar: number, path: string) => (text: string) => text.replace(`[1,2,${liar}]`, path);
const firstOrder = (order: string) => (text: string) =>
  text.replace('"order":"attack"', `"order":"${order}"`);

/** Node 6's lies to nodes 2 to 5, then node 7's. */
const LIES: readonly Lie[] = [
  {
    what: "20: a path that does not start at the general",
    change: firstPath(6, "[2,3,6]"),
    kind: "badPath",
    detail: /path 2\.3\.6/,
  },
  { what: "21: an id twice", change: firstPath(6, "[1,1,6]"), kind: "badPath", detail: /path 1\.1\.6/ },
  {
    what: "22: the sender before the last hop",
    change: firstPath(6, "[1,6,6]"),
    kind: "badPath",
    detail: /path 1\.6\.6/,
  },
  { what: "23: another last hop", change: firstPath(6, "[1,2,7]"), kind: "badPath", detail: /path 1\.2\.7/ },
  {
    what: "24: a path too long",
    change: firstPath(7, "[1,2,3,7]"),
    kind: "badPath",
    detail: /path 1\.2\.3\.7/,
  },
  { what: "24: an unknown id", change: firstPath(7, "[1,9,7]"), kind: "badPath", detail: /path 1\.9\.7/ },
  {
    what: "25: a path missing",
    change: (text) => text.replace(/\{"path":\[1,2,7\][^}]*\},/, ""),
    kind: "missingPath",
    detail: /^no relay for path 1\.2\.7$/,
  },
  {
    what: "28, 40: an order that is none, to take over a terminal",
    change: firstOrder("\\u001b]0;<script>\u2028"),
    kind: "badOrder",
    detail: /^order \\u001b\]0;<script>\\u2028 at path 1\.2\.7$/,
  },
];

it("void reports and lying relays: each loyal node says which path, and all agree", async () => {
  const on = await stage({ n: 7, lines: ["wire: json", "orders: [retreat, attack, wait-for-the-signal]"] });
  const lieOf = (liar: number, victim: number) => LIES[(liar - 6) * 4 + victim - 2]!;
  const lyingAs = (liar: number): Alter => {
    return ({ type, round, to, parts }) => {
      if (type !== "report" || round !== 2 || to > 5) return [parts];
      const honest = String(parts[0]);
      const lie = lieOf(liar, to).change(honest, liar);
      if (lie === honest) throw new Error(`nothing to change for ${lieOf(liar, to).what}`);
      return [[lie]];
    };
  };
  for (const liar of [6, 7]) await Member.join(on, liar, lyingAs(liar));
  const outcomes = await agreed([1, 2, 3, 4, 5].map((id) => startLoyal(on, id)));
  for (const liar of [6, 7]) {
    for (const victim of [2, 3, 4, 5]) {
      const { kind, detail } = lieOf(liar, victim);
      expectFault(outcomes, victim, { from: liar, kind, detail });
      expect(outcomes.get(victim)!.faults.map((fault) => fault.detail)).toHaveLength(2);
    }
  }
  for (const { order, stderr } of outcomes.values()) {
    expect(order).toBe("attack");
    expect(stderr).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u2028]/u);
  }
});

it("row 29: a general with an order for each, and one for nobody: no fault to see, and all agree", async () => {
  const on = await stage({ n: 4, lines: ["wire: json", "roundTimeout: 1500ms"] });
  await Member.join(on, 1, ({ type, to, parts }) => {
    if (type !== "report") return [parts];
    if (to === 4) return [];
    return to === 2 ? [parts] : [[String(parts[0]).replace("attack", "retreat")]];
  });
  const outcomes = await agreed([2, 3, 4].map((id) => startLoyal(on, id)));
  expect([2, 3].map((id) => outcomes.get(id)!.faults)).toEqual([[], []]);
  expectFault(outcomes, 4, { from: 1, kind: "late", detail: /^no report of round 0 when it closed$/ });
});
