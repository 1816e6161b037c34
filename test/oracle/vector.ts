/**
 * Interactive consistency as Pease, Shostak and Lamport 1980, §1 ask for it, one instance after the other by the naive
 * tree of eig.ts; and naive ways to combine. Shares no code with src/.
 */
import { type NaiveGroup, naiveTree, type Tell } from "./eig.js";

/** The vector of node `self`; a path's first id says whose value it is about. */
export function naiveVector(
  group: Omit<NaiveGroup, "general">,
  values: Readonly<Record<number, string>>,
  tell: Tell,
  self: number,
): Record<number, string> {
  const vector: Record<number, string> = {};
  for (const general of group.ids) {
    const own = values[general] as string;
    vector[general] = general === self ? own : naiveTree({ ...group, general }, own, tell, self).decision;
  }
  return vector;
}

/** What stands more than n/2 times, by counting for each entry how many are like it. */
export function naiveMajority(entries: readonly string[], defaultOrder: string): string {
  return (
    entries.find((one) => entries.filter((it) => it === one).length * 2 > entries.length) ?? defaultOrder
  );
}

/** The number that as many stand below as above, the lower of two, by taking away the least and the most in turns. */
export function naiveMedian(entries: readonly string[]): number | null {
  const left = entries.filter((one) => /^-?\d+$/.test(one)).map(Number);
  while (left.length > 2) {
    left.splice(left.indexOf(Math.min(...left)), 1);
    left.splice(left.indexOf(Math.max(...left)), 1);
  }
  return left.length === 0 ? null : Math.min(...left);
}
