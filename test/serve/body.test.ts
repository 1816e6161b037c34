/** A request's body, whole, too long, or not whole at all. */
import type { IncomingMessage } from "node:http";
import { PassThrough } from "node:stream";
import { expect, it } from "vitest";
import { objectOf, wholeBody } from "../../src/http/body.js";

const request = () => new PassThrough() as unknown as IncomingMessage & PassThrough;

it("comes whole, or is null where it is too long", async () => {
  const whole = request();
  whole.end("abc");
  expect(await wholeBody(whole, 3)).toBe("abc");
  const long = request();
  long.end("abcd");
  expect(await wholeBody(long, 3)).toBeNull();
});

it("of a request that breaks off, before it is listened to or after, is an error", async () => {
  const after = request();
  after.write("ab");
  const body = wholeBody(after, 3);
  after.destroy();
  await expect(body).rejects.toThrow("the body breaks off");
  const before = request();
  before.destroy();
  await new Promise((closed) => before.once("close", closed));
  await expect(wholeBody(before, 3)).rejects.toThrow("the body breaks off");
});

it("nests 64 levels and no more; brackets in a text are none", () => {
  const nested = (levels: number) => `{"a":${"[".repeat(levels - 1)}${"]".repeat(levels - 1)}}`;
  expect(objectOf(nested(64))).toEqual(JSON.parse(nested(64)));
  expect(() => objectOf(nested(65))).toThrow("the body nests more than 64 levels");
  expect(objectOf(`{"a":"${"[".repeat(100)}"}`)).toEqual({ a: "[".repeat(100) });
});
