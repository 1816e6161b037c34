/**
 * What is remembered of the messages on one link, so that one that is said again is a name and a number (joined.ts). Both
 * ends remember the last few, in the order in which they were told, so that the teller knows what the listener still has.
 * A name is never given to another message, whatever link, or process, comes after this one.
 */
import { randomInt } from "node:crypto";
import type { Form } from "../core/form.js";

/** Of each link, at each end. */
const REMEMBERED_MAX = 64;

/** What is longer is not remembered: bytes. */
export const rememberedBytesMax = 4096;

/** Those of two processes are not near each other. */
const NAMES_FROM_MAX = 2 ** 29;
const NAMES_MAX = 2 ** 30;

/** A message that came, as it came first. */
export interface Remembered {
  readonly text: Buffer;
  /** for whoever reads it: what it came to */
  read: object | null;
}

/** The teller's end. */
export class Told {
  readonly #names = new Map<Form, number>();
  #next = randomInt(NAMES_FROM_MAX);
  /** what all of these bear */
  #stamp: string | null = null;

  /** As it was told with this stamp. */
  nameOf(form: Form, stamp: string | null): number | undefined {
    return stamp === this.#stamp ? this.#names.get(form) : undefined;
  }

  /** It is told now, under the name that this returns. */
  add(form: Form, stamp: string | null): number {
    if (stamp !== this.#stamp) this.forget();
    this.#stamp = stamp;
    const name = this.#next;
    this.#next = (name + 1) % NAMES_MAX;
    this.#names.set(form, name);
    dropOldest(this.#names);
    return name;
  }

  /** The next link's other end knows nothing. */
  forget(): void {
    this.#names.clear();
  }
}

/** The listener's end. */
export class Memory {
  readonly #texts = new Map<number, Remembered>();

  of(name: number): Remembered | undefined {
    return this.#texts.get(name);
  }

  add(name: number, text: Buffer): Remembered {
    const remembered = { text: Buffer.from(text), read: null };
    this.#texts.delete(name);
    this.#texts.set(name, remembered);
    dropOldest(this.#texts);
    return remembered;
  }
}

function dropOldest<K>(map: Map<K, unknown>): void {
  if (map.size <= REMEMBERED_MAX) return;
  for (const oldest of map.keys()) {
    map.delete(oldest);
    return;
  }
}
