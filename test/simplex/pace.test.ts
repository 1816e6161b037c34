/** What a silent leader costs, and how commands are gathered. */
import { describe, expect, it } from "vitest";
import type { Note } from "../../src/protocols/simplex/types.js";
import { Alone, blockOf, certificateOf, hashed, optionsOf, proposalOf, voteOf } from "./alone.js";
import { DELTA, fourOf } from "./worlds.js";

/** How long a message really takes. */
const WAY = 10;

interface Told {
  readonly at: number;
  readonly seat: number;
  readonly note: Note;
}

function watched(run: (group: ReturnType<typeof fourOf>) => void) {
  const told: Told[] = [];
  const group = fourOf(1, {
    delayMs: () => WAY,
    told: ({ id }, { notes }, at) => told.push(...notes.map((note) => ({ at, seat: id, note }))),
  });
  run(group);
  return { told, group };
}

it("a dead leader costs at most 3Δ and one way at its turn", () => {
  const { told, group } = watched((one) => {
    for (let k = 0; k < 400; k++) one.at(5 * k, () => one.submit(1, `command ${k}`));
    one.at(300, () => one.kill(3));
    one.run(4000);
  });
  const entered = told.flatMap(({ at, seat, note }) =>
    note.kind === "entered" ? [{ at, seat, view: note.view, leader: note.leader }] : [],
  );
  const costs = entered
    .filter(({ at, leader }) => leader === 3 && at > 300)
    .flatMap(({ view }) => {
      const [from, to] = [view, view + 1].map((of) => entered.filter((one) => one.view === of));
      return to?.length === 3
        ? [Math.max(...to.map(({ at }) => at)) - Math.max(...(from ?? []).map(({ at }) => at))]
        : [];
    });
  expect(costs.length).toBeGreaterThan(5);
  expect(Math.max(...costs)).toBeLessThanOrEqual(3 * DELTA + WAY);
  expect(group.member(1).log.flatMap(({ block }) => block.commands)).toHaveLength(400);
  expect(group.referee.violations).toEqual([]);
});

describe("a leader that has commands", () => {
  it("proposes the first one at once", () => {
    const member = new Alone(optionsOf(1)).until(0).submit("a").until(0);
    expect(member.sent.filter(({ kind }) => kind === "proposal")).toHaveLength(1);
  });

  const first = blockOf(1);
  const second = () => {
    const member = new Alone(optionsOf(2)).until(0).hear(1, proposalOf(first));
    member.certificate(certificateOf("notarize", 1, hashed(first)));
    return member.submit("a").until(0);
  };
  const final = (member: Alone) =>
    member.votes(voteOf(1, "finalize", 1, hashed(first)), voteOf(3, "finalize", 1, hashed(first)));
  /** The block is notarized and final so long after this member voted for it; then there are two commands, and three expected. */
  const hearsLate = (tookMs: number) => {
    const member = new Alone(optionsOf(2)).until(0).hear(1, proposalOf(first)).until(tookMs);
    member.certificate(certificateOf("notarize", 1, hashed(first)));
    return final(member.submit("a").submit("b"));
  };
  const proposed = (member: Alone) =>
    member.notes.flatMap((note) => (note.kind === "proposed" ? [note.commands] : []));

  it("gathers what comes while the block before is not final, and waits no longer than Δ/20 for that", () => {
    const late = second().until(DELTA / 20 - 1);
    expect(proposed(late)).toEqual([]);
    expect(proposed(late.submit("b").until(DELTA / 20))).toEqual([2]);
  });

  it("waits for those who are answered until they have sent again, or for Δ/50", () => {
    const again = final(second().submit("b"));
    expect(proposed(again)).toEqual([]);
    expect(proposed(again.submit("c").until(0))).toEqual([3]);
    const gone = final(second().submit("b")).until(DELTA / 50 - 1);
    expect(proposed(gone)).toEqual([]);
    expect(proposed(gone.until(DELTA / 50))).toEqual([2]);
  });

  it("waits for them as long as their block took, if that is longer, and no longer than Δ/10", () => {
    for (const [tookMs, waitedMs] of [
      [DELTA / 25, DELTA / 25],
      [DELTA / 5, DELTA / 10],
    ] as const) {
      const gone = hearsLate(tookMs);
      expect(proposed(gone.until(tookMs + waitedMs - 1))).toEqual([]);
      expect(proposed(gone.until(tookMs + waitedMs))).toEqual([2]);
    }
  });

  const NEAR = 8; // of Δ = 100
  const ended = (block: typeof first) => certificateOf("finalize", block.view, hashed(block), [2, 3, 4]);
  const skipped = (member: Alone, views: readonly number[]) => {
    for (const view of views) member.certificate(certificateOf("nullify", view, null, [2, 3, 4]));
    return member;
  };
  const own = blockOf(1, { commands: ["w", "x", "y", "z"] });
  /** A leader whose block took so long. */
  const led = (tookMs: number) => {
    const member = new Alone(optionsOf(1));
    for (const command of own.commands) member.submit(command);
    return member.until(0).until(tookMs).certificate(ended(own));
  };
  /** Four are answered, after as long as a block takes among members that are near, and it leads again. */
  const answered = () => skipped(led(NEAR), [2, 3, 4]);
  const then = (member: Alone) => proposed(member).slice(1);

  it("waits once more as long for the rest, if members are near and some have sent again", () => {
    const some = answered()
      .submit("a")
      .until(NEAR)
      .until(NEAR + 6)
      .submit("b")
      .until(NEAR + 6);
    expect(then(some.until(2 * NEAR + 5))).toEqual([]);
    expect(then(some.until(2 * NEAR + 6))).toEqual([2]);
    const slow = () => {
      const member = answered()
        .submit("a")
        .until(2 * NEAR - 1)
        .submit("b")
        .until(3 * NEAR - 2);
      return member.submit("c").until(3 * NEAR - 1);
    };
    expect(then(slow())).toEqual([]);
    expect(then(slow().until(3 * NEAR))).toEqual([3]);
    expect(
      then(
        slow()
          .submit("d")
          .until(3 * NEAR - 1),
      ),
    ).toEqual([4]);
  });

  it("takes who comes within Δ/5 for one of them, and whoever comes later for one alone", () => {
    const early = answered().until(NEAR + DELTA / 5 - 1);
    expect(then(early.submit("a").until(2 * NEAR + DELTA / 5 - 2))).toEqual([]);
    expect(then(early.until(2 * NEAR + DELTA / 5 - 1))).toEqual([1]);
    const alone = answered().until(NEAR + DELTA / 5);
    expect(then(alone.submit("a").until(NEAR + DELTA / 5))).toEqual([1]);
  });

  it("takes members for far whose blocks take long, though one that another led did not", () => {
    const next = blockOf(2, { height: 2, parent: hashed(own), commands: ["x", "y", "z"] });
    const member = led(40)
      .hear(2, proposalOf(next, 1))
      .until(40 + NEAR);
    skipped(member.certificate(ended(next)), [3, 4])
      .submit("a")
      .until(40 + NEAR + 6)
      .submit("b")
      .until(40 + NEAR + 6);
    expect(then(member.until(40 + 2 * NEAR - 1))).toEqual([]);
    expect(then(member.until(40 + 2 * NEAR))).toEqual([2]);
  });

  it("waits for the block before as long as the last one took, if members are near", () => {
    for (const [tookMs, waitedMs] of [
      [NEAR, NEAR],
      [DELTA / 5, DELTA / 20],
    ] as const) {
      const next = blockOf(4, { height: 2, parent: hashed(own) });
      const member = skipped(led(tookMs), [2, 3]).hear(4, proposalOf(next, 1));
      member
        .certificate(certificateOf("notarize", 4, hashed(next), [2, 3, 4]))
        .submit("a")
        .until(tookMs);
      expect(then(member.until(tookMs + waitedMs - 1))).toEqual([]);
      expect(then(member.until(tookMs + waitedMs))).toEqual([1]);
    }
  });
});

/** How many commands went in each message. */
const sent = (member: Alone) =>
  member.sent.flatMap((one) => (one.kind === "commands" ? [one.commands.length] : []));

it("commands go to the others at once, and those that come soon after, for an eighth of a block and Δ/100, together", () => {
  const block = blockOf(1);
  for (const [tookMs, pauseMs] of [
    [4, 0.5],
    [16, 1],
  ] as const) {
    const member = new Alone(optionsOf(4)).until(0).hear(1, proposalOf(block)).until(tookMs);
    member.certificate(certificateOf("finalize", 1, hashed(block), [1, 2, 3]));
    expect(sent(member.submit("a").until(tookMs))).toEqual([1]);
    member.submit("b").submit("c");
    expect(sent(member.until(tookMs + pauseMs - 0.1))).toEqual([1]);
    expect(sent(member.until(tookMs + pauseMs))).toEqual([1, 2]);
    member.until(tookMs + 3 * pauseMs).submit("d");
    expect(sent(member.until(tookMs + 3 * pauseMs))).toEqual([1, 2, 1]);
  }
});

describe("a new finalization", () => {
  const block = blockOf(1);
  const passed = (member: Alone) =>
    member.sent.filter((one) => one.kind === "certificate" && one.certificate.kind === "finalize");
  const finalized = () => {
    const member = new Alone(optionsOf(4)).until(0).hear(1, proposalOf(block));
    member.certificate(certificateOf("notarize", 1, hashed(block)));
    return member.votes(voteOf(1, "finalize", 1, hashed(block)), voteOf(3, "finalize", 1, hashed(block)));
  };

  it("goes by itself after Δ/10", () => {
    const member = finalized().until(DELTA / 10 - 0.5);
    expect(passed(member)).toEqual([]);
    expect(passed(member.until(DELTA / 10))).toHaveLength(1);
    expect(passed(member.until(DELTA))).toHaveLength(1);
  });

  it("goes with what is sent before that", () => {
    const member = finalized().submit("a").until(0);
    expect(passed(member)).toHaveLength(1);
    expect(passed(member.until(DELTA / 10))).toHaveLength(1);
  });
});
