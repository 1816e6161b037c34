/** What a log remembers of its clients (log/sessions.ts, log/replica.ts), at each bound. */
import { describe, expect, it } from "vitest";
import { type Command, commandText, type Json, ONCE_HEIGHTS_MAX } from "../../src/log/command.js";
import { Replica } from "../../src/log/replica.js";
import { SESSION_HEIGHTS, Sessions, type SessionsData, WINDOW } from "../../src/log/sessions.js";

const digest = (text: string) => `of ${text}`;
const at = (height: number, of = "d") => ({ digest: of, height, index: 0, result: "1" });
const standings = (sessions: Sessions, ...names: string[]) =>
  names.map((client) => sessions.standing(client, 0, "d").is);

describe("a session", () => {
  it("ends once nothing was heard of it for so many heights, and no sooner", () => {
    const sessions = new Sessions(digest);
    sessions.record("a", 0, 0, at(1));
    sessions.record("b", 0, 0, at(1));
    sessions.record("a", 1, 0, at(2));
    sessions.pass(1 + SESSION_HEIGHTS);
    expect(standings(sessions, "a", "b")).toEqual(["repeated", "repeated"]);
    sessions.pass(2 + SESSION_HEIGHTS);
    expect(standings(sessions, "a", "b")).toEqual(["repeated", "ended"]);
    sessions.pass(3 + SESSION_HEIGHTS);
    expect([standings(sessions, "a", "c"), sessions.size]).toEqual([["ended", "fresh"], 0]);
    expect(standings(new Sessions(digest, sessions.data()), "a", "b", "c")).toEqual([
      "ended",
      "ended",
      "fresh",
    ]);
  });

  it("of a name for once is remembered up to its highest until, and may begin anew behind it", () => {
    const sessions = new Sessions(digest);
    sessions.record("~a", 0, 9, at(1));
    sessions.record("~a", 1, 5, at(2));
    sessions.pass(9);
    expect(standings(sessions, "~a")).toEqual(["repeated"]);
    sessions.pass(10);
    expect([standings(sessions, "~a"), sessions.size]).toEqual([["fresh"], 0]);
  });

  it("remembers what it did within its window, and no more however long it goes on", () => {
    const sessions = new Sessions(digest);
    for (let sequence = 0; sequence < 3 * WINDOW; sequence++) sessions.record("a", sequence, 0, at(1));
    const [[, high, , , done]] = sessions.data().open as [SessionsData["open"][number]];
    expect([high, done.length]).toEqual([3 * WINDOW - 1, WINDOW]);
    expect([2 * WINDOW - 1, 2 * WINDOW].map((one) => sessions.standing("a", one, "d").is)).toEqual([
      "below",
      "repeated",
    ]);
    expect(sessions.standing("a", 3 * WINDOW, "d").is).toBe("fresh");
    expect(sessions.standing("a", 3 * WINDOW - 1, "another")).toEqual({ is: "conflict", done: at(1) });
  });

  it("is refused where there are 100,000 others, but for a name for once", () => {
    const crowd = (count: number) => {
      const open = Array.from({ length: count }, (_, n) => [`c${n}`, 0, 1, 0, []] as const);
      return standings(new Sessions(digest, { open, ended: [] }), "new", "~new");
    };
    expect([crowd(99_999), crowd(100_000)]).toEqual([
      ["fresh", "fresh"],
      ["crowded", "fresh"],
    ]);
  });
});

describe("a replica", () => {
  const members = { epoch: 0, members: [], learners: [], highest: 0 };
  const replicaOf = (apply: (command: Json) => Json = () => true) =>
    new Replica({
      machine: { apply, snapshot: () => null, restore: () => undefined },
      ...{ group: "g", members, digest, verify: () => true },
    });
  const text = (more: Partial<Command>) => commandText({ client: "c", sequence: 0, ...more });

  it("applies each height once, in order", () => {
    const replica = replicaOf();
    for (const height of [0, 2])
      expect(() => replica.apply(height, [])).toThrow(`block ${height} is applied on 0`);
    replica.apply(1, []);
    expect(() => replica.apply(1, [])).toThrow("block 1 is applied on 1");
  });

  it("keeps a result of 4,096 characters, and marks a longer one as failed", () => {
    const replica = replicaOf((length) => "x".repeat((length as number) - 2));
    const asked = [4096, 4097].map((command, sequence) => text({ sequence, command }));
    expect(replica.apply(1, asked).map(({ is }) => is)).toEqual(["applied", "refused"]);
    expect(replica.apply(2, asked)).toMatchObject([{ is: "repeated" }, { is: "refused", why: "failed" }]);
  });

  it("takes a name for once so many heights ahead, and no further", () => {
    const until = (height: number) => text({ client: `~${height}`, until: height, command: 1 });
    const [most, more] = [1 + ONCE_HEIGHTS_MAX, 2 + ONCE_HEIGHTS_MAX].map(until) as [string, string];
    expect(replicaOf().apply(1, [most, more])).toMatchObject([
      { is: "applied" },
      { why: "bad", detail: `a name for once needs an until at most ${ONCE_HEIGHTS_MAX} heights ahead` },
    ]);
  });

  it("answers a moment with one, the second time too, and does nothing for it", () => {
    const replica = replicaOf(() => {
      throw new Error("a moment is applied");
    });
    expect(replica.apply(1, [text({}), text({})])).toEqual([{ is: "moment" }, { is: "moment" }]);
  });

  it("says how many sessions it has, and tells who asks what each command came to", () => {
    const told: unknown[] = [];
    const replica = new Replica({
      machine: { apply: () => null, snapshot: () => null, restore: () => undefined },
      ...{ group: "g", members, digest, verify: () => true },
      onDone: ({ client }, of, place, { is }) => told.push([client, of, place, is]),
    });
    replica.apply(1, [text({ client: "a", command: 1 }), "none", text({ client: "a", command: 2 })]);
    expect(told).toEqual([
      ["a", "of command:1", { height: 1, index: 0 }, "applied"],
      ["a", "of command:2", { height: 1, index: 2 }, "refused"],
    ]);
    expect(replica.sessions).toBe(1);
  });
});
