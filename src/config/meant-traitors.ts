/**
 * Which traitors were meant by something that is no list of them: a bare id, words as the flag takes them, a mapping from ids.
 * A suggestion must be one that can be copied, so each of its entries is sound by itself.
 */
import { keyOf } from "../adversary/strategies.js";
import { STRATEGIES } from "../core/traitor.js";
import { wholeNumber } from "../core/whole.js";
import { STRATEGY_TYPED, typedTraitor } from "./typed.js";

const EXAMPLE = "{ id: 2, strategy: flip }";

/** The whole list as it is to be written. */
export function traitorsText(value: unknown): string {
  if (value === "none" || value === false) return "[]";
  const entries = entriesOf(value).map(meantTraitor);
  const isKnown = entries.length > 0 && !entries.includes(undefined);
  return `[${isKnown ? entries.join(", ") : EXAMPLE}]`;
}

/** One entry as it is to be written. */
export function traitorText(value: unknown): string {
  return meantTraitor(value) ?? EXAMPLE;
}

function entriesOf(value: unknown): readonly unknown[] {
  if (typeof value === "string") return value.split(",").map((entry) => entry.trim());
  if (typeof value !== "object" || value === null) return [value];
  if ("id" in value) return [value];
  return Object.entries(value).map(([id, strategy]) => `${id}:${String(strategy)}`);
}

function meantTraitor(value: unknown): string | undefined {
  if (typeof value === "object" && value !== null) {
    const { id, strategy = STRATEGY_TYPED, order, round } = value as Readonly<Record<string, unknown>>;
    return entryText(id, strategy, order ?? round);
  }
  const { id = "", strategy = STRATEGY_TYPED, own } = typedTraitor(String(value)) ?? {};
  return entryText(wholeNumber(id), strategy.trim(), own);
}

/** `own`: what goes with `always` and `crash`. Who is meant is kept, also where it is not known how he lies. */
function entryText(id: unknown, strategy: unknown, own: unknown): string | undefined {
  if (typeof id !== "number" || !Number.isInteger(id) || id < 1 || id > 65535) return undefined;
  const known = STRATEGIES.find((name) => name === strategy && name !== "script");
  const text = typeof own === "string" || typeof own === "number" ? String(own) : "";
  const last = { order: /^\w+$/, round: /^\d{1,2}$/, none: /^$/ }[lastOf(keyOf(known))];
  if (!known || !last.test(text)) return `{ id: ${id}, strategy: ${STRATEGY_TYPED} }`;
  return `{ id: ${id}, strategy: ${known}${text && `, ${keyOf(known)}: ${text}`} }`;
}

function lastOf(key: string | undefined): "order" | "round" | "none" {
  return key === "order" || key === "round" ? key : "none";
}
