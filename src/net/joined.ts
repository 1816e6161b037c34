/**
 * Several messages for one peer as one of ZeroMQ: of what a small message costs, most is that it is one. And what was said
 * before but for a number is not said again whole: it was given a name, and goes as that name and the number. Only for peers
 * that say that they understand it, by the first bytes of the nonces that they make (docs/WIRE.md §3 and §4).
 *
 * One part: a byte 1, then items. An item begins with four bytes, a little-endian number: four times x, and its kind:
 *  0  the last or only part of a message, of x bytes;
 *  1  a part of x bytes, with another one of the same message behind it;
 *  2  a message of one part of x bytes, which is to be remembered: four bytes with its name, then the part;
 *  3  the message that was remembered under the name x, with another number: six bytes.
 */
import { bytesOf, isForm, type Outgoing, type Stamp, writeForm } from "./form.js";
import { type Memory, type Remembered, rememberedBytesMax, type Told } from "./told.js";

/** Bytes of one message of items at the most; what is longer goes alone. */
export const joinedBytesMax = 32 * 1024;

const OPENING = 1;
const HEAD_BYTES = 4;
const NAME_BYTES = 4;
const NUMBER_BYTES = 6;
const NUMBER_MAX = 2 ** (8 * NUMBER_BYTES) - 1;
const NAMES = 2 ** 30;

const [LAST, MORE, TOLD, AGAIN] = [0, 1, 2, 3] as const;

/** "repe" */
export const joinsMark = Buffer.from("72657065", "hex");

/** A message that came, and is remembered under a name or not; or one that was, again. */
export type Item =
  | { readonly parts: readonly Buffer[]; readonly remembered: Remembered | null }
  /** null: of what is not remembered any more */
  | { readonly parts: null; readonly remembered: Remembered | null; readonly number: number };

export function isJoined(parts: readonly Buffer[]): boolean {
  return parts.length === 1 && parts[0]![0] === OPENING;
}

/** What this takes at the most, among others. */
export function joinedBytes({ message, number }: Outgoing): number {
  if (isForm(message)) return HEAD_BYTES + NAME_BYTES + bytesOf(message, number);
  return message.length * HEAD_BYTES + bytesOf(message, number);
}

/** Into `out`, which has room; returns where the next one goes. */
export function writeOpening(out: Buffer): number {
  out[0] = OPENING;
  return 1;
}

export function writeItem(
  out: Buffer,
  from: number,
  { message, number }: Outgoing,
  stamp: Stamp | null,
  told: Told,
): number {
  let at = from;
  if (isForm(message)) {
    const isRepeated = number <= NUMBER_MAX && message.text.length < rememberedBytesMax - 16;
    const known = isRepeated ? told.nameOf(message, stamp && stamp.text) : undefined;
    if (known !== undefined) return writeNumber(out, write(out, at, 4 * known + AGAIN), number);
    at = write(out, at, 4 * bytesOf(message, number) + (isRepeated ? TOLD : LAST));
    if (isRepeated) at = write(out, at, told.add(message, stamp && stamp.text));
    return writeForm(out, at, message, number, stamp);
  }
  for (let index = 0; index < message.length; index++) {
    const part = message[index] as Uint8Array;
    at = write(out, at, 4 * part.length + (index + 1 < message.length ? MORE : LAST));
    out.set(part, at);
    at += part.length;
  }
  if (stamp !== null) out.write(stamp.text, from + HEAD_BYTES + stamp.at, "latin1");
  return at;
}

/** The messages, which are not copied unless they are remembered; null where they are not joined as above. */
export function separate(joined: Buffer, memory: Memory): Item[] | null {
  const items: Item[] = [];
  let before: Buffer | null = null;
  let at = 1;
  while (at < joined.length) {
    if (at + HEAD_BYTES > joined.length) return null;
    const head = read(joined, at);
    const kind = head & 3;
    const x = head >>> 2;
    const from = at + HEAD_BYTES + (kind === TOLD ? NAME_BYTES : 0);
    at = from + (kind === AGAIN ? NUMBER_BYTES : x);
    if (at > joined.length || (kind !== LAST && before !== null)) return null;
    if (kind === AGAIN) {
      const number = readNumber(joined, from);
      items.push({ parts: null, remembered: memory.of(x) ?? null, number });
      continue;
    }
    const part = joined.subarray(from, at);
    if (kind === MORE) before = part;
    else if (kind === LAST) {
      items.push({ parts: before === null ? [part] : [before, part], remembered: null });
      before = null;
    } else {
      const name = read(joined, from - NAME_BYTES);
      if (x > rememberedBytesMax || name >= NAMES) return null;
      items.push({ parts: [part], remembered: memory.add(name, part) });
    }
  }
  return before === null && items.length > 0 ? items : null;
}

/** Four bytes, little-endian. The methods of Buffer do more, and V8 takes long to compile that into the hottest loop of a group. */
function write(out: Buffer, at: number, value: number): number {
  out[at] = value;
  out[at + 1] = value >>> 8;
  out[at + 2] = value >>> 16;
  out[at + 3] = value >>> 24;
  return at + 4;
}

/** Six bytes, little-endian. */
function writeNumber(out: Buffer, at: number, number: number): number {
  const high = Math.floor(number / 2 ** 32);
  write(out, at, number);
  out[at + 4] = high;
  out[at + 5] = high >>> 8;
  return at + NUMBER_BYTES;
}

function read(from: Buffer, at: number): number {
  return (
    (byte(from, at) | (byte(from, at + 1) << 8) | (byte(from, at + 2) << 16) | (byte(from, at + 3) << 24)) >>>
    0
  );
}

function readNumber(from: Buffer, at: number): number {
  return read(from, at) + 2 ** 32 * (byte(from, at + 4) | (byte(from, at + 5) << 8));
}

function byte(from: Buffer, at: number): number {
  return from[at] as number;
}
