/** Messages of one turn to one peer travel together, and come apart as they were. */
import { expect, it } from "vitest";
import { FRAME_BYTES_MAX, FRAME_LINES_MAX, type Frame, FrameCodec } from "../../src/member/log/frames.js";
import { Outbox } from "../../src/member/log/outbox.js";

function posted(lines: readonly (readonly [readonly number[], string])[]): [number, string[]][] {
  const frames: [number, string[]][] = [];
  const outbox = new Outbox((to, frame) => {
    frames.push([to, Buffer.from(frame).toString().split("\n")]);
  });
  for (const [to, text] of lines) outbox.add(to, Buffer.from(text));
  outbox.flush();
  outbox.flush();
  return frames;
}

it("one frame a peer, with what goes to it, in order", () => {
  const sent = posted([
    [[2, 3], "a"],
    [[3], "b"],
    [[2, 3], "c"],
  ]);
  expect(sent).toEqual([
    [2, ["a", "c"]],
    [3, ["a", "b", "c"]],
  ]);
});

it("another frame where one is full", () => {
  const many = posted(Array.from({ length: FRAME_LINES_MAX + 1 }, () => [[2], "a"] as const));
  expect(many.map(([, lines]) => lines.length)).toEqual([FRAME_LINES_MAX, 1]);
  const half = "x".repeat(FRAME_BYTES_MAX / 2);
  const long = posted([
    [[2], half],
    [[2], half],
  ]);
  expect(long.map(([, lines]) => lines.length)).toEqual([1, 1]);
});

it("what came in one frame comes apart in order, up to what is no message, or one too many", () => {
  const codec = new FrameCodec(4);
  const want = (index: number) => Buffer.from(codec.encode({ kind: "want", height: 1, index })).toString();
  const read = (...lines: readonly string[]) =>
    [...codec.decodeAll(Buffer.from(lines.join("\n")))].map((one) =>
      "fault" in one ? one.fault : (one as Frame & { index: number }).index,
    );
  expect(read(want(0), want(1))).toEqual([0, 1]);
  expect(read(want(0), "", want(1))).toEqual([0, "an empty message"]);
  expect(read(want(0), want(1), "")).toEqual([0, 1, "an empty message"]);
  const many = Array.from({ length: FRAME_LINES_MAX + 1 }, (_, index) => want(index));
  expect(read(...many.slice(1))).toHaveLength(FRAME_LINES_MAX);
  expect(read(...many).at(-1)).toBe("a frame of more than 64 messages");
});
