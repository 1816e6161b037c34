/** What is owed to one peer: kept, in order, to be sent again on each new link. The buffers are not copied. */

interface Frame {
  readonly parts: readonly Uint8Array[];
  /** null: owed whatever the peer has said since */
  readonly stage: number | null;
  /** whether the next release lets it go */
  isOld: boolean;
}

export class Owed implements Iterable<readonly Uint8Array[]> {
  #frames: Frame[] = [];

  get size(): number {
    return this.#frames.length;
  }

  add(parts: readonly Uint8Array[], stage: number | null): void {
    this.#frames.push({ parts, stage, isOld: false });
  }

  /** Lets go what was there at the last release. */
  release(): void {
    this.forgetOld();
    for (const frame of this.#frames) frame.isOld = true;
  }

  /** Lets go all but what came since the last release. */
  forgetOld(): void {
    this.#frames = this.#frames.filter(({ isOld }) => !isOld);
  }

  forgetAll(): void {
    this.#frames = [];
  }

  /** Lets go what has a stage before this one. */
  settle(before: number): void {
    this.#frames = this.#frames.filter(({ stage }) => stage === null || stage >= before);
  }

  *[Symbol.iterator](): Iterator<readonly Uint8Array[]> {
    for (const { parts } of this.#frames) yield parts;
  }
}
