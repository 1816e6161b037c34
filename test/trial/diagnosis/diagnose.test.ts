/**
 * The diagnosis names what a node does, and nothing else: each model is named itself, right nodes are named nothing, and a node
 * with two mistakes, or with one that has no name, is given a name only where it cannot be told from such a node.
 */

import { describe, expect, it } from "vitest";
import { lab as oralLab } from "../../../src/protocols/om/trial/lab.js";
import { type Answered, diagnose } from "../../../src/trial/diagnosis/diagnose.js";
import { type Habits, RIGHT, STYLES } from "../../../src/trial/diagnosis/habits.js";
import type { ScriptedWorld } from "../../../src/trial/diagnosis/lab.js";
import { nodeWith } from "../../../src/trial/diagnosis/mind.js";
import { MISTAKES, MODELS, RIGHT_NODES } from "../../../src/trial/diagnosis/models.js";
import { diagnosisWorlds, drawnWorld, SCENES } from "../../../src/trial/diagnosis/worlds.js";
import type { MakePlayer } from "../../../src/trial/turn.js";
import { rightWithEchoes, rightWithoutEchoes } from "../right-players.js";
import { answered, double, single, unlisted } from "./nodes.js";

const NAMES = [
  ...["flat-tally", "all-rounds-tally", "own-value-left-out", "own-value-twice", "last-hop-fold"],
  ...["round-too-few", "one-exchange", "first-round-only", "tie-last", "tie-first"],
  ...["fixed-threshold", "threshold-of-all-nodes", "non-strict-majority", "wrong-default"],
  ...["missing-left-out", "relays-majority", "overwritten-slot", "returning-paths", "unchecked-path"],
  "early-relay-lost",
];

const worlds = diagnosisWorlds(7);
const WITH: Partial<Habits> = { tellsEchoes: true, foldsEchoes: true };
const WITHOUT: Partial<Habits> = { tellsEchoes: false, foldsEchoes: false };

const diagnosisOf = (make: MakePlayer, among: readonly ScriptedWorld[] = worlds) =>
  diagnose(
    among.map((world) => answered(make, world)),
    oralLab,
  );

const same = (one: Answered, other: Answered): boolean => {
  const text = ({ tells, decision }: Answered) => JSON.stringify([tells, decision]);
  return text(one) === text(other);
};

/** Worlds that were not chosen, of all kinds. */
const others = SCENES.filter(({ n }) => n < 10).flatMap((scene) => {
  const ids = Array.from({ length: scene.n }, (_, index) => index + 1);
  return Array.from({ length: 8 }, (_, draw) => drawnWorld(scene, 1000 + draw, ids));
});

describe("the models", () => {
  it("have the names of the table, each with a sentence", () => {
    expect(MISTAKES.map(({ name }) => name).toSorted()).toEqual(NAMES.toSorted());
    expect(MODELS.every(({ sentence }) => sentence.length > 20)).toBe(true);
  });

  it.each([
    ["with echoes", WITH],
    ["without echoes", WITHOUT],
  ] as const)("are named themselves, %s: each row of the confusion matrix has one name", (_, style) => {
    const matrix = new Map<string, Set<string | undefined>>();
    for (const { name, habits } of single(style, 4)) {
      const found = matrix.get(name) ?? new Set();
      const named = diagnosisOf(nodeWith(habits))?.name;
      // one's own vote may stand first or last, and then is both
      const isBoth = name.startsWith("tie-") && named === "tie-last|tie-first";
      matrix.set(name, found.add(isBoth ? name : named));
    }
    expect(Object.fromEntries([...matrix].map(([name, found]) => [name, [...found]]))).toEqual(
      Object.fromEntries(NAMES.map((name) => [name, [name]])),
    );
  });

  it("are unlike a right node in as many worlds as is said", () => {
    const flat = diagnosisOf(nodeWith({ ...RIGHT, ...MISTAKES[0]?.ways[0] }));
    expect(flat).toMatchObject({ name: "flat-tally", worlds: worlds.length });
    expect(flat?.differs).toBeGreaterThan(2);
    expect(flat?.differs).toBeLessThan(worlds.length);
  });
});

it("what nodes are asked holds ids from 1 to 63 alone, some of them nobody's", () => {
  for (const seed of [1, 2, 3, 4, 5, 6, 7, 8]) {
    const asked = diagnosisWorlds(seed);
    const paths = asked.flatMap(({ heard }) => heard.flat().map(({ path }) => path));
    expect(new Set(paths.flat().filter((id) => id < 1 || id > 63))).toEqual(new Set());
    const strange = asked.filter(({ start, heard }) =>
      heard.flat().some(({ path }) => path.some((id) => !start.nodes.includes(id))),
    );
    expect(strange.length).toBeGreaterThan(0);
  }
});

describe("a right node", () => {
  it.each([
    ["with echoes", rightWithEchoes, WITH],
    ["without echoes", rightWithoutEchoes, WITHOUT],
  ] as const)("has no name, %s, and decides as the trial's own does", (_, right, style) => {
    expect(diagnosisOf(right)).toBeNull();
    const habits = nodeWith({ ...RIGHT, ...style });
    const decisions = (make: MakePlayer) =>
      [...worlds, ...others].map((world) => answered(make, world).decision);
    expect(decisions(habits)).toEqual(decisions(right));
  });

  it("has none either where it tells echoes and ignores them, or heeds and does not tell them", () => {
    expect(STYLES).toHaveLength(4);
    expect(RIGHT_NODES.map((make) => diagnosisOf(make))).toEqual([null, null, null, null]);
  });
});

describe("where models cannot be told apart", () => {
  it("by any world, both are named: a tie goes to one's own vote, which stands first, or last", () => {
    const own = nodeWith({
      ...RIGHT,
      ...WITHOUT,
      ownStands: "first",
      settle: (votes, _start) =>
        votes.find((v) => 2 * votes.filter((w) => w === v).length > votes.length) ?? (votes[0] as string),
    });
    expect(diagnosisOf(own)?.name).toBe("tie-last|tie-first");
  });

  it("by the worlds that were played, all are named: with m = 2 a round too few is one exchange", () => {
    const two = worlds.filter(({ start }) => start.m === 2);
    expect(diagnosisOf(nodeWith({ ...RIGHT, foldsUntil: () => 1 }), two)?.name).toBe(
      "round-too-few|one-exchange",
    );
  });
});

describe("a node that is none of them", () => {
  it("has no name, whatever it does", () => {
    const nodes = STYLES.flatMap(unlisted);
    expect(nodes.length).toBeGreaterThan(30);
    expect(
      nodes.filter(({ habits }) => diagnosisOf(nodeWith(habits)) !== null).map(({ name }) => name),
    ).toEqual([]);
    const right = nodeWith(RIGHT);
    const alsoRight = unlisted(WITH).filter(({ habits }) =>
      worlds.every((world) => same(answered(nodeWith(habits), world), answered(right, world))),
    );
    expect(alsoRight).toEqual([]);
  });

  it("has no name for a single other relay, or a decision, in one world", () => {
    const flat = nodeWith({ ...RIGHT, ...MISTAKES[0]?.ways[0] });
    const answers = worlds.map((world) => answered(flat, world));
    const at = answers.findIndex(({ start, tells }) => start.m === 2 && (tells[2]?.length ?? 0) > 0);
    const world = answers[at] as Answered;
    const tells = world.tells.map((told, round) => (round === 2 ? told.slice(1) : told));
    expect(diagnose(answers.with(at, { ...world, tells }), oralLab)).toBeNull();
    const decision = world.start.orders.find((order) => order !== world.decision) as string;
    expect(diagnose(answers.with(at, { ...world, decision }), oralLab)).toBeNull();
    expect(diagnose(answers.with(at, { ...world, decision: null }), oralLab)).toBeNull();
    expect(diagnose(answers, oralLab)?.name).toBe("flat-tally");
  });
});

describe("two hundred nodes with two mistakes", () => {
  const nodes = [...double(WITH), ...double(WITHOUT)];
  const step = Math.floor(nodes.length / 200);
  const some = nodes.filter((_, at) => at % step === 0);

  it("are never given a name of what they do not behave like", () => {
    expect(some.length).toBeGreaterThanOrEqual(200);
    const ways = new Map(
      NAMES.map((name) => [name, [...single(WITH), ...single(WITHOUT)].filter((one) => one.name === name)]),
    );
    let unnamed = 0;
    for (const { name, habits } of some) {
      const found = diagnosisOf(nodeWith(habits));
      unnamed += found === null ? 1 : 0;
      const wrong = (found?.name.split("|") ?? []).filter((one) => {
        const like = (ways.get(one) ?? []).some((way) =>
          others.every((world) =>
            same(answered(nodeWith(habits), world), answered(nodeWith(way.habits), world)),
          ),
        );
        return !like;
      });
      expect(wrong, `${name} was named ${found?.name}`).toEqual([]);
    }
    expect(unnamed).toBeGreaterThan(100);
  });
});
