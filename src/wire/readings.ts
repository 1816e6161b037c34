/**
 * What has been read of a lasting group's messages. Nearly all of them say again, to the byte, what the same peer said in the
 * agreement before, but for the number of the instance: such a text is read once, and what it came to is looked up.
 *
 * Only small messages of one part are remembered, of each peer no more than a few dozen; and only what was found good, by
 * readers whose answer hangs on the text and the configuration alone (codec.ts).
 */
import type { NodeId } from "../core/group.js";
import type { Life } from "../core/sequence.js";
import type { Message } from "./codec.js";
import { type Opening, openingOf, placeOfInstance } from "./lives.js";

/** What a message comes to in every agreement of its general. */
export interface Reading {
  /** of the agreement in which it was read; with it the general is the same */
  hash: string;
  /** null: not read yet, or nothing good */
  message: Message | null;
  /** the last of the `changes` of lives (core/lives.ts) with which its lives were found to be the present ones */
  acceptedWith: number;
}

/** What the links remember (net/told.ts), with a place for what has been read of it. */
export interface Remembered {
  read: object | null;
}

/** A message as it came first: what it says first, and what it comes to in any instance. */
class Text {
  readonly reading: Reading = { hash: "", message: null, acceptedWith: -1 };

  /** `at`, `rest`: where the instance stands, and what is behind it */
  constructor(
    readonly head: Buffer,
    readonly at: number,
    readonly rest: number,
    readonly opening: Opening,
  ) {}
}

/** A text, with an instance of its own. */
class Again implements Opening {
  constructor(
    private readonly text: Text,
    readonly instance: number,
  ) {}

  get type(): string {
    return this.text.opening.type;
  }

  get life(): Life {
    return this.text.opening.life;
  }

  get to(): Life {
    return this.text.opening.to;
  }

  get reading(): Reading {
    return this.text.reading;
  }

  get parts(): readonly Buffer[] {
    const { head, at, rest } = this.text;
    return [Buffer.concat([head.subarray(0, at), Buffer.from(String(this.instance)), head.subarray(rest)])];
  }

  isSameAs(other: Opening): boolean {
    return other instanceof Again && other.text === this.text && other.instance === this.instance;
  }
}

const TEXT_BYTES_MAX = 4096;
const TEXTS_OF_A_PEER_MAX = 64;

const COMMA = 44;
const ZERO = 48;
const DIGITS_MAX = 15;

export class Readings {
  /** where the instance stands in a header */
  readonly #at: number;
  readonly #texts = new Map<NodeId, Text[]>();

  constructor(private readonly run: string) {
    this.#at = placeOfInstance(run);
  }

  /** See {@link openingOf}. `remembered`: it may come {@link again}. */
  open(peer: NodeId, parts: readonly Buffer[], remembered: Remembered | null = null): Opening | null {
    const [head] = parts as readonly [Buffer];
    const end = parts.length === 1 && head.length <= TEXT_BYTES_MAX ? this.#endOfInstance(head) : -1;
    if (end < 0) return openingOf(this.run, parts);
    const text = this.#textOf(peer, head, end);
    if (text === null) return null;
    if (remembered) remembered.read = text;
    return new Again(text, numberIn(head, this.#at, end));
  }

  /** Null where what is remembered is no message that could come again. */
  again({ read }: Remembered, instance: number): Opening | null {
    return read instanceof Text ? new Again(read, instance) : null;
  }

  #textOf(peer: NodeId, head: Buffer, end: number): Text | null {
    let texts = this.#texts.get(peer);
    if (texts === undefined) this.#texts.set(peer, (texts = []));
    for (const text of texts) if (this.#isSame(text, head, end)) return text;
    const own = Buffer.from(head);
    const opening = openingOf(this.run, [own]);
    if (opening === null) return null;
    const text = new Text(own, this.#at, end, opening);
    if (texts.length >= TEXTS_OF_A_PEER_MAX) texts.length = 0;
    texts.push(text);
    return text;
  }

  /** But for the instance, which ends at `end`. */
  #isSame({ head, rest }: Text, other: Buffer, end: number): boolean {
    return (
      head.length - rest === other.length - end &&
      head.compare(other, end, other.length, rest, head.length) === 0 &&
      head.compare(other, 0, this.#at, 0, this.#at) === 0
    );
  }

  /** -1: no number that an instance could have stands there. */
  #endOfInstance(head: Buffer): number {
    let end = this.#at;
    while (end < head.length && isDigit(head[end] as number)) end++;
    const digits = end - this.#at;
    const isNumber = digits > 0 && digits <= DIGITS_MAX && (digits === 1 || head[this.#at] !== ZERO);
    return isNumber && head[end] === COMMA ? end : -1;
  }
}

/** Whether these are the same message to the byte. */
export function isSameMessage(a: Opening, b: Opening): boolean {
  if (a instanceof Again && a.isSameAs(b)) return true;
  const [parts, others] = [a.parts, b.parts];
  return parts.length === others.length && parts.every((part, at) => part.equals(others[at] as Buffer));
}

function isDigit(byte: number): boolean {
  return byte >= ZERO && byte <= ZERO + 9;
}

function numberIn(head: Buffer, from: number, end: number): number {
  let number = 0;
  for (let at = from; at < end; at++) number = 10 * number + (head[at] as number) - ZERO;
  return number;
}
