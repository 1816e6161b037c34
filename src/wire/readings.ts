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

/** A text without its instance: what it says first, and what it comes to. */
interface Text {
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
  readonly #texts = new Map<NodeId, Map<string, Text>>();

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
    const text = head.toString("latin1", 0, this.#at) + head.toString("latin1", end);
    const known = texts.get(text);
    if (known) return { ...known.opening, instance: numberIn(head, this.#at, end) };
    const opening = openingOf(this.#run, parts);
    if (opening === null) return null;
    const reading: Reading = { hash: "", message: null };
    if (texts.size >= TEXTS_OF_A_PEER_MAX) texts.clear();
    texts.set(text, { opening: { ...opening, reading }, reading });
    return { ...opening, reading };
  }

  #textsOf(peer: NodeId): Map<string, Text> {
    const texts = this.#texts.get(peer) ?? new Map<string, Text>();
    this.#texts.set(peer, texts);
    return texts;
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
