/** Who is told of a block at once, and who with what comes next. */
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { Mail } from "../../src/member/log/mail.js";
import type { Message, Vote } from "../../src/protocols/simplex/types.js";

const HASH = "ab".repeat(32);
const OTHERS = [1, 2, 3];
const vote = (kind: Vote["kind"]): Message => ({
  kind: "vote",
  vote: { kind, epoch: 0, view: 5, hash: kind === "nullify" ? null : HASH, by: 4, signature: "" },
});
const certificate = (kind: "notarize" | "finalize") =>
  ({ kind, epoch: 0, view: 5, hash: HASH, votes: [] }) as const;
const asks: Message = { kind: "ask", epoch: 0, views: [] };

beforeEach(() => void vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "hrtime"] }));
afterEach(() => void vi.useRealTimers());

/** Member 4's, of four with Δ a second; view 6 is led by `next`, the block's commands came from `clients`. */
function mail(clients: readonly number[], next = 2) {
  const posted: [number, number][] = [];
  const course = { finalizedView: 4, leaderOf: () => next, passedOn: () => clients };
  const made = new Mail({
    ...{ self: 4, deltaMs: 1000, course: () => course },
    encode: (frame) => Buffer.from(frame.kind),
    post: (to, frame) => posted.push([to, Buffer.from(frame).toString().split("\n").length]),
  });
  /** to whom how many messages went since it was asked last */
  const sent = () => posted.splice(0).sort(([a], [b]) => a - b);
  return { made, course, sent };
}

function finalizes(made: Mail): void {
  made.add(OTHERS, { kind: "certificate", certificate: certificate("notarize") });
  made.add(OTHERS, vote("finalize"));
  made.flush();
}

it("the next leader and the member whose clients wait have the finalize vote at once, the other one after Δ/10", () => {
  const { made, sent } = mail([1]);
  finalizes(made);
  expect(sent()).toEqual([
    [1, 2],
    [2, 2],
  ]);
  vi.advanceTimersByTime(99);
  expect(sent()).toEqual([]);
  vi.advanceTimersByTime(2);
  expect(sent()).toEqual([[3, 2]]);
});

it("what is held goes with what is sent next, unless the block is final by then", () => {
  const { made, course, sent } = mail([1]);
  finalizes(made);
  sent();
  made.add([3], asks);
  made.flush();
  expect(sent()).toEqual([[3, 3]]);
  finalizes(made);
  course.finalizedView = 5;
  made.add([3], asks);
  made.flush();
  expect(sent()).toEqual([
    [1, 2],
    [2, 2],
    [3, 1],
  ]);
  vi.advanceTimersByTime(1000);
  expect(sent()).toEqual([]);
});

it("all have it at once where several members' clients wait, or it is not known whose", () => {
  for (const clients of [[1, 3], [1, 4], []]) {
    const { made, sent } = mail(clients);
    finalizes(made);
    expect(sent().map(([to]) => to)).toEqual([1, 2, 3]);
  }
});

it("notarize and nullify votes, answers and all else are never held", () => {
  const { made, sent } = mail([1]);
  for (const message of [vote("notarize"), vote("nullify"), asks]) {
    made.add(OTHERS, message);
    made.flush();
    expect(sent().map(([to]) => to)).toEqual([1, 2, 3]);
  }
  made.add([3], { kind: "certificate", certificate: certificate("notarize") });
  made.flush();
  expect(sent()).toEqual([[3, 1]]);
});

it("the next leader tells the finalization to those who had no votes, after Δ/50", () => {
  const block = { epoch: 0, view: 5, height: 5, parent: HASH, commands: [] };
  const { made, course, sent } = mail([1], 4);
  course.finalizedView = 5;
  made.committed({ kind: "committed", block, hash: HASH, finalization: certificate("finalize") }, OTHERS);
  expect(sent()).toEqual([]);
  vi.advanceTimersByTime(21);
  expect(sent()).toEqual([
    [2, 1],
    [3, 1],
  ]);
  const other = mail([1], 2);
  other.course.finalizedView = 5;
  other.made.committed(
    { kind: "committed", block, hash: HASH, finalization: certificate("finalize") },
    OTHERS,
  );
  vi.advanceTimersByTime(1000);
  expect(other.sent()).toEqual([]);
});

it("what is held leaves when the member does", () => {
  const { made, sent } = mail([1]);
  finalizes(made);
  sent();
  made.close();
  expect(sent()).toEqual([[3, 2]]);
});
