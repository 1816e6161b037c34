/**
 * What has been read of a lasting group's messages. Nearly all of them say again, to the byte, what the same peer said in the
 * agreement before, but for the number of the instance: such a text is read once, and what it came to is looked up.
 *
 * Only small messages of one part are remembered, of each peer no more than a few dozen; and only what was found good, by
 * readers whose answer hangs on the text and the configuration alone (codec.ts).
 */
import type { NodeId } from "../core/group.js";
import type { Message } from "./codec.js";
import { type Opening, openingOf } from "./lives.js";

/** What a message comes to in every agreement of its general. */
export interface Reading {
  /** of the agreement in which it was read; with it the general is the same */
  hash: string;
  /** null: not read yet, or nothing good */
  message: Message | null;
}

/** A message as it came first: what it says first, and what it comes to in any instance. */
interface Text {
  readonly head: Buffer;
  /** behind the instance */
  readonly rest: number;
  readonly opening: Opening;
  readonly reading: Reading;
}

const TEXT_BYTES_MAX = 4096;
const TEXTS_OF_A_PEER_MAX = 64;

const COMMA = 44;
const ZERO = 48;
const DIGITS_MAX = 15;

export class Readings {
  readonly #run: string;
  /** where the instance stands in a header */
  readonly #at: number;
  readonly #texts = new Map<NodeId, Text[]>();

  constructor(run: string) {
    this.#run = run;
    const before = `{"version":1,"hash":"${"0".repeat(64)}","run":${JSON.stringify(run)},"instance":`;
    this.#at = Buffer.byteLength(before);
  }

  /** See {@link openingOf}. */
  open(peer: NodeId, parts: readonly Buffer[]): Opening | null {
    const [head] = parts as readonly [Buffer];
    const end = parts.length === 1 && head.length <= TEXT_BYTES_MAX ? this.#endOfInstance(head) : -1;
    if (end < 0) return openingOf(this.#run, parts);
    const texts = this.#textsOf(peer);
    for (const text of texts) {
      if (!this.#isSame(text, head, end)) continue;
      const { type, life, to } = text.opening;
      return { instance: numberIn(head, this.#at, end), type, life, to, reading: text.reading };
    }
    const opening = openingOf(this.#run, parts);
    if (opening === null) return null;
    const reading: Reading = { hash: "", message: null };
    if (texts.length >= TEXTS_OF_A_PEER_MAX) texts.length = 0;
    texts.push({ head: Buffer.from(head), rest: end, opening, reading });
    return { ...opening, reading };
  }

  #textsOf(peer: NodeId): Text[] {
    let texts = this.#texts.get(peer);
    if (texts === undefined) this.#texts.set(peer, (texts = []));
    return texts;
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

function isDigit(byte: number): boolean {
  return byte >= ZERO && byte <= ZERO + 9;
}

function numberIn(head: Buffer, from: number, end: number): number {
  let number = 0;
  for (let at = from; at < end; at++) number = 10 * number + (head[at] as number) - ZERO;
  return number;
}
