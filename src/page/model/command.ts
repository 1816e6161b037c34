/** A setup as a command line, which plays the same run; `strategos run` takes the same flags. */
import { ownOf } from "../../adversary/strategies.js";
import type { TraitorEntry } from "../../core/traitor.js";
import { protocolOf } from "../../protocols/index.js";
import { COURSE, isGuaranteed, type Setup } from "./setup.js";

/** Null where flags cannot say it, and a configuration has to: lies that are listed, names that would end a list. */
export function commandOf(setup: Setup): string | null {
  const { protocol, n, m, general, order, orders, values, combine, seed } = setup;
  const traitors = setup.traitors.map(traitorFlag);
  const listed = [...orders, ...Object.values(values), ...traitors];
  if (!listed.every(isListable)) return null;
  const given = Object.entries(values).map(([id, value]) => `${id}=${value}`);
  const flags: readonly (readonly [name: string, value: string, isNeeded: boolean])[] = [
    ["protocol", protocol, protocol !== COURSE.protocol],
    ["nodes", String(n), true],
    ["m", String(m), m !== protocolOf({ protocol }).bound.mMax(n)],
    ["general", String(general), general !== COURSE.general],
    ["orders", orders.join(","), orders.join() !== COURSE.orders.join()],
    ["default", setup.default, setup.default !== COURSE.default],
    ["order", order, order !== orders.find((one) => one !== setup.default)],
    ["value", given.join(","), given.length > 0],
    ["combine", combine ?? "", combine !== null],
    ["seed", String(seed), seed !== COURSE.seed],
    ["traitors", traitors.join(",") || "none", true],
  ];
  const words = flags.filter(([, , isNeeded]) => isNeeded).map(([name, value]) => `--${name} ${word(value)}`);
  return ["strategos sim", ...words, ...(isGuaranteed(setup) ? [] : ["--unsafe"])].join(" ");
}

/** As `--traitors` takes it; null where it does not. */
function traitorFlag(entry: TraitorEntry): string | null {
  const own = ownOf(entry);
  const start = `${entry.id}:${entry.strategy}`;
  if (!own) return start;
  return own.key === "order" || own.key === "round" ? `${start}=${own.value}` : null;
}

/** A part of a list is cut at commas, and its outer spaces are dropped. */
function isListable(part: string | null): boolean {
  return part !== null && !part.includes(",") && part === part.trim();
}

/** In quotes where a shell would take it apart. */
function word(text: string): string {
  return /^[\w.,:=@%+-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
