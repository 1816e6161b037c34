/** Messages of one turn to one peer travel together, and come apart as they were. */
import { expect, it, onTestFinished, vi } from "vitest";
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
  const mixed = posted([
    [[2], half],
    [[2], half],
    [[2], "a"],
    [[2], "b"],
  ]);
  expect(mixed.map(([, lines]) => lines.length)).toEqual([1, 3]);
});

/** An outbox on a clock of the test's; `hold` is of what is needed, and `sent` what has left since it was asked last. */
function holding() {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "hrtime"] });
  onTestFinished(() => void vi.useRealTimers());
  const frames: string[] = [];
  const outbox = new Outbox((to, frame) => frames.push(`${to} ${Buffer.from(frame).toString()}`));
  const hold = (to: number, text: string, limitMs: number) =>
    outbox.hold([to], Buffer.from(text), limitMs, () => true);
  return { outbox, hold, sent: () => frames.splice(0) };
}

it("what is held for several peers leaves each at its time, whichever came first, and so does what comes later", () => {
  const { hold, sent } = holding();
  hold(2, "late", 50);
  hold(3, "soon", 10);
  hold(4, "last", 90);
  expect(vi.getTimerCount()).toBe(1);
  for (const expected of [["3 soon"], ["2 late"], ["4 last"]]) {
    vi.advanceTimersByTime(40);
    expect(sent()).toEqual(expected);
  }
  expect(vi.getTimerCount()).toBe(0);
  hold(2, "again", 10);
  vi.advanceTimersByTime(11);
  expect(sent()).toEqual(["2 again"]);
});

it("of what is held for a peer one too many takes all along", () => {
  const { outbox, hold, sent } = holding();
  for (let count = 0; count < 32; count++) hold(2, "a", 1000);
  outbox.flush();
  expect(sent()).toEqual([]);
  hold(2, "a", 1000);
  outbox.flush();
  expect(sent()).toEqual([`2 ${Array.from({ length: 33 }, () => "a").join("\n")}`]);
});

it("once it is closed nothing keeps its program", () => {
  const { outbox, hold, sent } = holding();
  hold(2, "a", 1000);
  outbox.close();
  expect(sent()).toEqual(["2 a"]);
  hold(2, "b", 10);
  expect(vi.getTimerCount()).toBe(0);
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
