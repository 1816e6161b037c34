/**
 * Several messages for one peer as one of ZeroMQ: of what a small message costs, most is that it is one. Only for peers that
 * say that they understand it, by the first bytes of the nonces that they make (docs/WIRE.md §3); a message that goes alone
 * goes as ever.
 *
 * One part: a byte 1, then each part of each message behind four bytes, a little-endian number: twice its length, and one
 * more where another part of the same message follows.
 */

/** Bytes that are joined at the most; what is longer goes alone. */
export const joinedBytesMax = 32 * 1024;

const OPENING = 1;
const LENGTH_BYTES = 4;

/** "join" */
export const joinsMark = Buffer.from("6a6f696e", "hex");

export function isJoined(parts: readonly Buffer[]): boolean {
  return parts.length === 1 && parts[0]![0] === OPENING;
}

/** What these take where they are joined, the first byte left out. */
export function joinedBytes(parts: readonly Uint8Array[]): number {
  let bytes = 0;
  for (const part of parts) bytes += LENGTH_BYTES + part.length;
  return bytes;
}

/** What is written into a message as it goes to one peer: the same bytes are kept for all. */
export interface Stamp {
  /** in its first part */
  readonly at: number;
  /** latin1 */
  readonly text: string;
}

export interface Outgoing {
  readonly parts: readonly Uint8Array[];
  readonly stamp: Stamp | null;
}

/** As it goes alone. */
export function alone({ parts, stamp }: Outgoing): readonly Uint8Array[] {
  if (stamp === null) return parts;
  const [head, ...body] = parts as [Uint8Array, ...Uint8Array[]];
  const copy = Buffer.from(head);
  copy.write(stamp.text, stamp.at, "latin1");
  return [copy, ...body];
}

export function join(messages: readonly Outgoing[], bytes: number): Buffer {
  const joined = Buffer.allocUnsafe(1 + bytes);
  joined[0] = OPENING;
  let at = 1;
  for (const { parts, stamp } of messages) {
    const stampAt = at + LENGTH_BYTES + (stamp?.at ?? 0);
    for (let index = 0; index < parts.length; index++) {
      const part = parts[index] as Uint8Array;
      at = joined.writeUInt32LE(2 * part.length + (index + 1 < parts.length ? 1 : 0), at);
      joined.set(part, at);
      at += part.length;
    }
    if (stamp !== null) joined.write(stamp.text, stampAt, "latin1");
  }
  return joined;
}

/** The messages, which are not copied; null where they are not joined as above. */
export function separate(joined: Buffer): Buffer[][] | null {
  const messages: Buffer[][] = [];
  let before: Buffer | null = null;
  let at = 1;
  while (at < joined.length) {
    if (at + LENGTH_BYTES > joined.length) return null;
    const number = joined.readUInt32LE(at);
    const from = at + LENGTH_BYTES;
    at = from + Math.floor(number / 2);
    if (at > joined.length) return null;
    const part = joined.subarray(from, at);
    if (number % 2 === 1) {
      if (before !== null) return null;
      before = part;
    } else {
      messages.push(before === null ? [part] : [before, part]);
      before = null;
    }
  }
  return before === null && messages.length > 0 ? messages : null;
}
