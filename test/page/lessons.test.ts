/** What lessons say is what is computed: their answers and their addresses. */
import { describe, expect, it } from "vitest";
import { levelSize } from "../../src/core/path.js";
import { leafCounts } from "../../src/explain/votes.js";
import { type Lesson, type LessonPage, pictureOf, stateOf } from "../../src/page/model/lesson.js";
import { LESSONS } from "../../src/page/model/lessons.js";
import { simulatedRun } from "../../src/page/model/runs.js";
import { formatState } from "../../src/page/model/state.js";

/** A reader takes in about so many words a minute, and looks at each picture as long as it takes to read it. */
const WORDS_PER_MINUTE = 120;
const MINUTES_MAX = 10;

it("there are fifteen", () => {
  expect(LESSONS.length).toBe(15);
  expect(new Set(LESSONS.map(({ title }) => title)).size).toBe(15);
});

describe.each(LESSONS)("$title", ({ pages, minutes }) => {
  it("asks before it shows: what is asked has one right answer among others, and a page after it", () => {
    const asking = pages.filter(({ ask }) => ask !== undefined);
    expect(asking.length).toBeGreaterThan(0);
    expect(pages.at(-1)?.ask).toBeUndefined();
    for (const { ask } of asking) {
      expect(ask?.answers.filter((answer) => answer === ask.right)).toHaveLength(1);
      expect(new Set(ask?.answers).size).toBeGreaterThan(1);
    }
  });

  it("has pictures whose addresses are those that the page writes", () => {
    for (const page of pages) {
      expect(pictureOf(page.look)).toBeDefined();
      if (pictureOf(page.look) === "log") continue;
      const given = new URLSearchParams(page.look.split("?")[1]);
      const written = new URLSearchParams(formatState(stateOf(page)).split("?")[1]);
      for (const [key, value] of written) expect([key, given.get(key)]).toEqual([key, value]);
    }
  });

  it("takes less than ten minutes", () => {
    const words = pages
      .flatMap(({ text, ask }) => [...text, ask?.question ?? "", ask?.because ?? ""])
      .join(" ")
      .split(" ").length;
    expect((2 * words) / WORDS_PER_MINUTE).toBeLessThan(MINUTES_MAX);
    expect(minutes).toBeLessThan(MINUTES_MAX);
  });
});

function lesson(title: string): Lesson {
  return LESSONS.find((one) => one.title === title) as Lesson;
}

/** Of the page of a lesson: its right answer, and what its run comes to. */
function asked(title: string, at = 0) {
  const page = lesson(title).pages[at] as LessonPage;
  const run = simulatedRun(stateOf(page).setup);
  return { right: page.ask?.right, run, decided: (id: number) => run.facts.decisionOf(id) };
}

describe("right answers", () => {
  it("on what a node decides are what it decides", () => {
    const messenger = asked("Two generals and a messenger");
    expect([messenger.decided(2), messenger.decided(3)]).toEqual(["attack", messenger.right]);
    const four = asked("Four nodes, one traitor", 1);
    expect(four.decided(2)).toBe(four.right);
    const liar = asked("A general who lies");
    expect([2, 3, 4].map((id) => `all ${liar.decided(id)}`)).toEqual(Array(3).fill(liar.right));
    const trap = asked("Seven nodes and the leaf trap", 1);
    expect(trap.decided(2)).toBe(trap.right);
    const clocks = asked("Vectors and clocks");
    expect([clocks.decided(1), clocks.decided(2)]).toEqual(["105", clocks.right]);
  });

  it("on leaves are what is counted", () => {
    const { run, right } = asked("Seven nodes and the leaf trap");
    const tree = run.facts.trees.get(2);
    const counts = leafCounts(tree as NonNullable<typeof tree>);
    expect(counts.map(({ order, leaves }) => [order, leaves])).toEqual([
      [right, 18],
      ["attack", 12],
    ]);
    expect(asked("What it costs").right).toBe(String(levelSize(10, 3)));
  });

  it("on rounds: with m of them loyal nodes part, with m + 1 they do not", () => {
    const short = asked("Why m + 1 rounds");
    expect([short.decided(3), short.decided(4), short.right]).toEqual(["retreat", "attack", "no"]);
    const long = asked("Why m + 1 rounds", 2);
    expect(new Set([3, 4, 5, 6, 7].map(long.decided)).size).toBe(1);
  });

  it("on six nodes: the default order hides what the other shows", () => {
    const loyal = [2, 3, 4];
    expect(loyal.map(asked("Six nodes: why did it still agree?").decided)).toEqual(Array(3).fill("retreat"));
    const attack = asked("Six nodes: why did it still agree?", 1);
    expect(loyal.map(attack.decided)).toEqual(Array(3).fill("retreat"));
    expect(attack.decided(1)).toBe("attack");
  });

  it("on kings: phase 1 leaves them apart, the king of phase 2 does not", () => {
    const { run } = asked("Kings");
    const told = (round: number, from: number, to: number) =>
      run.recording.reports.find((one) => one.round === round && one.from === from && one.to === to)
        ?.relays?.[0]?.order;
    expect([2, 3, 4].map((from) => told(4, from, 1))).toEqual(["attack", "retreat", "attack"]);
    expect([2, 3, 4].map(asked("Kings").decided)).toEqual(Array(3).fill("attack"));
  });
});
