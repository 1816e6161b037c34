/** Messages of one turn to one peer travel together, and come apart as they were. */
import { expect, it } from "vitest";
import { FRAME_BYTES_MAX, FRAME_LINES_MAX, linesOf } from "../../src/member/log/frames.js";
import { Outbox } from "../../src/member/log/outbox.js";

function posted(lines: readonly (readonly [readonly number[], string])[]): [number, string[]][] {
  const frames: [number, string[]][] = [];
  const outbox = new Outbox((to, frame) => {
    frames.push([to, (linesOf(Buffer.from(frame)) ?? []).map(String)]);
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

it("a frame of more messages than may be is refused", () => {
  expect(linesOf(Buffer.from("a\n".repeat(FRAME_LINES_MAX)))).toBeNull();
  expect(linesOf(Buffer.from("a\n".repeat(FRAME_LINES_MAX - 1)))).toHaveLength(FRAME_LINES_MAX);
});
