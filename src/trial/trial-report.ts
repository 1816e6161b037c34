/** What a trial came to: the object that `strategos test --report json` prints, and that every other report is written from. */
import type { NodeId, Order, ProtocolName } from "../core/group.js";

export interface TrialReport {
  readonly version: 1;
  /** the program on trial and its arguments */
  readonly command: readonly string[];
  readonly protocol: ProtocolName;
  readonly seed: number;
  readonly passed: boolean;
  /** the whole ladder; a level that was not reached did not pass and played no world */
  readonly levels: readonly LevelReport[];
  readonly failure: Failure | null;
  readonly diagnosis: Diagnosis | null;
}

export interface LevelReport {
  readonly name: string;
  readonly passed: boolean;
  readonly worlds: number;
  /** what the level is worth, where a file of points says so */
  readonly points?: number;
}

/** relay: told what it did not owe; decision: folded wrongly; condition: IC1 or IC2; program: it did not keep to its turns. */
export type FailureKind = "relay" | "decision" | "condition" | "program";

/** What was wrong in one world. */
export interface Found {
  /** the node that failed, where it is one */
  readonly node: NodeId | null;
  readonly kind: FailureKind;
  readonly sentence: string;
  readonly round?: number;
  readonly path?: readonly NodeId[];
  readonly to?: NodeId;
  /** what it told or decided; null where it told nothing */
  readonly told?: Order | null;
  /** what it owed; null where it owed nothing */
  readonly owed?: Order | null;
}

export interface Failure extends Found {
  readonly level: string;
  readonly traitors: readonly NodeId[];
  /** the file that the failed world was recorded to */
  readonly recording: string | null;
}

/** The typical mistake that the program behaves like, in how many worlds, and in how many of them this differs from a right node. */
export interface Diagnosis {
  /** one name of the contract's table, or several that no world tells apart, joined by `|` */
  readonly name: string;
  readonly sentence: string;
  readonly worlds: number;
  readonly differs: number;
}

/**
 * What a grader gets of a program that could not be started, one that did not compile, say, or of a trial that was stopped, which a
 * program can do to its parent: nothing is earned, and it says why.
 * Without a report a grader shows its own failure in the place of the student's, or what it had of another program. `levels`: the
 * names of those that were to be played.
 */
export function unplayedReport(
  trial: Pick<TrialReport, "command" | "protocol" | "seed">,
  levels: readonly string[],
  why: string,
): TrialReport {
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
