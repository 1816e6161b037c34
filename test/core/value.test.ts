/**
 * What counts as a value, against a naive twin. The fault: texts that JavaScript tells apart and UTF-8 does not had one
 * digest; numbers turned into others, or into null, without a word; a value nested 5,000 deep could not be printed.
 * Siblings looked for: -0, 1e400, whole numbers above 2^53-1, fractions with too many digits, keys twice, keys that are
 * numbers, `__proto__`, half pairs in keys, lists with holes, what JSON.stringify drops or asks (undefined, functions,
 * toJSON), bytes inside, what holds itself, what is shared a thousand times, bounds to the byte and the level.
 */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { givenText } from "../../src/config/contents.js";
import { checkText, textOf, VALUE_BYTES_MAX, VALUE_NESTING_MAX } from "../../src/core/value.js";

/** Said of a value again, slowly, with nothing of the code under test. */
function isValue(text: string): boolean {
  if (Buffer.byteLength(text) > 65_536) return false;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return false;
  }
  if (JSON.stringify(value) !== text) return false;
  const depthOf = (of: unknown): number =>
    typeof of === "object" && of !== null ? 1 + Math.max(0, ...Object.values(of).map(depthOf)) : 0;
  if (depthOf(value) > 32) return false;
  let isGood = true;
  JSON.parse(text, (key, inner: unknown) => {
    const texts = typeof inner === "string" ? [key, inner] : [key];
    // what is not well formed comes back from UTF-8 as something else
    if (texts.some((one) => Buffer.from(one, "utf8").toString("utf8") !== one)) isGood = false;
    if (typeof inner === "number" && !(Math.abs(inner) <= 2 ** 53 - 1)) isGood = false;
    return inner;
  });
  return isGood;
}

const WORDS = [
  "-0",
  "0",
  "-1",
  "1.0",
  "1e400",
  "1E2",
  "5e-324",
  "1e-7",
  "9007199254740991",
  "9007199254740992",
]
  .concat([
    "12345678901234567890",
    "null",
    "true",
    "[",
    "]",
    "{",
    "}",
    ",",
    ":",
    " ",
    "\n",
    '"',
    '"a":',
    '"10":',
  ])
  .concat([
    '"__proto__":',
    "\\ud800",
    "\ud800",
    "\udc00",
    "\ud83d\ude00",
    "\\u00e9",
    "\\/",
    "é",
    "\u2028",
    "\u007f",
  ])
  .concat(["[[[[[[[[[[[[[[[[", "]]]]]]]]]]]]]]]]", "{}", "[]", '{"b":1,"10":2}', '{"10":2,"b":1}', '"x"']);

/** Numbers that a double tells apart, or not, and texts that look like them, at each place of a value. */
const NUMBERS = [
  ...[
    "1",
    "-1.5",
    "9007199254740991",
    "9007199254740993",
    "-9007199254740993",
    "12345678901234567890",
    "1e400",
  ],
  ...["1e+21", "1E2", "5e-324", "0.1234567890123456", '"3e7"', '"a:1e400"', '"[9007199254740993"'],
];

/** Texts that are values, nearly values, or far from it. */
const texts: fc.Arbitrary<string> = fc.oneof(
  fc.array(fc.constantFrom(...WORDS), { maxLength: 9 }).map((words) => words.join("")),
  fc.array(fc.constantFrom(...NUMBERS), { maxLength: 3 }).map((numbers) => `[${numbers.join()}]`),
  fc.constantFrom(...NUMBERS).map((number) => `{"a":${number}}`),
  fc.json({ stringUnit: "binary" }).map((text) => text),
  fc.json().map((text) => JSON.stringify(JSON.parse(text))),
  fc
    .tuple(fc.constantFrom(...WORDS), fc.nat(40))
    .map(([word, depth]) => "[".repeat(depth) + word + "]".repeat(depth)),
);

describe("a text counts as a value", () => {
  it("where a naive reading says so, and nowhere else", () => {
    const counts = { yes: 0, no: 0 };
    fc.assert(
      fc.property(texts, (text) => {
        const isGood = isValue(text);
        counts[isGood ? "yes" : "no"]++;
        expect([text, checkText(text) === text]).toEqual([text, isGood]);
      }),
      { numRuns: 20_000, seed: 1 },
    );
    expect(Math.min(counts.yes, counts.no)).toBeGreaterThan(2000);
  });

  it("up to the byte and up to the level", () => {
    const long = JSON.stringify("é".repeat(32_767));
    expect(Buffer.byteLength(long)).toBe(VALUE_BYTES_MAX);
    expect(checkText(long)).toBe(long);
    expect(checkText(`[${long}]`)).toMatchObject({
      isBeyond: true,
      why: expect.stringMatching(/65536 bytes/),
    });
    const nested = (depth: number) => `${"[".repeat(depth)}"[[["${"]".repeat(depth)}`;
    expect(checkText(nested(VALUE_NESTING_MAX))).toBe(nested(VALUE_NESTING_MAX));
    for (const depth of [VALUE_NESTING_MAX + 1, 5000, 32_000])
      expect(checkText(nested(depth))).toMatchObject({
        isBeyond: true,
        why: "is nested more than 32 levels deep",
      });
    expect(textOf(JSON.parse(nested(VALUE_NESTING_MAX)))).toBe(nested(VALUE_NESTING_MAX));
    expect(textOf(JSON.parse(nested(VALUE_NESTING_MAX + 1)))).toMatchObject({ isBeyond: true });
    // even of what is no JSON its length is said first, for nobody reads the rest
    expect(checkText("x".repeat(VALUE_BYTES_MAX + 1))).toMatchObject({ isBeyond: true });
  });

  it("with as many brackets as there is room for, one beside the other or in texts", () => {
    const width = 2 * VALUE_NESTING_MAX;
    const beside = Array.from({ length: width }, (_, index) => ({
      [`"${"[{".repeat(width)}`]: [{}, [index]],
    }));
    for (const value of [beside, Object.fromEntries(beside.map((one, index) => [`k${index}`, one]))]) {
      const text = JSON.stringify(value);
      expect(checkText(text)).toBe(text);
      expect(textOf(value)).toBe(text);
    }
  });
});

describe("what a program holds", () => {
  it("has the text that JSON.stringify writes, and that text counts", () => {
    const json = fc.jsonValue().filter((value) => isValue(JSON.stringify(value)));
    fc.assert(
      fc.property(json, (value) => {
        expect(textOf(value)).toBe(JSON.stringify(value));
        expect(checkText(textOf(value) as string)).toBe(textOf(value));
      }),
      { numRuns: 3000, seed: 2 },
    );
  });

  const itself: unknown[] = [];
  itself.push({ again: itself });
  const shared = Array.from({ length: 30 }).reduce<unknown>((inner) => [inner, inner], [1]);
  it.each<[string, unknown, RegExp]>([
    ["undefined", undefined, /^is undefined, which is nothing that JSON can write$/],
    ["a function", () => 1, /^is a function, which is nothing/],
    ["a bigint", 10n, /^is a bigint, which is nothing/],
    [
      "a field that JSON.stringify would drop",
      { a: [{ b: undefined }] },
      /^holds undefined at \.a\[0\]\.b, /,
    ],
    ["a hole", Object.assign([1], { 2: 3 }), /^holds undefined at \[1\], /],
    ["a date", { at: new Date(0) }, /^holds an instance of Date at \.at, /],
    ["a map", new Map([[1, 2]]), /^is an instance of Map, /],
    ["bytes inside", [Uint8Array.of(1)], /^holds an instance of Uint8Array at \[0\], /],
    ["NaN", Number.NaN, /^is NaN, /],
    ["an infinity", { n: Number.NEGATIVE_INFINITY }, /^holds -Infinity at \.n, /],
    ["a number above 2^53-1", 2 ** 53, /^is 9007199254740992, and numbers go from -9007199254740991 to/],
    ["half a pair", ["\ud83d"], /^holds a text that is not well-formed Unicode at \[0\]/],
    [
      "half a pair in a key",
      { "\ude00": 1 },
      /^holds a text that is not well-formed Unicode at \.\\ude00: half/,
    ],
    ["what holds itself", itself, /^is nested more than 32 levels deep$/],
    ["what is shared a thousand million times", shared, /^is more than 65536 bytes long as JSON$/],
    ["a list without end", Array.from({ length: 1e6 }).fill(null), /^is more than 65536 bytes/],
  ])("%s is refused with a sentence", (_name, value, why) => {
    expect(textOf(value)).toMatchObject({ why: expect.stringMatching(why), fix: expect.stringMatching(/./) });
  });

  it("keys that JavaScript takes for indexes stand first, and ascend; the others keep their order; -0 is 0", () => {
    const value = { b: 1, "10": 2, "9": 3, "4294967295": 4, "4294967294": 5, a: -0 };
    expect(textOf(value)).toBe('{"9":3,"10":2,"4294967294":5,"b":1,"4294967295":4,"a":0}');
    expect(checkText('{"b":1,"10":2}')).toMatchObject({ isBeyond: false });
  });

  it("bytes are the object that stands for them, and so are as long as that is", () => {
    expect(givenText(Uint8Array.of(0, 255, 7))).toBe(textOf({ base64: "AP8H" }));
    expect(givenText(new Uint8Array(49_140))).toHaveLength(65_533);
    for (const bytes of [49_143, 10_000_000])
      expect(givenText(new Uint8Array(bytes))).toMatchObject({ isBeyond: true });
  });
});
