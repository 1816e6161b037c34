/** What a member holds of views (views.ts), in whatever order it came. */
import { describe, expect, it } from "vitest";
import { ViewRecord, Views } from "../../src/protocols/simplex/views.js";
import { blockOf, certificateOf, GENESIS, hashed, voteOf } from "./alone.js";

const HASH = hashed(blockOf(1));
const START = { view: 0, height: 0, hash: GENESIS, finalization: null };
const votedFor = (text: string) => voteOf(1, "notarize", 1, hashed(blockOf(1, { commands: [text] })));

describe("views", () => {
  it("are given ascending, whichever came first, and none that a finalization covers", () => {
    const views = new Views(START);
    const listed = () => views.above().map(([view]) => view);
    for (const view of [3, 1, 4, 2]) views.at(view);
    expect(listed()).toEqual([1, 2, 3, 4]);
    views.at(9);
    expect(listed()).toEqual([1, 2, 3, 4, 9]);
    views.take(certificateOf("finalize", 3, HASH));
    expect(listed()).toEqual([4, 9]);
  });

  it("below the last final one are answered with its finalization, others with what is held of them", () => {
    const views = new Views(START);
    expect(views.certificates(0)).toEqual([]);
    const finalize = certificateOf("finalize", 3, HASH);
    const nullify = certificateOf("nullify", 4, null);
    for (const certificate of [certificateOf("notarize", 3, HASH), finalize, nullify])
      views.take(certificate);
    expect([1, 3, 4, 5].map((view) => views.certificates(view))).toEqual([
      [finalize],
      [finalize],
      [nullify],
      [],
    ]);
  });

  it("have their highest certificate on top; of one view that which names a block", () => {
    const topAfter = (...kinds: (readonly ["notarize" | "nullify" | "finalize", number])[]) => {
      const views = new Views(START);
      for (const [kind, view] of kinds)
        views.take(certificateOf(kind, view, kind === "nullify" ? null : HASH));
      return [views.top.view, views.top.through];
    };
    expect(topAfter()).toEqual([0, "start"]);
    expect(topAfter(["nullify", 5], ["notarize", 4])).toEqual([5, "nullify"]);
    expect(topAfter(["nullify", 5], ["notarize", 5])).toEqual([5, "notarize"]);
    expect(topAfter(["notarize", 5], ["nullify", 5])).toEqual([5, "notarize"]);
    expect(topAfter(["notarize", 5], ["finalize", 5])).toEqual([5, "finalize"]);
    const finalization = certificateOf("finalize", 7, HASH);
    expect(new Views({ ...START, view: 7, finalization }).top).toEqual({ view: 7, through: "finalize" });
  });
});

describe("of one view", () => {
  it("a member's vote counts once, and for four blocks, though always for one that is held", () => {
    const record = new ViewRecord();
    const [first, ...more] = ["a", "b", "c", "d"].map(votedFor) as [ReturnType<typeof votedFor>];
    expect(record.takes(first, false)).toBe(true);
    expect([record.count(first), record.count(first)]).toEqual([1, 1]);
    expect([record.takes(first, false), record.takes(first, true)]).toEqual([false, false]);
    for (const vote of more) record.count(vote);
    const fifth = votedFor("e");
    expect([record.takes(fifth, false), record.takes(fifth, true)]).toEqual([false, true]);
    // of another kind, or another member's
    expect(record.takes(voteOf(1, "finalize", 1, HASH), false)).toBe(true);
    expect(record.takes(voteOf(2, "notarize", 1, fifth.hash), false)).toBe(true);
  });

  it("those who said the same are listed by ascending id", () => {
    const record = new ViewRecord();
    const counts = [3, 1, 4].map((by) => record.count(voteOf(by, "notarize", 1, HASH)));
    expect(counts).toEqual([1, 2, 3]);
    expect(record.endorsements("notarize", HASH).map(({ by }) => by)).toEqual([1, 3, 4]);
    expect(record.endorsements("finalize", HASH)).toEqual([]);
  });
});
