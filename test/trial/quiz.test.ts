/** Exam questions have one answer, and it is right: each solution is found again from what the question says, by other means. */

import { describe, expect, it } from "vitest";
import { type Question, questionsOf } from "../../src/trial/quiz/questions.js";
import type { Heard, Start } from "../../src/trial/turn.js";
import { rightWithoutEchoes } from "./right-players.js";

const questions = [1, 2, 3, 4, 5].flatMap((seed) => questionsOf(seed, 12));
const ofKind = (kind: Question["kind"]) => questions.filter((one) => one.kind === kind);

interface Line extends Heard {
  readonly round: number;
  readonly to: number | null;
}

/** The lines of a transcript, as a student reads them. */
function linesIn(text: string): Line[] {
  const lines = text.matchAll(/^ {2}round (\d)(?: {2}node \d)?(?: {2}to (\d))? {2}(\S+) +(\w+)$/gm);
  return [...lines].map(([, round, to, path = "", order = ""]) => {
    const ids = path.split(".").map(Number);
    return { round: Number(round), to: to ? Number(to) : null, from: ids.at(-1) as number, path: ids, order };
  });
}

function startIn(text: string, id: number): Start {
  const [, m, n, fallback = ""] =
    /^OM\((\d)\), nodes 1 to (\d),.*the default order is (\w+)\./.exec(text) ?? [];
  const nodes = Array.from({ length: Number(n) }, (_, index) => index + 1);
  return {
    id,
    nodes,
    general: 1,
    m: Number(m),
    orders: ["retreat", "attack"],
    default: fallback,
    order: null,
  };
}

describe("a question", () => {
  it("is the same for the same seed, and another for another", () => {
    expect(questionsOf(7, 6)).toEqual(questionsOf(7, 6));
    expect(questionsOf(7, 6)).not.toEqual(questionsOf(8, 6));
    const sheet = questionsOf(7, 6);
    expect(new Set(sheet.map(({ text }) => text)).size).toBe(sheet.length);
  });

  it("what does it decide? is answered as a right node decides that is told the same", () => {
    expect(ofKind("decision").length).toBeGreaterThan(15);
    for (const { text, answer } of ofKind("decision")) {
      const start = startIn(text, Number(/^Node (\d) was told/m.exec(text)?.[1]));
      const node = rightWithoutEchoes(start);
      const told = (round: number) => linesIn(text).filter((line) => line.round === round);
      for (let round = 0; round <= start.m; round++) node.tell(round, told(round - 1));
      expect(answer).toBe(node.decide(told(start.m)));
    }
  });

  it("which relay is wrong? has the first that is not what was told", () => {
    expect(ofKind("relay").length).toBeGreaterThan(15);
    for (const { text, answer } of ofKind("relay")) {
      const lines = linesIn(text);
      const told = new Map(
        lines.filter(({ to }) => to === null).map(({ path, order }) => [path.join("."), order]),
      );
      const tells = lines.filter(({ to }) => to !== null);
      const first = tells.find(({ path, order }) => told.get(path.slice(0, -1).join(".")) !== order) as Line;
      expect(answer).toContain(
        `In round ${first.round} node ${first.from} told node ${first.to} ${first.order} on path ${first.path.join(".")};`,
      );
    }
  });

  it("who lied? has exactly one who tells otherwise than it was told, or a general who tells two orders", () => {
    expect(ofKind("liar").length).toBeGreaterThan(15);
    for (const { text, answer } of ofKind("liar")) {
      const lines = linesIn(text);
      const general = lines.filter(({ round }) => round === 0);
      const liars = lines.filter(
        ({ round, from, order }) => round === 1 && general.find(({ to }) => to === from)?.order !== order,
      );
      const shown = new Set(liars.map(({ from }) => from));
      if (new Set(general.map(({ order }) => order)).size > 1) shown.add(1);
      expect([...shown].map((id) => `node ${id}`)).toEqual([answer]);
    }
  });
});
