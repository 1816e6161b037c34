/**
 * The fewest lies by brute force: every world there is, each decided by the naive twin, each lie counted as it is told.
 * Shares no code with src/.
 */
import { type NaiveGroup, naiveTree } from "./eig.js";

/** By condition; Infinity where no world violates it. */
export interface Fewest {
  ic1: number;
  ic2: number;
}

export function fewestLies(group: NaiveGroup, order: string, traitors: readonly number[]): Fewest {
  const loyal = group.ids.filter((id) => id !== group.general && !traitors.includes(id));
  const fewest: Fewest = { ic1: Infinity, ic2: Infinity };
  forEveryWorld((choose) => {
    const chosen = new Map<string, string>();
    let lies = 0;
    const tell = (path: readonly number[], honest: string, to: number) => {
      if (!traitors.includes(path.at(-1) as number) || traitors.includes(to)) return honest;
      const key = `${path.join(".")}>${to}`;
      if (!chosen.has(key)) {
        const told = choose(["retreat", "attack"]);
        chosen.set(key, told);
        if (told !== honest) lies++;
      }
      return chosen.get(key) as string;
    };
    const decided = loyal.map((id) => naiveTree(group, order, tell, id).decision);
    note(fewest, decided, traitors.includes(group.general) ? null : order, lies);
  });
  return fewest;
}

/** `ordered` is null where the general may order what he likes. */
export function note(fewest: Fewest, decided: readonly string[], ordered: string | null, lies: number): void {
  if (new Set(decided).size > 1) fewest.ic1 = Math.min(fewest.ic1, lies);
  if (ordered !== null && decided.some((it) => it !== ordered)) fewest.ic2 = Math.min(fewest.ic2, lies);
}

/** Plays with every sequence of choices, like an odometer. */
export function forEveryWorld(play: (choose: <T>(options: readonly T[]) => T) => void): void {
  const digits: { at: number; of: number }[] = [];
  for (;;) {
    let next = 0;
    play((options) => {
      digits[next] ??= { at: 0, of: options.length };
      return options[(digits[next++] as { at: number }).at] as (typeof options)[number];
    });
    while (digits.length > 0 && (digits.at(-1) as { at: number; of: number }).at + 1 === digits.at(-1)?.of)
      digits.pop();
    const last = digits.at(-1);
    if (!last) return;
    last.at++;
  }
}
