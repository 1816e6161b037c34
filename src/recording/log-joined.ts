/**
 * The recordings that members of one real group wrote, as one: on one clock, as far as theirs agree, with what a member did
 * itself in the place of what others heard of it, and commands numbered as they came.
 */
import { keptIn } from "../core/grouped.js";
import { RecordingError } from "./fields.js";
import type { LogLine, LogRecording, RealGroup } from "./log-lines.js";

type Real = LogRecording & { readonly head: { readonly real: RealGroup } };

export function isReal(recording: LogRecording): recording is Real {
  return recording.head.real !== undefined;
}

/** Throws a {@link RecordingError} for recordings of different groups or epochs. */
export function joinedLog(recordings: readonly [Real, ...Real[]]): LogRecording {
  const [{ head }] = recordings;
  for (const { head: other } of recordings)
    if (other.real.group !== head.real.group || other.real.epoch !== head.real.epoch)
      throw new RecordingError(null, "these are recordings of different groups", "give those of one folder");
  const startedMs = Math.min(...recordings.map(({ head: { real } }) => real.startedMs));
  const by = [...new Set(recordings.flatMap(({ head: { real } }) => real.by))].sort((a, b) => a - b);
  const shifted = recordings.flatMap(({ head: { real }, lines }) =>
    lines
      .flatMap((line) => asTold(line, real.by))
      .map((line) => ({ ...line, at: Math.round((line.at + real.startedMs - startedMs) * 100) / 100 })),
  );
  const lines = numbered(firstHand(shifted.sort((a, b) => a.at - b.at)));
  const end = recordings.length === 1 ? recordings[0].end : null;
  return { head: { ...head, real: { ...head.real, by, startedMs } }, lines, end };
}

/**
 * Only of those who wrote a recording are its lines their own word: what it says of others its writer may have heard, if a member
 * sends such a thing at all, and a liar's recording puts nothing into their mouths.
 */
function asTold(line: LogLine, by: RealGroup["by"]): LogLine[] {
  const [writer] = by;
  if (heard(line) || by.includes(line.node) || writer === undefined) return [line];
  return line.type === "voted" || line.type === "block" ? [{ ...line, heardBy: writer }] : [];
}

/** What was heard of somebody gives way to that one's own word, and is told once. */
function firstHand(lines: readonly LogLine[]): LogLine[] {
  const own = new Set(lines.filter((line) => !heard(line)).map(nameOf));
  const told = new Set<string>();
  return lines.filter((line) => {
    if (!heard(line)) return true;
    const name = nameOf(line);
    if (own.has(name) || told.has(name)) return false;
    told.add(name);
    return true;
  });
}

function heard(line: LogLine): boolean {
  return "heardBy" in line;
}

function nameOf(line: LogLine): string {
  return line.type === "voted" || line.type === "block"
    ? `${line.node} ${line.view} ${line.type === "voted" ? line.kind : "block"} ${line.hash}`
    : "";
}

function numbered(lines: readonly LogLine[]): LogLine[] {
  const numbers = new Map<number, number>();
  const numberOf = (command: number) => keptIn(numbers, command, () => numbers.size + 1);
  return lines.map((line) => {
    if (line.type === "submitted") return { ...line, command: numberOf(line.command) };
    return line.type === "block" ? { ...line, commands: line.commands.map(numberOf) } : line;
  });
}
