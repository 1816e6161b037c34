/**
 * What a fault has to name: faults come from files that people write (docs/SIMULATOR.md), and one that is misspelled would hit
 * nothing and look like a group that bears it.
 */
import { printable } from "../core/printable.js";
import type { InjectedFault } from "./world.js";

/** What a value is to be, in words, and whether it is. */
type Wanted = readonly [string, (value: unknown) => boolean];

const isTime = (value: unknown) => typeof value === "number" && Number.isFinite(value) && value >= 0;
const isWhole = (value: unknown) => Number.isInteger(value) && (value as number) >= 0;

const TIME: Wanted = ["a time in ms, from 0 on", isTime];
const TIME_OR_NEVER: Wanted = [
  "a time in ms, from 0 on, or null for never",
  (value) => value === null || isTime(value),
];
const OFFSET: Wanted = ["a number of ms", Number.isFinite];
const WHOLE: Wanted = ["a whole number from 0 on", isWhole];
const ID: Wanted = ["the id of a node", Number.isInteger];
const PAIR: Wanted = [
  "a list of two ids",
  (value) => Array.isArray(value) && value.length === 2 && value.every(Number.isInteger),
];
const FRAME: Wanted = [
  `"report", "ready" or "done"`,
  (value) => value === "report" || value === "ready" || value === "done",
];
const WORD: Wanted = [`"ready" or "done"`, (value) => value === "ready" || value === "done"];
/** Judged with the group, by {@link checkWorld}. */
const TOLD: Wanted = ["what its protocol tells", () => true];

type Keys = Readonly<Record<string, Wanted>>;

const WHICH: Keys = { frame: FRAME, round: WHOLE, from: ID, to: ID };

/** Of each kind what it must name, and what it may. */
const SHAPES: Readonly<Record<InjectedFault["kind"], readonly [Keys, Keys]>> = {
  delay: [{ ms: TIME }, WHICH],
  deadline: [{ offsetMs: OFFSET }, WHICH],
  loss: [{}, WHICH],
  copies: [{ copies: WHOLE, everyMs: TIME }, WHICH],
  stall: [{ node: ID, fromMs: TIME, toMs: TIME }, {}],
  up: [{ node: ID, atMs: TIME_OR_NEVER }, {}],
  link: [{ between: PAIR, atMs: TIME_OR_NEVER }, {}],
  say: [{ what: WORD, from: ID, to: ID, atMs: TIME }, {}],
  second: [{ round: WHOLE, from: ID, to: ID, afterMs: TIME }, {}],
  tell: [{ round: WHOLE, from: ID, to: ID, path: TOLD, order: TOLD }, {}],
};

/** What keeps `fault` from being one, or null. */
export function faultMistake(fault: unknown): string | null {
  if (typeof fault !== "object" || fault === null || Array.isArray(fault))
    return `is ${quoted(fault)} and not an object with a kind`;
  const { kind, ...given } = fault as Readonly<Record<string, unknown>>;
  if (kind === undefined) return `has no kind; ${kinds()}`;
  if (typeof kind !== "string" || !Object.hasOwn(SHAPES, kind))
    return `is of the kind ${quoted(kind)}; ${kinds()}`;
  const [must, may] = SHAPES[kind as InjectedFault["kind"]];
  const known = { ...must, ...may };
  const lacking = Object.keys(must).find((key) => !Object.hasOwn(given, key));
  const strange = Object.keys(given).find((key) => !Object.hasOwn(known, key));
  if (strange !== undefined)
    return `is a ${kind} and has "${printable(strange, 40)}"; its keys are ${listed(known)}`;
  if (lacking !== undefined) return `is a ${kind} without "${lacking}"; its keys are ${listed(known)}`;
  const wrong = Object.entries(given).find(([key, value]) => !known[key]?.[1](value));
  return wrong
    ? `is a ${kind} whose "${wrong[0]}" is ${quoted(wrong[1])} and not ${known[wrong[0]]?.[0]}`
    : null;
}

const kinds = () => `kinds are ${listed(SHAPES)}`;
const listed = (keys: object) => Object.keys(keys).join(", ");

function quoted(value: unknown): string {
  return printable(JSON.stringify(value) ?? String(value), 40);
}
