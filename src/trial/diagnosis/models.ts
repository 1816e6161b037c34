/**
 * Nodes that make one typical mistake each: every name of docs/TEST-YOUR-OWN.md, in every way and style in which it is made.
 * Each is a right node but for the habits that make the mistake, so whoever behaves like one makes that mistake and no other.
 */
import type { MakePlayer } from "../turn.js";
import { RIGHT, STYLES } from "./habits.js";
import type { Model } from "./lab.js";
import { nodeWith } from "./mind.js";
import type { Mistake } from "./mistake.js";
import { MISTAKES_OF_RELAYS } from "./mistakes-of-relays.js";
import { MISTAKES_OF_THE_TREE } from "./mistakes-of-the-tree.js";
import { MISTAKES_OF_VOTES } from "./mistakes-of-votes.js";

export const MISTAKES: readonly Mistake[] = [
  ...MISTAKES_OF_THE_TREE,
  ...MISTAKES_OF_VOTES,
  ...MISTAKES_OF_RELAYS,
];

export const MODELS: readonly Model[] = MISTAKES.flatMap(({ name, sentence, ways }) =>
  ways.flatMap((way) =>
    STYLES.map((style) => ({ name, sentence, make: nodeWith({ ...RIGHT, ...style, ...way }) })),
  ),
);

/** Right nodes, in every style. */
export const RIGHT_NODES: readonly MakePlayer[] = STYLES.map((style) => nodeWith({ ...RIGHT, ...style }));
