/** Digests and their values: members who leave them out, change them, or show them to some, against real processes. */
import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { protocolOf } from "../../src/protocols/index.js";
import { tellsEach } from "./general.js";
import { type Alter, Member } from "./member.js";
import { agreed, expectFault, type Outcome, stage, startLoyal } from "./stage.js";

const LINES = ["orders: any", "order: { level: 7 }", "roundTimeout: 20s", "startTimeout: 60s"];
const digestOf = (text: string) => createHash("sha256").update(text, "utf8").digest("hex");
const RETREAT = digestOf('"retreat"');
const LEVEL = digestOf('{"level":7}');

/** The general's report of round 0, with other values. */
const withValues = (text: string, values: readonly string[]) =>
  text.replace(/"values":\[.*\]\}$/, () => `"values":${JSON.stringify(values)}}`);

it.each<{ name: string; values: readonly string[]; detail: RegExp }>([
  { name: "no value", values: [], detail: /^digest [0-9a-f]{12}… without its value$/ },
  { name: "another value", values: ['{"level":8}'], detail: /^digest [0-9a-f]{12}… without its value$/ },
])("a general who brings $name with his digest has said the default order", async ({ values, detail }) => {
  const on = await stage({ n: 4, lines: LINES });
  const lie: Alter = ({ type, round, parts }) =>
    type === "report" && round === 0 ? [[withValues(String(parts[0]), values)]] : [parts];
  await Member.join(on, 1, lie);
  const outcomes = await agreed([2, 3, 4].map((id) => startLoyal(on, id)));
  for (const id of [2, 3, 4]) {
    expect(outcomes.get(id)?.order).toBe(RETREAT);
    expectFault(outcomes, id, { from: 1, kind: "badValue", detail });
  }
});

it("who was not brought the value gets it in the further round, from those who were", async () => {
  const on = await stage({ n: 4, lines: LINES });
  const lie: Alter = ({ type, round, to, parts }) =>
    type === "report" && round === 0 && to === 4 ? [[withValues(String(parts[0]), [])]] : [parts];
  await Member.join(on, 1, lie);
  const outcomes = await agreed([2, 3, 4].map((id) => startLoyal(on, id)));
  for (const id of [2, 3, 4]) {
    expect(outcomes.get(id)?.order).toBe(LEVEL);
    expect(outcomes.get(id)?.contents?.[LEVEL]).toBe('{"level":7}');
  }
  expectFault(outcomes, 4, { from: 1, kind: "badValue", detail: /without its value$/ });
});

it("values that are none, too many, or of nothing that was told are faults, and change nothing", async () => {
  // a report that is thrown away before its round has begun leaves the round open until its deadline
  const on = await stage({ n: 4, lines: LINES.with(2, "roundTimeout: 3s") });
  const lie: Alter = ({ type, round, to, parts }) => {
    if (type !== "report" || round !== 2) return [parts];
    const values = to === 1 ? ["{"] : to === 2 ? ["1", "2"] : [JSON.stringify("x".repeat(70_000))];
    return [[withValues(String(parts[0]), values)]];
  };
  await Member.join(on, 4, lie);
  const outcomes = await agreed([1, 2, 3].map((id) => startLoyal(on, id)));
  for (const id of [1, 2, 3]) expect(outcomes.get(id)?.order).toBe(LEVEL);
  expectFault(outcomes, 1, { from: 4, kind: "badValue", detail: /^a value that is no JSON$/ });
  expectFault(outcomes, 2, { from: 4, kind: "malformed", detail: /^2 values in round 2, which has 1/ });
  expectFault(outcomes, 3, { from: 4, kind: "badValue", detail: /^a value that is more than 65536 bytes/ });
});

/** Every loyal node that holds a digest holds one text for it: the one whose digest it is. */
function expectOneText(outcomes: ReadonlyMap<number, Outcome>): void {
  const held = [...outcomes.values()].flatMap(({ contents = {} }) => Object.entries(contents));
  expect(held.length).toBeGreaterThan(0);
  for (const [digest, text] of held) expect(digestOf(text)).toBe(digest);
  expect(new Set(held.map(([digest, text]) => digest + text)).size).toBe(
    new Set(held.map(([digest]) => digest)).size,
  );
}

describe.each(["om", "sm", "king", "vector"] as const)(
  "%s: a general tells each another text of one digest",
  (protocol) => {
    const LIE: readonly { name: string; texts: readonly string[]; detail: RegExp }[] = [
      {
        name: "that UTF-8 does not tell apart",
        texts: ['"\ud800"', '"\udbff"', '"\udc00"'],
        detail: /^a value that is a text that is not well-formed Unicode/,
      },
      {
        name: "that nobody could print",
        texts: [5000, 20_000, 32_000].map((depth) => "[".repeat(depth) + "]".repeat(depth)),
        detail: /^a value that is nested more than 32 levels deep$/,
      },
      {
        name: "that is written otherwise",
        texts: ['{"a": 1}', '{"a":1,"a":1}', "1e400"],
        detail: /^a value that /,
      },
    ];
    it.each(LIE)("$name", async ({ texts, detail }) => {
      const lines = [...LINES, `protocol: ${protocol}`, "m: 1"];
      const on = await stage({ n: 4, lines });
      await Member.join(on, 1, tellsEach(on, new Map([2, 3, 4].map((id, index) => [id, texts[index]!]))));
      const outcomes = await agreed([2, 3, 4].map((id) => startLoyal(on, id)));
      expectOneText(outcomes);
      for (const id of [2, 3, 4]) expectFault(outcomes, id, { from: 1, kind: "badValue", detail });
      if (protocolOf({ protocol }).everyone) return;
      for (const id of [2, 3, 4]) expect(outcomes.get(id)?.order).toBe(RETREAT);
    });
  },
);
