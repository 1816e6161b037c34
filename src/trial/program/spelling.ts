/** How turns are written for a program and read back. Two spellings say the same: json.ts and words.ts. */
import type { NodeId, ProtocolName } from "../../core/group.js";
import { printable } from "../../core/printable.js";
import type { Decides, Heard, Start, Tells } from "../turn.js";

/** What a reader must know to read an answer. */
export interface Turns {
  readonly protocol: ProtocolName;
  readonly nodes: readonly NodeId[];
  readonly round: number;
  /** the round in which nodes decide */
  readonly lastRound: number;
  /** whether what is decided is one value a node */
  readonly isVector: boolean;
}

/** What is wrong with an answer: a clause behind "node 4". */
export interface Misread {
  readonly misread: string;
}

export interface Spelling {
  start(start: Start, isVector: boolean): string;
  round(round: number, heard: readonly Heard[]): string;
  /** Whether an answer ends with this line. */
  endsWith(line: string): boolean;
  read(lines: readonly string[], turns: Turns): Tells | Decides | Misread;
}

const CHARS_MAX = 80;

/** A line of a program, as a sentence quotes it. */
export function quoted(line: string): string {
  return `"${printable(line, CHARS_MAX)}"`;
}

export const FOR_PEOPLE = "what is meant for people belongs on standard error";

/** Told where it had to decide, or the other way round. */
export function outOfTurn({ round, lastRound }: Turns, did: "told" | "decided"): Misread {
  const rounds = lastRound === 1 ? "in round 0" : `in rounds 0 to ${lastRound - 1}`;
  const misread =
    did === "decided"
      ? `decided in round ${round}; it tells ${rounds}, and decides in round ${lastRound}`
      : `told something in round ${round}, in which it has to decide`;
  return { misread };
}

/** A byte order mark, which some editors and consoles put first. */
export function markFault(line: string, round: number): Misread | null {
  if (!line.startsWith("\uFEFF")) return null;
  return {
    misread: `began its answer to round ${round} with a byte order mark; lines are UTF-8 without one`,
  };
}
