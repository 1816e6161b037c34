/**
 * What a grader gets of a program that could not be started, one that did not compile, say: nothing is earned, and it says why.
 * Without a report a grader shows its own failure in the place of the student's, or what it had of another program.
 */
import type { ProtocolName } from "../../core/group.js";
import type { TrialReport } from "../trial-report.js";

export interface Unstarted {
  readonly command: readonly string[];
  readonly protocol: ProtocolName;
  readonly seed: number;
  /** the names of those that were to be played */
  readonly levels: readonly string[];
}

export function unstartedReport({ levels, ...trial }: Unstarted, why: string): TrialReport {
  const [level = ""] = levels;
  return {
    version: 1,
    ...trial,
    passed: false,
    levels: levels.map((name) => ({ name, passed: false, worlds: 0 })),
    failure: { level, node: null, kind: "program", sentence: `${why}.`, traitors: [], recording: null },
    diagnosis: null,
  };
}
