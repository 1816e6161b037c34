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
  #newest = -1;
  #hasStages = false;
  /** what is of an instance before this one has been let go */
  #released = 0;

  get size(): number {
    return this.#frames.length;
  }

  add(parts: readonly Uint8Array[], stage: number | null, instance: number): void {
    this.#frames.push({ parts, stage, instance });
    this.#newest = Math.max(this.#newest, instance);
    if (stage !== null) this.#hasStages = true;
  }

  /** Lets go what is of an instance before this one; in place, since a group with many in flight does so again and again. */
  release(before: number): void {
    if (before <= this.#released) return;
    this.#released = before;
    let kept = 0;
    for (const frame of this.#frames) if (frame.instance >= before) this.#frames[kept++] = frame;
    this.#frames.length = kept;
  }

  /** Lets go what is of this instance. */
  forget(instance: number): void {
    if (instance <= this.#newest) this.#frames = this.#frames.filter((frame) => frame.instance !== instance);
  }

  forgetAll(): void {
    this.#frames = [];
    this.#released = 0;
  }

  /** Lets go what of this instance has a stage before this one. */
  settle(instance: number, before: number): void {
    if (!this.#hasStages) return;
    this.#frames = this.#frames.filter(
      (frame) => frame.stage === null || frame.instance !== instance || frame.stage >= before,
    );
  }

  *[Symbol.iterator](): Iterator<readonly Uint8Array[]> {
    for (const { parts } of this.#frames) yield parts;
  }
}
