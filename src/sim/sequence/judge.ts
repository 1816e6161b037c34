/**
 * What must hold of a sequence that was played. Wherever traitors and members that were absent or late are at most m, the
 * others take part in one instance, IC1 and IC2 hold among them, and each is told that it was guaranteed: nobody is left
 * behind. A loyal member that was one of the m may come to anything, and is told so: where it is told that its value is
 * guaranteed, it is theirs; and it is told of each instance that went by without it.
 */
import type { NodeId } from "../../core/group.js";
import { judge, type Verdict } from "../../recording/verdict.js";
import type { Outcome } from "./around.js";
import type { Answer, PlayedSequence } from "./play.js";
import { type Asking, faultyIn, type SequenceWorld } from "./world.js";

export interface JudgedAgreement {
  readonly agreement: number;
  /** traitors, absent and late ones */
  readonly faulty: readonly NodeId[];
  readonly conditions: Verdict;
  /** a sentence each */
  readonly broken: readonly string[];
}

interface Decided extends Answer {
  readonly outcome: Extract<Outcome, { kind: "decided" }>;
}

/** Where more than m failed at a time, members may need so many agreements to find each other. */
const RECOVERY = 2;

export function judgeSequence(world: SequenceWorld, played: PlayedSequence): JudgedAgreement[] {
  return world.agreements.map((asking, agreement) => {
    const faulty = faultyIn(world, agreement);
    const own = played.answers.filter((answer) => answer.agreement === agreement);
    const sound = own.filter(({ node }) => !faulty.includes(node));
    const recovers = isRecovering(world, agreement);
    const decided = sound.filter(isDecided);
    const relied = recovers ? reliedOn(decided) : decided;
    // who is not where the others have found each other is as good as absent
    const out = recovers ? sound.filter((answer) => !relied.some(({ node }) => node === answer.node)) : [];
    const absent = [...faulty, ...out.map(({ node }) => node)];
    const conditions = conditionsOf(world, asking, absent, relied);
    const judged = { agreement, faulty, conditions };
    if (faulty.length > world.group.m) return { ...judged, broken: [] };
    const { ic1, ic2 } = conditions;
    const broken = [
      ...(ic1 === "violated" ? ["IC1 violated"] : []),
      ...(ic2 === "violated" ? ["IC2 violated"] : []),
    ];
    if (!recovers) {
      broken.push(...sound.flatMap((answer) => outOf(answer, sound)));
      broken.push(...wronglyTold(world, own, sound));
    }
    return { ...judged, broken };
  });
}

/** Those who are not told that they were out of it, in the instance that came last. */
function reliedOn(decided: readonly Decided[]): Decided[] {
  const guaranteed = decided.filter(({ outcome }) => outcome.attended.guaranteed);
  const last = Math.max(...guaranteed.map(({ outcome }) => outcome.instance));
  return guaranteed.filter(({ outcome }) => outcome.instance === last);
}

function isRecovering(world: SequenceWorld, agreement: number): boolean {
  const { inFlight = 1 } = world;
  const first = agreement - (agreement % inFlight);
  const before = Array.from({ length: Math.min(RECOVERY * inFlight, first) }, (_, back) => first - 1 - back);
  return before.some((one) => faultyIn(world, one).length > world.group.m);
}

/** Of all who had to decide; and those that did must not contradict each other, whatever became of the rest. */
function conditionsOf(
  world: SequenceWorld,
  { general, order }: Asking,
  faulty: readonly NodeId[],
  sound: readonly Decided[],
): Verdict {
  const { group, values } = world;
  const vectors = sound.flatMap(({ node, outcome: { vector } }) => (vector ? [[node, vector] as const] : []));
  const decisions = new Map(sound.map(({ node, outcome }) => [node, outcome.order]));
  const verdictOf = (traitors: readonly NodeId[]) =>
    judge({
      ...{ group: { ...group, general }, order, traitors, observed: [], decisions },
      ...(values && { values, vectors: new Map(vectors) }),
    });
  const verdict = verdictOf(faulty);
  const decided = verdictOf(group.ids.filter((id) => !decisions.has(id)));
  return {
    ...verdict,
    ic1: decided.ic1 === "violated" ? "violated" : verdict.ic1,
    ic2: decided.ic2 === "violated" ? "violated" : verdict.ic2,
  };
}

/** A member that had to be in it and was not, or was not told that all is well. */
function outOf(answer: Answer, sound: readonly Answer[]): string[] {
  const { node, outcome } = answer;
  if (!isDecided(answer)) return [`node ${node} is in time, and came to: ${outcome.kind}`];
  const { attended, instance } = answer.outcome;
  if (attended.kind !== "tookPart") return [`node ${node} is in time, and was told: ${attended.kind}`];
  if (!attended.guaranteed || !attended.inTime)
    return [`node ${node} is in time, and nothing is guaranteed to it`];
  const others = sound.filter((other) => other.outcome.instance !== instance).map((other) => other.node);
  return others.length > 0 ? [`node ${node} is in instance ${instance}, and not ${others.join(", ")}`] : [];
}

/** A loyal member that failed and is told that its value is guaranteed, though the others hold another. */
function wronglyTold(
  { traitors }: SequenceWorld,
  own: readonly Answer[],
  sound: readonly Answer[],
): string[] {
  const theirs = sound.find(isDecided);
  if (!theirs) return [];
  return own.flatMap((answer) => {
    if (traitors.some(({ id }) => id === answer.node) || !isDecided(answer)) return [];
    const { instance, attended, order, vector } = answer.outcome;
    const isTold =
      attended.kind === "tookPart" && attended.guaranteed && instance === theirs.outcome.instance;
    const isSame =
      order === theirs.outcome.order && JSON.stringify(vector) === JSON.stringify(theirs.outcome.vector);
    return isTold && !isSame ? [`node ${answer.node} is told that ${order} is guaranteed`] : [];
  });
}

function isDecided(answer: Answer): answer is Decided {
  return answer.outcome.kind === "decided";
}
