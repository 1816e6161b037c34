/**
 * One phase of the phase king, as far as anybody can tell it from another: the values that the loyal nodes hold before it,
 * and all the values that they can hold after it. A node carries nothing but its value from phase to phase, so that all
 * worlds are paths through these steps.
 *
 * What traitors tell one node reaches no other, so each node's part is tried by itself, with the rules that are shipped:
 * for every way in which the traitors can answer that one node. The product of the parts is every world of the phase.
 */
import { product } from "../../../check/sets.js";
import { proposalOf, type Quorum, valueAfter } from "../rules.js";

/** Values of the loyal nodes, by ascending id, as bits: 1 for attack. */
export type Values = number;

export interface PhaseCast extends Quorum {
  /** how many nodes are loyal */
  readonly loyal: number;
  /** the king's place among the loyal nodes; −1 for a traitor */
  readonly king: number;
}

/** The rules under check: the shipped ones, unless a test plants a bug. */
export interface Rules {
  readonly proposalOf: typeof proposalOf;
  readonly valueAfter: typeof valueAfter;
}

export const SHIPPED: Rules = { proposalOf, valueAfter };

/** What traitors can tell one node in an exchange and among proposals: so many of them told each order, the rest nothing. */
type Word = readonly [zeros: number, ones: number];

/** How many answers to one node were evaluated. */
export interface Counter {
  evaluated: number;
}

/** All values after the phase. */
export function valuesAfterPhase(
  cast: PhaseCast,
  before: Values,
  counter: Counter,
  rules: Rules = SHIPPED,
): Set<Values> {
  const after = new Set<Values>();
  const all = wordsOf(cast.n - cast.loyal);
  const votes = countOf(bitsOf(before, cast.loyal));
  const heard = all.map(([zeros, ones]) => {
    counter.evaluated++;
    // who tells nothing in an exchange has told the default order, 0
    const silent = cast.n - cast.loyal - zeros - ones;
    return rules.proposalOf(cast, [votes[0] + zeros + silent, votes[1] + ones]);
  });
  const choices = [...new Set(heard)];
  for (const proposals of product(bitsOf(before, cast.loyal).map(() => choices))) {
    for (const taken of product(takings(cast, before, proposals, all, counter, rules)))
      for (const values of crowned(cast, taken)) after.add(values);
  }
  return after;
}

interface Taking {
  readonly value: number;
  readonly isSure: boolean;
}

/** What each loyal node can hold after the proposals. */
function takings(
  cast: PhaseCast,
  before: Values,
  proposals: readonly number[],
  words: readonly Word[],
  counter: Counter,
  rules: Rules,
): Taking[][] {
  const votes = countOf(proposals);
  return bitsOf(before, cast.loyal).map((value) => {
    const found = words.map(([zeros, ones]): Taking => {
      counter.evaluated++;
      return rules.valueAfter(cast, value, [votes[0] + zeros, votes[1] + ones]);
    });
    return [...new Map(found.map((one) => [`${one.value} ${one.isSure}`, one])).values()];
  });
}

/** What the king's word makes of it: one outcome for a loyal king, every one for a traitor's words. */
function* crowned({ king }: PhaseCast, taken: readonly Taking[]): Generator<Values> {
  if (king >= 0) {
    const word = (taken[king] as Taking).value;
    yield packed(taken.map(({ value, isSure }) => (isSure ? value : word)));
    return;
  }
  for (const values of product(taken.map(({ value, isSure }) => (isSure ? [value] : [0, 1]))))
    yield packed(values);
}

/** Every way in which so many traitors answer one node; which of them says what is the same to it. */
function wordsOf(traitors: number): Word[] {
  const words: Word[] = [];
  for (let zeros = 0; zeros <= traitors; zeros++) {
    for (let ones = 0; zeros + ones <= traitors; ones++) words.push([zeros, ones]);
  }
  return words;
}

function countOf(values: readonly number[]): [number, number] {
  return [values.filter((it) => it === 0).length, values.filter((it) => it === 1).length];
}

export function bitsOf(values: Values, count: number): number[] {
  return Array.from({ length: count }, (_, at) => (values >>> at) & 1);
}

function packed(bits: readonly number[]): Values {
  return bits.reduce((values, bit, at) => values | (bit << at), 0);
}
