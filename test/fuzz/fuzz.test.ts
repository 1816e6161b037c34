/** The short form of the soak: every decoder, from the kept corpus, with a seed that is the same each time. */
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import type { ValueText } from "../../src/core/value.js";
import { Decoder } from "../../src/wire/codec.js";
import { corpusOf } from "./corpus.js";
import { fuzz } from "./fuzzer.js";
import { messages, targets, valueTexts } from "./targets.js";

const CORPUS = fileURLToPath(new URL("corpus", import.meta.url));
const EXECUTIONS = 200_000;

describe("decoders, fuzzed", () => {
  const all = targets();
  let executions = 0;

  it.each(all)("$name: no crash, no hang, no forgery", (target) => {
    const corpus = corpusOf(CORPUS, target.name);
    expect(corpus.length).toBeGreaterThan(0);
    const result = fuzz(target, corpus, Math.ceil((EXECUTIONS * target.share) / 1000), 1);
    executions += result.executions;
    expect(result.findings.map(({ what, input }) => `${what}: ${input.toString("base64")}`)).toEqual([]);
    expect(result.accepted).toBeGreaterThan(10); // it got past the first check
    expect(result.kept.size).toBeGreaterThan(2);
  });

  it("were executed 200,000 times in all", () => {
    expect(executions).toBeGreaterThanOrEqual(EXECUTIONS);
  });
});

describe("the fuzzer finds", () => {
  it("a decoder that believes the sender that a message names", () => {
    const broken = messages("json", (context, parts) => {
      const named = Number(/"from":(\d+)/.exec(parts.join(""))?.[1] ?? 3);
      return new Decoder(context).decode(named, parts);
    });
    expect(fuzz(broken, [], 20_000, 1).findings.length).toBeGreaterThan(0);
  });

  it("a reader of values that takes any JSON", () => {
    const broken = valueTexts((text) => {
      JSON.parse(text);
      return text as ValueText;
    });
    const found = fuzz(broken, [], 20_000, 1).findings.map(({ what }) => what);
    expect(found.join()).toMatch(/becomes another|UTF-8 does not tell/);
  });

  it("a decoder that overlooks trailing bytes", () => {
    const broken = messages("packed", (context, parts) => {
      const body = parts[1]?.subarray(0, 2 * (context.group.orders.length - 1));
      return new Decoder(context).decode(3, [parts[0]!, ...(body ? [body] : [])]);
    });
    expect(fuzz(broken, [], 20_000, 1).findings.length).toBeGreaterThan(0);
  });
});
