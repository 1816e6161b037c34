/** What an audit finds (audit.ts), as sentences: with the line's number where it was read, and with names for digests. */
import type { Order } from "../../core/group.js";
import { formatPath } from "../../core/path.js";
import { printable } from "../../core/printable.js";
import type { Relay } from "../../core/relay.js";
import { namedIn, nameOf } from "../../recording/named.js";
import type { ReadRecording } from "../../recording/read.js";
import type { Recording, RecordingLine } from "../../recording/recording.js";

/** A value is cut sooner, so that what is said of it stays in sight. */
const SENTENCE_CHARS_MAX = 200;
const ORDER_CHARS_MAX = 50;

export class Findings {
  readonly #recording: Recording & Partial<ReadRecording>;
  readonly #contradictions: string[] = [];
  readonly #notJudged: string[] = [];

  constructor(recording: Recording & Partial<ReadRecording>) {
    this.#recording = recording;
  }

  get contradictions(): readonly string[] {
    return this.#contradictions;
  }

  get notJudged(): readonly string[] {
    return this.#notJudged;
  }

  /** `line` is the one to look at, if it is one. */
  contradiction(line: RecordingLine | null, what: string): void {
    this.#contradictions.push(this.#sentence(line, what));
  }

  cannotJudge(what: string): void {
    this.#notJudged.push(this.#sentence(null, what));
  }

  orderName(order: Order): string {
    const { contents } = this.#recording.run;
    const named = contents?.[order] === undefined ? namedIn(order, contents) : nameOf(order, contents);
    const shown = printable(named, ORDER_CHARS_MAX);
    // a value's text has its own quotes
    return contents?.[order] === undefined && !(contents && order.startsWith("{")) ? `"${shown}"` : shown;
  }

  /** `"attack" on path 1.4`; of a path of one hop the order alone. */
  relayName(relay: Relay | undefined): string {
    if (relay === undefined) return "nothing more";
    const { path, order } = relay;
    const name = this.orderName(order);
    return path.length > 1 ? `${name} on path ${formatPath(path)}` : name;
  }

  #sentence(line: RecordingLine | null, what: string): string {
    const number = line && this.#recording.lineNumbers?.get(line);
    const text = number ? `line ${number}: ${what}` : what.charAt(0).toUpperCase() + what.slice(1);
    return printable(text, SENTENCE_CHARS_MAX);
  }
}
