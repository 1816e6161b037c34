/**
 * One phase of the phase king, as far as anybody can tell it from another: the values that the loyal nodes hold before it,
 * and all the values that they can hold after it. A node carries nothing but its value from phase to phase, so that all
 * worlds are paths through these steps.
 *
 * What traitors tell one node reaches no other, so each node's part is tried by itself, with the rules that are shipped:
 * for every way in which the traitors can answer that one node. The product of the parts is every world of the phase.
 */
import { proposalOf, type Quorum, valueAfter } from "../../core/king.js";

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

const SHIPPED: Rules = { proposalOf, valueAfter };

/** What traitors can tell one node in an exchange and among proposals: so many of them told each order, the rest nothing. */
interface Word {
  readonly votes: readonly [number, number];
}

/** How a node came by its new value. */
export interface NodeStep {
  /** what the traitors told it in the exchange, among proposals, and, if the king is one of them, as king */
  readonly exchange: Word;
  readonly proposals: Word;
  readonly king: number | null;
}

export interface PhaseStep {
  readonly before: Values;
  /** of the loyal nodes: 0, 1, or −1 for nothing */
  readonly proposals: readonly number[];
  readonly nodes: readonly NodeStep[];
}

/** How many answers to one node were evaluated. */
export interface Counter {
  evaluated: number;
}

/** All values after the phase, each with one way to them. */
export function valuesAfterPhase(
  cast: PhaseCast,
  before: Values,
  counter: Counter,
  rules: Rules = SHIPPED,
): Map<Values, PhaseStep> {
  const after = new Map<Values, PhaseStep>();
  const all = wordsOf(cast.n - cast.loyal);
  const votes = countOf(bitsOf(before, cast.loyal));
  const heard = all.map((word) => {
    counter.evaluated++;
    // who tells nothing in an exchange has told the default order, 0
    const silent = cast.n - cast.loyal - word.votes[0] - word.votes[1];
    const told = [votes[0] + word.votes[0] + silent, votes[1] + word.votes[1]];
    return { word, proposal: rules.proposalOf(cast, told) };
  });
  const choices = [...new Map(heard.map((one) => [one.proposal, one])).values()];
  for (const chosen of product(bitsOf(before, cast.loyal).map(() => choices))) {
    const proposals = chosen.map(({ proposal }) => proposal);
    const parts = takings(cast, before, proposals, all, counter, rules);
    for (const taken of product(parts)) {
      for (const [values, kings] of crowned(cast, taken)) {
        if (after.has(values)) continue;
        const nodes = chosen.map(({ word }, at): NodeStep => {
          return { exchange: word, proposals: (taken[at] as Taking).word, king: kings[at] as number | null };
        });
        after.set(values, { before, proposals, nodes });
      }
    }
  }
  return after;
}

interface Taking {
  readonly word: Word;
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
    const found = words.map((word): Taking => {
      counter.evaluated++;
      const told = [votes[0] + word.votes[0], votes[1] + word.votes[1]];
      return { word, ...rules.valueAfter(cast, value, told) };
    });
    return [...new Map(found.map((one) => [`${one.value} ${one.isSure}`, one])).values()];
  });
}

/** What the king's word makes of it: one outcome for a loyal king, every one for a traitor's words. */
function* crowned({ king }: PhaseCast, taken: readonly Taking[]): Generator<[Values, (number | null)[]]> {
  if (king >= 0) {
    const word = (taken[king] as Taking).value;
    yield [packed(taken.map(({ value, isSure }) => (isSure ? value : word))), taken.map(() => null)];
    return;
  }
  for (const words of product(taken.map(({ isSure }) => (isSure ? [null] : [0, 1])))) {
    yield [packed(taken.map(({ value }, at) => words[at] ?? value)), words];
  }
}

/** Every way in which so many traitors answer one node; which of them says what is the same to it. */
function wordsOf(traitors: number): Word[] {
  const words: Word[] = [];
  for (let zeros = 0; zeros <= traitors; zeros++) {
    for (let ones = 0; zeros + ones <= traitors; ones++) words.push({ votes: [zeros, ones] });
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

function* product<T>(lists: readonly (readonly T[])[]): Generator<T[]> {
  const [first, ...rest] = lists;
  if (!first) {
    yield [];
    return;
  }
  for (const item of first) for (const others of product(rest)) yield [item, ...others];
}
