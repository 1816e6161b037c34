/** Traitors and values as flags write them: `2:flip,3:always=attack,5:crash=1`, `1=100,2=110`. Only URLs have scripts and `tell`. */

import { entryOf, type Own, ownOf } from "../../adversary/strategies.js";
import { STRATEGY_TYPED, typedTraitor, typedValue } from "../../config/typed.js";
import type { NodeId, Order } from "../../core/group.js";
import type { Values } from "../../core/protocol.js";
import { type ScriptedLie, STRATEGIES, type Strategy, type TraitorEntry } from "../../core/traitor.js";

/** `3:script=1>2>1.3>attack;…`: round, receiver, path, order; an empty order for a relay that is left out. */
export function formatTraitors(traitors: readonly TraitorEntry[]): string {
  return traitors.map(formatTraitor).join(",") || "none";
}

function formatTraitor(entry: TraitorEntry): string {
  const own = ownOf(entry);
  return [`${entry.id}:${entry.strategy}`, ...(own ? [formatOwn(own)] : [])].join("=");
}

function formatOwn({ key, value }: Own): string {
  switch (key) {
    case "order":
      return encoded(value);
    case "round":
      return String(value);
    case "tell":
      return formatTell(value);
    case "lies":
      return value.map(formatLie).join(";");
  }
}

export function formatLie({ round, to, path, order }: ScriptedLie): string {
  return [round, to, path.join("."), order === null ? "" : encoded(order)].join(">");
}

/** `1>105;2>90`: receiver, order */
function formatTell(tell: Values): string {
  return Object.entries(tell)
    .map(([to, order]) => `${to}>${encoded(order)}`)
    .join(";");
}

/** What cannot be read is left out: a URL is foreign text. */
export function parseTraitors(text: string): TraitorEntry[] {
  return text.split(",").flatMap((part) => {
    const { id = "", strategy = STRATEGY_TYPED, own = "" } = typedTraitor(part) ?? {};
    const known = STRATEGIES.find((name) => name === strategy);
    return /^\d{1,5}$/.test(id) && known ? [traitorFrom(Number(id), known, own)] : [];
  });
}

const PARSERS: Readonly<Record<Own["key"], (text: string) => unknown>> = {
  order: decoded,
  round: Number,
  tell: (text) => (text === "" ? undefined : parseTell(text)),
  lies: (text) => text.split(";").flatMap(parseLie),
};

function traitorFrom(id: number, strategy: Strategy, value: string): TraitorEntry {
  return entryOf(id, strategy, (key) => PARSERS[key](value));
}

export function parseLie(text: string): ScriptedLie[] {
  const [round, to, path, order] = text.split(">");
  if (!round || !to || !path || order === undefined) return [];
  const hops = path.split(".").map(Number);
  return [{ round: Number(round), to: Number(to), path: hops, order: order === "" ? null : decoded(order) }];
}

function parseTell(text: string): Values {
  return Object.fromEntries(
    text.split(";").flatMap((part): [NodeId, Order][] => {
      const [, to, order = ""] = /^(\d{1,5})>(.*)$/s.exec(part) ?? [];
      return to ? [[Number(to), decoded(order)]] : [];
    }),
  );
}

/** `1=100,2=110` */
export function formatValues(values: Values): string {
  return Object.entries(values)
    .map(([id, value]) => `${id}=${encoded(value)}`)
    .join(",");
}

export function parseValues(text: string): Values {
  return Object.fromEntries(
    text.split(",").flatMap((part): [NodeId, Order][] => {
      const typed = typedValue(part);
      return typed ? [[Number(typed.id), decoded(typed.value)]] : [];
    }),
  );
}

/** An order's name without the characters that part a list. */
function encoded(order: string): string {
  return encodeURIComponent(order);
}

/** What was typed without escapes is taken as it is. */
export function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
