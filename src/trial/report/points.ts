/**
 * What levels are worth: a file of points (`--points`) names levels, each with a number. What it does not name is worth
 * nothing, so that a teacher writes down what counts and nothing else.
 */
import { printable } from "../../core/printable.js";
import type { TrialReport } from "../trial-report.js";

export type Points = Readonly<Record<string, number>>;

/** More is no grade, and more decimals than two are none. */
const POINTS_MAX = 1_000_000;

/** The points that a file's value says, or why it says none, in one clause. */
export function pointsIn(value: unknown, levels: readonly string[]): Points | string {
  if (typeof value !== "object" || value === null || Array.isArray(value))
    return `it is no list of levels with points, such as ${levels[0]}: 1`;
  const entries = Object.entries(value as Record<string, unknown>);
  for (const [name, points] of entries) {
    if (!levels.includes(name))
      return `${printable(name, 40)} is no level; the levels are ${levels.join(", ")}`;
    // JSON has no word for .inf
    const shown = typeof points === "number" ? String(points) : JSON.stringify(points);
    if (!isPoints(points))
      return `${name} has no points from 0 to ${POINTS_MAX} with at most two decimals, but ${printable(shown, 40)}`;
  }
  const worth = Object.fromEntries(entries) as Points;
  if (!Object.values(worth).some((points) => points > 0)) return "no level is worth anything";
  return worth;
}

function isPoints(value: unknown): boolean {
  if (typeof value !== "number" || !(value >= 0 && value <= POINTS_MAX)) return false;
  return Math.abs(value * 100 - Math.round(value * 100)) < 1e-6;
}

export function withPoints(report: TrialReport, points: Points): TrialReport {
  return { ...report, levels: report.levels.map((level) => ({ ...level, points: points[level.name] ?? 0 })) };
}
