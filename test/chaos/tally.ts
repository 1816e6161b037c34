/** Counts a campaign: how many runs there were, of which kinds, and what was wrong. */
import { type Case, faultyIn, HARMS } from "./draw.js";
import type { Played } from "./play.js";

export class Tally {
  violations = 0;
  #runs = 0;
  #tooSlow = 0;
  #slowest = 0;
  readonly #counts = new Map<string, number>();

  add(one: Case, violations: readonly string[]): void {
    this.#runs++;
    if (violations.length > 0) this.violations++;
    this.#count(`n=${one.group.ids.length}`);
    const isTooMany = faultyIn(one).size > one.group.m;
    this.#count(isTooMany ? "more than m" : "at most m");
    for (const { strategy } of one.traitors) this.#count(`traitor ${strategy}`);
    if (one.trouble !== null) this.#count(one.trouble);
  }

  /** One run's processes; a run that a slow machine spoilt is repeated, and counted here each time. */
  played({ struck, ms }: Played, isTooSlow: boolean): void {
    if (isTooSlow) this.#tooSlow++;
    this.#slowest = Math.max(this.#slowest, ms);
    for (const { kind } of struck) this.#count(kind);
  }

  line(): string {
    const repeated = this.#tooSlow === 0 ? "" : ` (${this.#tooSlow} repeated, the machine was too slow)`;
    return `${this.#runs} runs, ${this.violations} violations${repeated}`;
  }

  table(): string {
    const rows = [...this.#counts].sort(([a], [b]) => order(a) - order(b) || a.localeCompare(b));
    const lines = rows.map(([kind, count]) => `  ${kind.padEnd(18)} ${String(count).padStart(5)}`);
    return `${lines.join("\n")}\n  the longest run took ${(this.#slowest / 1000).toFixed(1)} s`;
  }

  #count(what: string): void {
    this.#counts.set(what, (this.#counts.get(what) ?? 0) + 1);
  }
}

function order(kind: string): number {
  if (kind.startsWith("n=")) return 0;
  if (kind.endsWith(" m")) return 1;
  if (kind.startsWith("traitor")) return 2;
  return (HARMS as readonly string[]).includes(kind) ? 3 : 4;
}

/** A case in one line. */
export function titleOf({ group, order: ordered, traitors, harms, trouble }: Case): string {
  const liars = traitors.map(({ id, strategy }) => `${id}:${strategy}`);
  const harmed = harms.map(({ id, kind, when }) => `${id}:${kind}@${when}`);
  const all = [...liars, ...harmed, ...(trouble === null ? [] : [trouble])].join(", ");
  return `n=${group.ids.length}, general ${group.general} orders ${ordered}; ${all || "nothing happens"}`;
}
