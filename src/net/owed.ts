/** What is owed to one peer: kept, in order, to be sent again on each new link. The buffers are not copied. */

interface Frame {
  readonly parts: readonly Uint8Array[];
  /** null: owed whatever the peer has said since */
  readonly stage: number | null;
  /** of which agreement */
  readonly instance: number;
}

export class Owed implements Iterable<readonly Uint8Array[]> {
  #frames: Frame[] = [];

  get size(): number {
    return this.#frames.length;
  }

  add(parts: readonly Uint8Array[], stage: number | null, instance: number): void {
    this.#frames.push({ parts, stage, instance });
  }

  /** Lets go what is of an instance before this one. */
  release(before: number): void {
    if (this.#frames.some(({ instance }) => instance < before))
      this.#frames = this.#frames.filter(({ instance }) => instance >= before);
  }

  /** Lets go what is of this instance. */
  forget(instance: number): void {
    if (this.#frames.some((frame) => frame.instance === instance))
      this.#frames = this.#frames.filter((frame) => frame.instance !== instance);
  }

  forgetAll(): void {
    this.#frames = [];
  }

  /** Lets go what of this instance has a stage before this one. */
  settle(instance: number, before: number): void {
    const isSettled = (frame: Frame) =>
      frame.stage !== null && frame.instance === instance && frame.stage < before;
    if (this.#frames.some(isSettled)) this.#frames = this.#frames.filter((frame) => !isSettled(frame));
  }

  *[Symbol.iterator](): Iterator<readonly Uint8Array[]> {
    for (const { parts } of this.#frames) yield parts;
  }
}
