/** What is owed to one peer: kept, in order, to be sent again on each new link. The buffers are not copied. */
import type { Message, Outgoing } from "./form.js";

/** `number`: of which agreement. */
export interface Frame extends Outgoing {
  /** null: owed whatever the peer has said since */
  readonly stage: number | null;
}

/** Makes them: one message goes to one peer after the other, and is one frame for all. */
export class Frames {
  #last: Frame | null = null;

  of(message: Message, stage: number | null, number: number): Frame {
    const last = this.#last;
    if (last?.message === message && last.number === number && last.stage === stage) return last;
    this.#last = { message, number, stage };
    return this.#last;
  }
}

/** What is released is dropped so many instances at a time: to go through all that is kept each time would take long. */
const DROPPED_TOGETHER = 16;

export class Owed implements Iterable<Frame> {
  #frames: Frame[] = [];
  #newest = -1;
  #hasStages = false;
  /** what is of an instance before this one is not owed any more */
  #released = 0;
  /** and before this one it has been dropped */
  #dropped = 0;

  get size(): number {
    this.#drop();
    return this.#frames.length;
  }

  /** No less than `size`, and known at once. */
  get sizeMax(): number {
    return this.#frames.length;
  }

  add(frame: Frame): Frame {
    this.#frames.push(frame);
    this.#newest = Math.max(this.#newest, frame.number);
    if (frame.stage !== null) this.#hasStages = true;
    return frame;
  }

  /** Lets go what is of an instance before this one; returns how many more these are. */
  release(before: number): number {
    const over = Math.max(0, before - this.#released);
    this.#released += over;
    if (this.#released >= this.#dropped + DROPPED_TOGETHER) this.#drop();
    return over;
  }

  /** In place, since a group with many in flight does so again and again. */
  #drop(): void {
    if (this.#dropped === this.#released) return;
    this.#dropped = this.#released;
    let kept = 0;
    for (const frame of this.#frames) if (frame.number >= this.#released) this.#frames[kept++] = frame;
    this.#frames.length = kept;
  }

  /** Lets go what is of this instance. */
  forget(instance: number): void {
    if (instance <= this.#newest) this.#frames = this.#frames.filter((frame) => frame.number !== instance);
  }

  forgetAll(): void {
    this.#frames = [];
    this.#released = 0;
    this.#dropped = 0;
  }

  /** Lets go what of this instance has a stage before this one. */
  settle(instance: number, before: number): void {
    if (!this.#hasStages) return;
    this.#frames = this.#frames.filter(
      (frame) => frame.stage === null || frame.number !== instance || frame.stage >= before,
    );
  }

  [Symbol.iterator](): Iterator<Frame> {
    this.#drop();
    return this.#frames.values();
  }
}
