/** Nodes with two typical mistakes, and with some that have no name, drawn by seed, of every protocol. */
import type { ProtocolName } from "../../../src/core/group.js";
import { wordsOf } from "../../../src/core/random.js";
import { KING_MISTAKES, kingWith, RIGHT_KING } from "../../../src/protocols/king/trial/lab.js";
import { RIGHT_SEALED, SEALED_MISTAKES, sealedWith } from "../../../src/protocols/sm/trial/lab.js";
import {
  RIGHT_VECTOR,
  VECTOR_MISTAKES,
  type VectorHabits,
  vectorWith,
} from "../../../src/protocols/vector/trial/lab.js";
import type { Dice } from "../../../src/sim/dice.js";
import { type Habits, RIGHT, STYLES } from "../../../src/trial/diagnosis/habits.js";
import { nodeWith } from "../../../src/trial/diagnosis/mind.js";
import { MISTAKES } from "../../../src/trial/diagnosis/models.js";
import type { Heard, MakePlayer, Start, Tell } from "../../../src/trial/turn.js";

export interface Mixed {
  /** what it does wrong, for whoever looks it up */
  readonly name: string;
  readonly make: MakePlayer;
}

interface Way {
  readonly name: string;
  /** the habits that it changes */
  readonly habits: object;
}

interface Kind {
  readonly ways: readonly Way[];
  readonly make: (habits: object, style: Partial<Habits>) => MakePlayer;
}

function waysOf(mistakes: readonly { readonly name: string; readonly ways: readonly object[] }[]): Way[] {
  return mistakes.flatMap(({ name, ways }) => ways.map((habits) => ({ name, habits })));
}

/** Of vector the habits in its instances and those around them lie side by side. */
function flat({ instance, ...around }: Partial<VectorHabits>): object {
  const changed = Object.entries(instance ?? {}).filter(
    ([habit, value]) => value !== RIGHT[habit as keyof Habits],
  );
  return { ...Object.fromEntries(changed), ...around };
}

function vectorOf(habits: object, style: Partial<Habits>): MakePlayer {
  const around = Object.fromEntries(Object.entries(habits).filter(([habit]) => habit in RIGHT_VECTOR));
  return vectorWith({ ...RIGHT_VECTOR, ...around, instance: { ...RIGHT, ...style, ...habits } });
}

const KINDS: Readonly<Record<ProtocolName, Kind>> = {
  om: { ways: waysOf(MISTAKES), make: (habits, style) => nodeWith({ ...RIGHT, ...style, ...habits }) },
  king: { ways: waysOf(KING_MISTAKES), make: (habits) => kingWith({ ...RIGHT_KING, ...habits }) },
  sm: { ways: waysOf(SEALED_MISTAKES), make: (habits) => sealedWith({ ...RIGHT_SEALED, ...habits }) },
  vector: {
    ways: [
      ...VECTOR_MISTAKES.flatMap(({ name, ways }) => ways.map((way) => ({ name, habits: flat(way) }))),
      ...waysOf(MISTAKES),
    ],
    make: vectorOf,
  },
};

/** Two mistakes of different names, neither of which takes the other's place. */
export function drawnPair(protocol: ProtocolName, dice: Dice): Mixed {
  const { ways, make } = KINDS[protocol];
  for (;;) {
    const [one, other] = [dice.pick(ways), dice.pick(ways)];
    const clash = Object.keys(one.habits).some((habit) => habit in other.habits);
    if (one.name === other.name || clash) continue;
    return {
      name: `${one.name} and ${other.name}`,
      make: make({ ...one.habits, ...other.habits }, dice.pick(TOLD_STYLES)),
    };
  }
}

/** One oddity that no name is for, or two. */
export function drawnUnknown(protocol: ProtocolName, dice: Dice): Mixed {
  const right = KINDS[protocol].make({}, dice.pick(TOLD_STYLES));
  const names = dice.shuffled(Object.keys(ODDITIES), dice.between(1, 2));
  const make = names.reduce((node, name) => {
    const seed = dice.below(1_000_000);
    return oddly(node, (ODDITIES[name] as (seed: number) => Oddity)(seed));
  }, right);
  return { name: names.join(" and "), make };
}

/** Those in which a node folds as it tells. */
const TOLD_STYLES = STYLES.filter(({ tellsEchoes, foldsEchoes }) => tellsEchoes === foldsEchoes);

interface Oddity {
  readonly hears?: (heard: readonly Heard[], start: Start, round: number) => readonly Heard[];
  readonly tells?: (tells: readonly Tell[], start: Start, round: number) => readonly Tell[];
  readonly decides?: (decision: string, start: Start, heard: readonly Heard[]) => string;
}

/** Every eighth, by what it is about: the same one whenever it comes. */
function isEighth(seed: number, numbers: readonly number[]): boolean {
  return wordsOf(seed, ...numbers)() % 8 === 0;
}

function nextOrder({ orders }: Start, order: string): string {
  return orders[(orders.indexOf(order) + 1) % orders.length] as string;
}

const atPlace = ({ nodes }: Start, seed: number) => nodes[seed % nodes.length];

const ODDITIES: Readonly<Record<string, (seed: number) => Oddity>> = {
  "is deaf to one node": (seed) => ({
    hears: (heard, start) => heard.filter(({ from }) => from !== atPlace(start, seed)),
  }),
  "is mute to one node": (seed) => ({
    tells: (tells, start) => tells.filter(({ to }) => to !== atPlace(start, seed)),
  }),
  "muddles orders": (seed) => ({
    tells: (tells, start, round) =>
      tells.map((one) =>
        isEighth(seed, [round, one.to, ...one.path]) ? { ...one, order: nextOrder(start, one.order) } : one,
      ),
  }),
  "forgets what it was told": (seed) => ({
    hears: (heard) => heard.filter(({ from, path }) => !isEighth(seed, [from, ...path])),
  }),
  "is deaf in one round": (seed) => ({
    hears: (heard, { m }, round) => (round === 1 + (seed % (m + 1)) ? [] : heard),
  }),
  "hears no more than five": () => ({ hears: (heard) => heard.slice(0, 5) }),
  "says its first telling twice": () => ({ tells: (tells) => [...tells.slice(0, 1), ...tells] }),
  "decides otherwise after an odd number of tellings": (seed) => ({
    decides: (decision, start, heard) => {
      if (heard.length % 2 === 0) return decision;
      if (!decision.startsWith("{")) return nextOrder(start, decision);
      const vector = JSON.parse(decision) as Record<string, string>;
      const id = String(atPlace(start, seed));
      return JSON.stringify({ ...vector, [id]: nextOrder(start, vector[id] as string) });
    },
  }),
};

function oddly(make: MakePlayer, oddity: Oddity): MakePlayer {
  const { hears = (heard) => heard, tells = (all) => all, decides = (decision) => decision } = oddity;
  return (start) => {
    const player = make(start);
    return {
      tell: (round, heard) => tells(player.tell(round, hears(heard, start, round)), start, round),
      decide: (heard) => decides(player.decide(hears(heard, start, start.m + 1)), start, heard),
    };
  };
}
