/**
 * Nodes that make one typical mistake each: every name of docs/TEST-YOUR-OWN.md, in every way and style in which it is made.
 * Each is a right node but for the habits that make the mistake, so whoever behaves like one makes that mistake and no other.
 */
import type { MakePlayer } from "../turn.js";
import { type Habits, RIGHT, STYLES } from "./habits.js";
import { type Mistake, type Model, modelsOf } from "./lab.js";
import { nodeWith } from "./mind.js";
import { MISTAKES_OF_RELAYS } from "./mistakes-of-relays.js";
import { MISTAKES_OF_THE_TREE } from "./mistakes-of-the-tree.js";
import { MISTAKES_OF_VOTES } from "./mistakes-of-votes.js";

export const MISTAKES: readonly Mistake<Habits>[] = [
  ...MISTAKES_OF_THE_TREE,
  ...MISTAKES_OF_VOTES,
  ...MISTAKES_OF_RELAYS,
];

const inAllStyles = (way: Partial<Habits>) => STYLES.map((style) => nodeWith({ ...RIGHT, ...style, ...way }));

export const MODELS: readonly Model[] = modelsOf(MISTAKES, inAllStyles);

/** Right nodes, in every style. */
export const RIGHT_NODES: readonly MakePlayer[] = inAllStyles({});
