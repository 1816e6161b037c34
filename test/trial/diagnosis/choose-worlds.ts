/**
 * `npm run worlds`: chooses the draws of src/trial/diagnosis/worlds.ts and prints them.
 *
 * Greedily: of many drawn worlds the one in which most pairs of nodes answer differently that are not yet told apart often enough,
 * until all are that can be. Pairs are two models of different names, and a model and a node with two mistakes or an unlisted one.
 */
import { type Habits, RIGHT } from "../../../src/trial/diagnosis/habits.js";
import type { ScriptedWorld } from "../../../src/trial/diagnosis/lab.js";
import { nodeWith } from "../../../src/trial/diagnosis/mind.js";
import { drawnWorld, SCENES, type Scene } from "../../../src/trial/diagnosis/worlds.js";
import { answered, double, type Odd, single, unlisted } from "./nodes.js";

const DRAWS: Readonly<Record<number, number>> = { 4: 16, 7: 64, 8: 64, 10: 10 };

/** How often two models are to be told apart, and how often other pairs. */
const TIMES = { models: 3, others: 2 };

interface Candidate {
  readonly scene: Scene;
  readonly draw: number;
  /** of each node, a number for what it answered */
  readonly answers: Int32Array;
}

const styles: readonly Partial<Habits>[] = [{ foldsEchoes: true }, { foldsEchoes: false }];
const right = styles.map((style): Odd => ({ name: "right", habits: { ...RIGHT, ...style } }));
const models = [...right, ...styles.flatMap(single)];
const others = styles.flatMap((style) => [...double(style), ...unlisted(style)]);
const nodes = [...models, ...others];

function answersIn(world: ScriptedWorld): Int32Array {
  const numbers = new Map<string, number>();
  return Int32Array.from(nodes, ({ habits }) => {
    const { tells, decision } = answered(nodeWith(habits), world);
    const text = `${tells.flatMap((round) => round.map(({ to, path, order }) => `${to}${path.at(-2)}${order}`)).join()} ${decision}`;
    const number = numbers.get(text) ?? numbers.size;
    numbers.set(text, number);
    return number;
  });
}

const candidates = SCENES.flatMap((scene): Candidate[] => {
  const ids = Array.from({ length: scene.n }, (_, index) => index + 1);
  const draws = scene.asGeneral ? 1 : (DRAWS[scene.n] ?? 0);
  process.stderr.write(`${scene.n} ${scene.m} ${scene.trouble} ${draws}\n`);
  return Array.from({ length: draws }, (_, draw) => ({
    scene,
    draw,
    answers: answersIn(drawnWorld(scene, draw, ids)),
  }));
});

/** Pairs as [one, other, how often they are still to be told apart]. */
let pairs: [number, number, number][] = [];
for (let one = 0; one < models.length; one++) {
  for (let other = one + 1; other < nodes.length; other++) {
    if (models[one]?.name === nodes[other]?.name) continue;
    const apart = candidates.filter(({ answers }) => answers[one] !== answers[other]).length;
    const wanted = Math.min(apart, other < models.length ? TIMES.models : TIMES.others);
    if (apart === 0) process.stderr.write(`${nodes[one]?.name} = ${nodes[other]?.name}\n`);
    else pairs.push([one, other, wanted]);
  }
}

const chosen: Candidate[] = [];
for (const candidate of candidates.filter(({ scene }) => scene.asGeneral)) choose(candidate);
while (pairs.length > 0) {
  const sample =
    pairs.length > 20_000 ? pairs.filter((_, at) => at % Math.ceil(pairs.length / 20_000) === 0) : pairs;
  // worlds of ten nodes take longest: they are chosen where they tell much more apart
  const worth = ({ answers, scene }: Candidate) =>
    sample.filter(([one, other]) => answers[one] !== answers[other]).length /
    (scene.n === 10 && scene.m === 3 ? 2 : 1);
  const best = candidates
    .filter((candidate) => !chosen.includes(candidate))
    .map((candidate) => ({ candidate, worth: worth(candidate) }))
    .reduce((a, b) => (b.worth > a.worth ? b : a));
  choose(best.candidate);
}

function choose(candidate: Candidate): void {
  const { answers } = candidate;
  chosen.push(candidate);
  pairs = pairs
    .map(([one, other, wanted]): [number, number, number] => [
      one,
      other,
      answers[one] === answers[other] ? wanted : wanted - 1,
    ])
    .filter(([, , wanted]) => wanted > 0);
  process.stderr.write(`${chosen.length} worlds, ${pairs.length} pairs left\n`);
}

for (const scene of SCENES) {
  const draws = chosen.filter((one) => one.scene === scene).map(({ draw }) => draw);
  const { draws: _before, ...rest } = scene;
  process.stdout.write(`${JSON.stringify({ ...rest, draws: draws.toSorted((a, b) => a - b) })}\n`);
}
