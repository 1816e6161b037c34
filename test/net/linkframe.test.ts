import { describe, expect, test } from "vitest";
import {
  decodeLinkFrame,
  encodeLinkFrame,
  isLinkFrame,
  type LinkFrame,
  linkFrameBytesMax,
} from "../../src/net/link-frame.js";

const nonce = "0123456789abcdef".repeat(4) + "ff";
const idMax = 9_999_999_999;

describe("link frames", () => {
  test.each<LinkFrame>([
    { link: "hello", from: 1, to: 2 },
    { link: "challenge", from: 3, to: 1, nonce },
    { link: "proof", from: idMax, to: idMax, nonce },
  ])("%o survives being encoded, within the limit", (frame) => {
    const bytes = encodeLinkFrame(frame);
    expect(decodeLinkFrame(bytes)).toEqual(frame);
    expect(bytes.length).toBeLessThanOrEqual(linkFrameBytesMax);
    expect(isLinkFrame(bytes)).toBe(true);
  });

  test("read as the documentation says", () => {
    const bytes = encodeLinkFrame({ link: "hello", from: 3, to: 1 });
    expect(bytes.toString()).toBe('{"link":"hello","version":1,"from":3,"to":1}');
  });

  test.each([
    ["nothing", ""],
    ["another version", '{"link":"hello","version":2,"from":3,"to":1}'],
    ["another order", '{"link":"hello","version":1,"to":1,"from":3}'],
    ["a space", '{"link":"hello", "version":1,"from":3,"to":1}'],
    ["a trailing byte", '{"link":"hello","version":1,"from":3,"to":1}\n'],
    ["a leading zero", '{"link":"hello","version":1,"from":03,"to":1}'],
    ["id 0", '{"link":"hello","version":1,"from":0,"to":1}'],
    ["a negative id", '{"link":"hello","version":1,"from":-3,"to":1}'],
    ["a duplicate key", '{"link":"hello","version":1,"from":3,"from":3,"to":1}'],
    ["a hello with a nonce", `{"link":"hello","version":1,"from":3,"to":1,"nonce":"${nonce}"}`],
    ["a proof without", '{"link":"proof","version":1,"from":3,"to":1}'],
    ["a short nonce", '{"link":"proof","version":1,"from":3,"to":1,"nonce":"ab"}'],
    ["an upper-case nonce", `{"link":"proof","version":1,"from":3,"to":1,"nonce":"${nonce.toUpperCase()}"}`],
    ["another link word", '{"link":"goodbye","version":1,"from":3,"to":1}'],
    ["endless text", `{"link":"${"x".repeat(1_000_000)}`],
  ])("%s is not one", (_, text) => {
    expect(decodeLinkFrame(Buffer.from(text))).toBeNull();
  });

  test("payload is told from link frames by its opening alone", () => {
    expect(isLinkFrame(Buffer.from('{"link'))).toBe(false);
    expect(isLinkFrame(Buffer.from('{"type":"ready"}'))).toBe(false);
    expect(isLinkFrame(Buffer.from('{"link":"'))).toBe(true);
  });
});
