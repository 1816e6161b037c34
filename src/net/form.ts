/**
 * What is sent: the parts of a message, or a form, for what is said again and again (core/form.ts). A form is made once, and
 * what is kept of each time is the number.
 */
import type { Form } from "../core/form.js";

/** The parts of a message: one or two. */
export type Parts = readonly Uint8Array[];

export type Message = Parts | Form<Buffer>;

/** What is written into a message as it goes to one peer: the same bytes are kept for all. */
export interface Stamp {
  /** in its first part; in a form with the number 0 */
  readonly at: number;
  /** latin1 */
  readonly text: string;
}

export interface Outgoing {
  readonly message: Message;
  /** a form's */
  readonly number: number;
}

export function isForm(message: Message): message is Form<Buffer> {
  return "text" in message;
}

export function bytesOf(message: Message, number: number): number {
  if (isForm(message)) return message.text.length + digitsOf(number) - 1;
  let bytes = 0;
  for (const part of message) bytes += part.length;
  return bytes;
}

function digitsOf(number: number): number {
  let digits = 1;
  for (let least = 10; number >= least; least *= 10) digits++;
  return digits;
}

/** As it goes alone. */
export function alone({ message, number }: Outgoing, stamp: Stamp | null): Parts {
  if (isForm(message)) {
    const whole = Buffer.allocUnsafe(bytesOf(message, number));
    writeForm(whole, 0, message, number, stamp);
    return [whole];
  }
  if (stamp === null) return message;
  const [head, ...body] = message as [Uint8Array, ...Uint8Array[]];
  const copy = Buffer.from(head);
  copy.write(stamp.text, stamp.at, "latin1");
  return [copy, ...body];
}

/** Returns where it ends. */
export function writeForm(
  out: Buffer,
  at: number,
  { text, numberAt }: Form<Buffer>,
  number: number,
  stamp: Stamp | null,
): number {
  text.copy(out, at, 0, numberAt);
  const digits = out.write(String(number), at + numberAt, "latin1");
  text.copy(out, at + numberAt + digits, numberAt + 1);
  if (stamp !== null) out.write(stamp.text, at + stamp.at + digits - 1, "latin1");
  return at + text.length + digits - 1;
}
