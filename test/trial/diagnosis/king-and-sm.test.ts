/**
 * Diagnoses of the phase king and of signed messages: a node with one typical mistake is named it, a right one and one with two
 * mistakes are never given a wrong name. Right are the trial's own books here, which the models share no code with.
 */
import { describe, expect, it } from "vitest";
import {
  KING_MISTAKES,
  lab as kingLab,
  kingWith,
  RIGHT_KING,
} from "../../../src/protocols/king/trial/lab.js";
import {
  RIGHT_SEALED,
  SEALED_MISTAKES,
  lab as sealedLab,
  sealedWith,
} from "../../../src/protocols/sm/trial/lab.js";
import { diagnose } from "../../../src/trial/diagnosis/diagnose.js";
import type { Lab } from "../../../src/trial/diagnosis/lab.js";
import type { MakePlayer } from "../../../src/trial/turn.js";
import { byTheBook } from "../players.js";
import { answered } from "./nodes.js";

interface Odd {
  readonly name: string;
  readonly way: object;
  readonly make: MakePlayer;
}

const waysOf = (
  mistakes: readonly { readonly name: string; readonly ways: readonly object[] }[],
  make: (way: object) => MakePlayer,
): Odd[] => mistakes.flatMap(({ name, ways }) => ways.map((way) => ({ name, way, make: make(way) })));

const PROTOCOLS: readonly {
  readonly protocol: "king" | "sm";
  readonly lab: Lab;
  readonly names: readonly string[];
  readonly odd: readonly Odd[];
  readonly with: (way: object) => MakePlayer;
}[] = [
  {
    protocol: "king",
    lab: kingLab,
    names: KING_MISTAKES.map(({ name }) => name),
    odd: waysOf(KING_MISTAKES, (way) => kingWith({ ...RIGHT_KING, ...way })),
    with: (way) => kingWith({ ...RIGHT_KING, ...way }),
  },
  {
    protocol: "sm",
    lab: sealedLab,
    names: SEALED_MISTAKES.map(({ name }) => name),
    odd: waysOf(SEALED_MISTAKES, (way) => sealedWith({ ...RIGHT_SEALED, ...way })),
    with: (way) => sealedWith({ ...RIGHT_SEALED, ...way }),
  },
];

describe.each(PROTOCOLS)("$protocol", ({ protocol, lab, names, odd, with: made }) => {
  const named = (make: MakePlayer, seed = 7) => {
    const worlds = lab.worlds(seed).map((world) => answered(make, world, lab));
    return diagnose(worlds, lab)?.name ?? null;
  };

  it("has names of its own, each with a sentence", () => {
    expect(new Set(names).size).toBe(names.length);
    expect(lab.models.every(({ sentence }) => sentence.length > 15)).toBe(true);
  });

  it.each([1, 7, 2024])("names each mistake, in each way in which it is made, by itself: seed %i", (seed) => {
    expect(odd.map(({ make }) => named(make, seed))).toEqual(odd.map(({ name }) => name));
  });

  it("the book, which shares no code with the models, answers as the right model in 1,200 worlds", () => {
    const [right] = lab.rightNodes;
    const byBook = byTheBook(protocol);
    const said = (make: MakePlayer, seed: number) =>
      lab.worlds(seed).map((world) => {
        const { start, tells, decision } = answered(make, world, lab);
        const told = tells.map((all) =>
          all
            .filter((tell) => !lab.isFree(start, tell))
            .map(({ to, path, order }) => `${to} ${path.join(".")} ${order}`)
            .toSorted(),
        );
        return { told, decision };
      });
    for (let seed = 1; seed <= 20; seed++)
      expect(said(byBook, seed)).toEqual(said(right as MakePlayer, seed));
    expect(named(byBook)).toBeNull();
  });

  it("gives a node with two mistakes no name that it does not behave like", () => {
    const pairs = odd.flatMap((one, index) =>
      odd
        .slice(index + 1)
        .filter(({ name, way }) => {
          const clash = Object.keys(way).some((habit) => habit in one.way);
          return name !== one.name && !clash;
        })
        .map((other) => ({ names: `${one.name}+${other.name}`, way: { ...one.way, ...other.way } })),
    );
    expect(pairs.length).toBeGreaterThan(10);
    const wrong = pairs.filter(({ way }) => {
      const name = named(made(way));
      // one that the other undoes is right in nothing else, by worlds that were not asked
      return name !== null && [11, 12, 13, 14, 15].some((seed) => named(made(way), seed) !== name);
    });
    expect(wrong.map((pair) => pair.names)).toEqual([]);
  });
});
