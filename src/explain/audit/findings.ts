/** What an audit finds (audit.ts), as sentences: with the line's number where it was read, and with names for digests. */
import type { NodeId, Order } from "../../core/group.js";
import { formatPath, type Path } from "../../core/path.js";
import { printable } from "../../core/printable.js";
import type { Relay } from "../../core/relay.js";
import { namedIn, nameOf } from "../../recording/named.js";
import type { ReadRecording } from "../../recording/read.js";
import type { Recording, RecordingLine, VoidTelling } from "../../recording/recording.js";

/** What a sentence is about, so that what went wrong first is told first. The round behind the last one is that of decisions. */
export interface Place {
  readonly round: number;
  readonly from?: NodeId;
  readonly to?: NodeId;
  readonly path?: Path | null | undefined;
}

/** A value is cut sooner, so that what is said of it stays in sight. */
const SENTENCE_CHARS_MAX = 200;
const ORDER_CHARS_MAX = 50;

type Numbered = RecordingLine | Relay | VoidTelling;

export class Findings {
  readonly #contradictions: { readonly sentence: string; readonly place: Place | undefined }[] = [];
  readonly #notJudged: string[] = [];

  constructor(private readonly recording: Recording & Partial<ReadRecording>) {}

  /** By round, and there by node, path and receiver; what is about the end of the run comes last. */
  get contradictions(): readonly string[] {
    return this.#sorted().map(({ sentence }) => sentence);
  }

  /** Where the first of them is, if it is about one relay, report or decision. */
  get firstPlace(): Place | undefined {
    return this.#sorted()[0]?.place;
  }

  get notJudged(): readonly string[] {
    return this.#notJudged;
  }

  /** `line` is the one to look at, if it is one; without a place it is about the end of the run. */
  contradiction(line: Numbered | null, what: string, place?: Place): void {
    this.#contradictions.push({ sentence: this.#sentence(line, what), place });
  }

  cannotJudge(what: string): void {
    this.#notJudged.push(this.#sentence(null, what));
  }

  /** Whether it has a line of its own. */
  isNumbered(relay: Relay): boolean {
    return this.recording.lineNumbers?.has(relay) ?? false;
  }

  orderName(order: Order): string {
    const { contents } = this.recording.run;
    const named = contents?.[order] === undefined ? namedIn(order, contents) : nameOf(order, contents);
    const shown = printable(named, ORDER_CHARS_MAX);
    // a value's text has its own quotes
    return contents?.[order] === undefined && !(contents && order.startsWith("{")) ? `"${shown}"` : shown;
  }

  /** `"attack" on path 1.4`; of a path of one hop the order alone. */
  relayName(relay: Relay | undefined): string {
    if (relay === undefined) return "nothing";
    const { path, order } = relay;
    const name = this.orderName(order);
    return path.length > 1 ? `${name} on path ${formatPath(path)}` : name;
  }

  /** None of a report whose relays have lines of their own. */
  #numberOf(line: Numbered): number | undefined {
    const { lineNumbers } = this.recording;
    const number = lineNumbers?.get(line);
    const relays = "relays" in line ? (line.relays ?? []) : [];
    return relays.some((relay) => (lineNumbers?.get(relay) ?? number) !== number) ? undefined : number;
  }

  #sorted() {
    return this.#contradictions.toSorted((a, b) => compared(a.place, b.place));
  }

  #sentence(line: Numbered | null, what: string): string {
    const number = line && this.#numberOf(line);
    const text = number ? `line ${number}: ${what}` : what.charAt(0).toUpperCase() + what.slice(1);
    return printable(text, SENTENCE_CHARS_MAX);
  }
}

function compared(a: Place | undefined, b: Place | undefined): number {
  if (!a || !b) return Number(!a) - Number(!b);
  return a.round - b.round || comparedNumbers(keyOf(a), keyOf(b));
}

function keyOf({ from = 0, path, to = 0 }: Place): number[] {
  return [from, ...(path ?? []), to];
}

function comparedNumbers(a: readonly number[], b: readonly number[]): number {
  const at = a.findIndex((one, index) => one !== b[index]);
  return at < 0 ? a.length - b.length : (a[at] as number) - (b[at] ?? 0);
}
