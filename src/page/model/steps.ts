/** The steps of the scrubber: rounds 0 … m fill the tree level by level, then it folds from the leaves to the root. */
import type { NodeId } from "../../core/group.js";
import type { Path } from "../../core/path.js";

export function lastStep(m: number): number {
  return 2 * m;
}

export function stepShown(m: number, step: number | null): number {
  return step === null ? lastStep(m) : Math.min(step, lastStep(m));
}

/** Whether the relay at a path has arrived by a step, of whose round only these may have been heard. */
export function isTold(path: Path, step: number, heard: ReadonlySet<NodeId> | null = null): boolean {
  const round = path.length - 1;
  return round < step || (round === step && (heard === null || heard.has(path.at(-1) ?? 0)));
}

/** Whether a path has folded by a step; leaves stand for themselves. */
export function isFolded(m: number, path: Path, step: number): boolean {
  return step >= m + (m - (path.length - 1));
}

/** `round 1: told`, `fold of round 1`, `decision` */
export function stepName(m: number, step: number): string {
  if (step <= m && !(m === 0 && step === 0)) return `round ${step}`;
  if (step >= lastStep(m)) return "decision";
  return `fold of round ${2 * m - step}`;
}
