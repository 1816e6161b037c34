/**
 * Diagnoses of interactive consistency: a node with one typical mistake, of OM(m) in every instance or of its own, is named it; a
 * right one and one with two mistakes are never given a wrong name. Right are the trial's own books here.
 */
import { describe, expect, it } from "vitest";
import {
  lab,
  RIGHT_VECTOR,
  VECTOR_MISTAKES,
  type VectorHabits,
  vectorWith,
} from "../../../src/protocols/vector/trial/lab.js";
import { diagnose } from "../../../src/trial/diagnosis/diagnose.js";
import { RIGHT, STYLES } from "../../../src/trial/diagnosis/habits.js";
import { MISTAKES } from "../../../src/trial/diagnosis/models.js";
import type { MakePlayer } from "../../../src/trial/turn.js";
import { byTheBook } from "../players.js";
import { answered } from "./nodes.js";

const worlds = lab.worlds(7);

interface Odd {
  readonly name: string;
  readonly habits: VectorHabits;
}

/** The first way and one from amid all of each mistake, with echoes and without. */
const SINGLE: readonly Odd[] = [
  ...VECTOR_MISTAKES,
  ...MISTAKES.map(({ name, ways }) => ({
    name,
    ways: ways.map((way) => ({ instance: { ...RIGHT, ...way } })),
  })),
].flatMap(({ name, ways }) =>
  [...new Set([ways[0], ways[Math.floor(ways.length / 3)]])].flatMap((way) =>
    [true, false].map((echoes) => {
      const habits: VectorHabits = { ...RIGHT_VECTOR, ...way };
      const style = { tellsEchoes: echoes, foldsEchoes: echoes };
      return { name, habits: { ...habits, instance: { ...habits.instance, ...style } } };
    }),
  ),
);

/** All that a node tells others and decides. */
function answersOf(make: MakePlayer): string {
  return worlds
    .map((world) => {
      const { start, tells, decision } = answered(make, world, lab);
      const said = tells.flat().filter((tell) => !lab.isFree(start, tell));
      const text = said.map(({ to, path, order }) => `${to} ${path.join(".")} ${order}`).toSorted();
      return `${text.join()} ${decision}`;
    })
    .join("\n");
}

const names = new Map<string, Set<string>>();
for (const { name, habits } of SINGLE) {
  const answers = answersOf(vectorWith(habits));
  names.set(answers, (names.get(answers) ?? new Set()).add(name));
}

const named = (make: MakePlayer) =>
  diagnose(
    worlds.map((world) => answered(make, world, lab)),
    lab,
  )?.name ?? null;

describe("the models", () => {
  it("have names of their own, each with a sentence", () => {
    const all = [...VECTOR_MISTAKES, ...MISTAKES].map(({ name }) => name);
    expect(new Set(all).size).toBe(all.length);
    expect(lab.models.every(({ sentence }) => sentence.length > 20)).toBe(true);
  });

  it("answer otherwise than any of another name, and than a right node", () => {
    expect(new Set(SINGLE.map(({ name }) => name)).size).toBe(24);
    expect([...names.values()].filter(({ size }) => size > 1)).toEqual([]);
    expect(lab.rightNodes.map((make) => names.get(answersOf(make)))).toEqual(STYLES.map(() => undefined));
  });

  it("are named themselves", () => {
    const some = SINGLE.filter((_, index) => index % 19 === 0);
    expect(some.map(({ habits }) => named(vectorWith(habits)))).toEqual(some.map(({ name }) => name));
  });
});

it("the book, which shares no code with the models, answers as a right one, and has no name", () => {
  const right = { tellsEchoes: true, foldsEchoes: false };
  const model = vectorWith({ ...RIGHT_VECTOR, instance: { ...RIGHT, ...right } });
  expect(answersOf(byTheBook("vector"))).toBe(answersOf(model));
  expect(named(byTheBook("vector"))).toBeNull();
});

it("two mistakes in one node are given no name but of one that undoes the other", () => {
  const pairs = VECTOR_MISTAKES.flatMap((one) =>
    SINGLE.filter(({ name }) => name !== one.name).flatMap((other) =>
      // one of the two is in the instances, the other around them
      one.ways
        .filter((way) => !("instance" in way) && other.habits.instance !== RIGHT)
        .map((way) => ({
          name: `${one.name}+${other.name}`,
          habits: { ...other.habits, ...way },
        })),
    ),
  );
  const some = pairs.filter((_, index) => index % 7 === 0);
  const found = some.map(({ name, habits }) => ({ name, as: names.get(answersOf(vectorWith(habits))) }));
  expect(found.filter(({ as }) => as === undefined).length).toBeGreaterThan(20);
  expect(
    found.filter(({ name, as }) => as && ![...as].every((one) => name.split("+").includes(one))),
  ).toEqual([]);
});
