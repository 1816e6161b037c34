/**
 * Reads a recording from JSON Lines, or from their plain form (plain-text.ts). A file that was cut off is read as far as it
 * goes, with a note; anything else that is not as the schema has it is a {@link RecordingError} that names the line, the
 * cause and the fix. What programs of others may leave out is put in (complete.ts).
 */
import { wrongArgument } from "../core/argument.js";
import type { Relay } from "../core/relay.js";
import { completed } from "./complete.js";
import { Fields, RecordingError, shown, WRITE_RIGHT } from "./fields.js";
import { readInputLine } from "./inputs.js";
import { decisionLine, faultLine, type Reading, runLine, verdictLine } from "./lines.js";
import { isPlainText, type NumberedValue, plainValues } from "./plain-text.js";
import type {
  DecisionLine,
  FaultLine,
  InputLine,
  Recording,
  RecordingLine,
  ReportLine,
  RunLine,
  VerdictLine,
  VoidTelling,
} from "./recording.js";
import { reportLine } from "./report-lines.js";

export { RecordingError } from "./fields.js";

/** A recording as it was read from text. */
export interface ReadRecording extends Recording {
  /** What the reader should know of the file itself, e.g. that it was cut off. */
  readonly notes: readonly string[];
  /** The number of each line's value in the text, from 1; where another program wrote it, of relays too. */
  readonly lineNumbers: ReadonlyMap<RecordingLine | Relay | VoidTelling, number>;
}

export interface ReadOptions {
  /** Another program wrote it, and is to be judged by it. What is in plain form always is. */
  readonly isForeign?: boolean;
}

const TEXT_CHARS_MAX = 400_000_000;
const LINES_MAX = 2_000_000;

export function readRecording(text: string, { isForeign = false }: ReadOptions = {}): ReadRecording {
  if (typeof text !== "string") {
    const fix = `give the file's text, as readFileSync(file, "utf8") returns it`;
    throw wrongArgument("readRecording", text, "the text of a recording", fix);
  }
  const isPlain = isPlainText(text);
  const reader = new Reader(isForeign || isPlain);
  for (const [number, value] of isPlain ? plainValues(numberedLines(text)) : valuesIn(text, reader))
    reader.add(number, value);
  return reader.recording();
}

/** What a file's lines are read into. */
interface LineReader {
  /** Whether the first line is read. */
  hasRun(): boolean;
  readonly notes: string[];
}

/** The values of JSON lines, each with its line's number; of a last line that was cut off there is a note. */
export function* valuesIn(text: string, reader: LineReader): Generator<NumberedValue> {
  for (const [number, line, isLast] of numberedLines(text)) {
    const value = parsed(number, line, { isFirst: !reader.hasRun(), isLast });
    if (value === CUT_OFF) reader.notes.push(`line ${number}, the last one, was cut off and is left out`);
    else yield [number, value];
  }
}

/** Lines that are not blank; only a line without a line feed behind it can have been cut off. */
function* numberedLines(text: string): Generator<[number: number, line: string, isLast: boolean]> {
  if (text.length > TEXT_CHARS_MAX) {
    const fix = "record a smaller run, or without --record-all";
    throw new RecordingError(
      null,
      `the recording has ${text.length} characters; ${TEXT_CHARS_MAX} is the most`,
      fix,
    );
  }
  let start = text.startsWith("\uFEFF") ? 1 : 0;
  for (let number = 1; start < text.length; number++) {
    if (number > LINES_MAX) {
      throw new RecordingError(number, `there are more than ${LINES_MAX} lines`, "record a smaller run");
    }
    const lineFeed = text.indexOf("\n", start);
    const end = lineFeed < 0 ? text.length : lineFeed;
    const line = text.slice(start, end);
    if (line.trim() !== "") yield [number, line, lineFeed < 0];
    start = end + 1;
  }
}

const OF_A_LOG = "tell it with: strategos explain FILE";

const CUT_OFF = Symbol("cut off");

function parsed(
  number: number,
  line: string,
  { isFirst, isLast }: { readonly isFirst: boolean; readonly isLast: boolean },
): unknown {
  try {
    return JSON.parse(line) as unknown;
  } catch {
    if (isLast && !isFirst) return CUT_OFF;
    const written = "give a file that was written by --record; each of its lines is one JSON object";
    if (!isFirst) throw new RecordingError(number, `${shown(line)} is not JSON`, written);
    const fix = `${written}. The plain form begins with a line of its head, e.g. nodes 4 (docs/RECORDING.md)`;
    throw new RecordingError(number, `${shown(line)} is neither JSON nor of the plain form's head`, fix);
  }
}

class Reader {
  readonly notes: string[] = [];
  readonly #lineNumbers = new Map<RecordingLine | Relay | VoidTelling, number>();
  /** what may stand in a recording only once: where it stands */
  readonly #taken = new Map<string, number>();
  readonly #reports: ReportLine[] = [];
  readonly #faults: FaultLine[] = [];
  readonly #decisions: DecisionLine[] = [];
  readonly #inputs: InputLine[] = [];
  /** absent where what no node accepts is refused */
  readonly #void: VoidTelling[] | undefined;
  #run: RunLine | undefined;
  #verdict: VerdictLine | undefined;

  constructor(isForeign: boolean) {
    this.#void = isForeign ? [] : undefined;
  }

  hasRun(): boolean {
    return this.#run !== undefined;
  }

  add(number: number, value: unknown): void {
    const line = this.#lineOf(new Fields(number, value, "the line", this.#void && WRITE_RIGHT));
    if (line) this.#lineNumbers.set(line, number);
  }

  recording(): ReadRecording {
    const run = this.#run;
    if (!run)
      throw new RecordingError(null, "the recording is empty", "give a file that was written by --record");
    if (!this.#verdict && !this.#void)
      this.notes.push("there is no verdict: the recording ends before the run did");
    return completed({
      run,
      reports: this.#reports,
      faults: this.#faults,
      decisions: this.#decisions,
      ...(this.#inputs.length > 0 && { inputs: this.#inputs }),
      ...(this.#verdict ? { verdict: this.#verdict } : {}),
      notes: this.notes,
      lineNumbers: this.#lineNumbers,
      ...(this.#void && { void: this.#void }),
    });
  }

  #lineOf(fields: Fields): RecordingLine | null {
    const type = fields.get("type");
    if (!this.#run) {
      if (type === "run") return (this.#run = runLine(fields));
      if (type === "log") return fields.fail("this is the recording of a log, and of no agreement", OF_A_LOG);
      return fields.fail(
        `a recording begins with a line of type "run"`,
        "give a file that was written by --record",
      );
    }
    switch (type) {
      case "run":
        return fields.fail("a second run begins here", "put each run into a file of its own");
      case "report":
        return this.#report(fields, this.#run);
      case "fault":
        return kept(this.#faults, faultLine(fields, this.#run));
      case "decision":
        return this.#decision(decisionLine(fields, this.#reading(this.#run)), fields);
      case "input":
        return kept(this.#inputs, readInputLine(fields, this.#run));
      case "verdict":
        this.#once("a verdict", fields);
        return (this.#verdict = verdictLine(fields, this.#run));
      default:
        return fields.fail(
          `the line's type is ${shown(type)}; it can be run, report, fault, decision, input or verdict`,
          "use the version of this program that wrote the recording",
        );
    }
  }

  #report(fields: Fields, run: RunLine): ReportLine | null {
    const line = reportLine(fields, this.#reading(run));
    if (!line) return null;
    this.#once(`a report of round ${line.round} from node ${line.from} to node ${line.to}`, fields);
    return kept(this.#reports, line);
  }

  #reading(run: RunLine): Reading {
    const { lineNumbers, voids } = { lineNumbers: this.#lineNumbers, voids: this.#void };
    return {
      run,
      onRelay: (number, relay) => lineNumbers.set(relay, number),
      ...(voids && {
        onVoid: (number: number, one: VoidTelling) => {
          voids.push(one);
          lineNumbers.set(one, number);
        },
      }),
    };
  }

  #decision(line: DecisionLine, fields: Fields): DecisionLine {
    this.#once(`a decision of node ${line.node}`, fields);
    return kept(this.#decisions, line);
  }

  #once(what: string, fields: Fields): void {
    const before = this.#taken.get(what);
    if (before !== undefined)
      fields.fail(`there is ${what} already, in line ${before}`, "leave one of the two out");
    this.#taken.set(what, fields.line);
  }
}

function kept<T>(list: T[], line: T): T {
  list.push(line);
  return line;
}
