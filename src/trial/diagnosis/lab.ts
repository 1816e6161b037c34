/** What a diagnosis needs of a protocol: worlds in which one node is asked alone, right nodes, and models of typical mistakes. */
import type { Heard, MakePlayer, Start, Tell } from "../turn.js";

/** One node's whole input: what it is told before the rounds 1, 2 … up to the one in which it decides. */
export interface ScriptedWorld {
  readonly start: Start;
  readonly heard: readonly (readonly Heard[])[];
}

interface Size {
  readonly n: number;
  readonly m: number;
}

interface Named {
  readonly name: string;
  /** what such a node does: "decides by …" */
  readonly sentence: string;
}

export interface Model extends Named {
  readonly make: MakePlayer;
}

/** A typical mistake, in terms of a protocol's habits. */
export interface Mistake<Habits> extends Named {
  /** all ways in which it is made: each differs from a right node in these habits alone */
  readonly ways: readonly Partial<Habits>[];
}

/** A model of each way; `nodesWith`: nodes that are right but for that, in every style there is. */
export function modelsOf<Habits>(
  mistakes: readonly Mistake<Habits>[],
  nodesWith: (way: Partial<Habits>) => readonly MakePlayer[],
): Model[] {
  return mistakes.flatMap(({ name, sentence, ways }) =>
    ways.flatMap(nodesWith).map((make) => ({ name, sentence, make })),
  );
}

export interface Lab {
  /** The last round in which anything is told. */
  readonly lastRound: (start: Start) => number;
  /** `fits`: of sizes of which no other are wanted, where making them takes long. */
  readonly worlds: (seed: number, fits?: (size: Size) => boolean) => readonly ScriptedWorld[];
  /** The level of the ladder whose subject a world is, where that is not seen by its size and orders. */
  readonly levelOf?: (world: ScriptedWorld) => string;
  readonly models: readonly Model[];
  readonly rightNodes: readonly MakePlayer[];
  /** Whether it is a node's own affair to tell this. */
  readonly isFree: (start: Start, tell: Tell) => boolean;
  /** What a node tells itself, as it hears it. */
  readonly toSelf: (start: Start, tell: Tell) => Heard;
}

/** As it was told. */
export function heardBack({ id }: Start, { path, order }: Tell): Heard {
  return { from: id, path, order };
}
