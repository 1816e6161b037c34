/** What is to happen, by time: a binary heap. Equal times go by phase, and then in the order they were put in. */
export interface Timed {
  readonly atMs: number;
  /** at one time, what arrives comes first and the clock last, so that a deadline sees what has arrived */
  readonly phase: number;
}

interface Entry<T> {
  readonly item: T;
  readonly count: number;
}

export class Queue<T extends Timed> {
  readonly #heap: Entry<T>[] = [];
  #count = 0;

  push(item: T): void {
    const heap = this.#heap;
    const entry = { item, count: this.#count++ };
    let at = heap.length;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      const above = heap[parent] as Entry<T>;
      if (isBefore(above, entry)) break;
      heap[at] = above;
      at = parent;
    }
    heap[at] = entry;
  }

  pop(): T | undefined {
    const heap = this.#heap;
    const top = heap[0];
    const last = heap.pop();
    if (last !== undefined && heap.length > 0) this.#sink(last);
    return top?.item;
  }

  #sink(entry: Entry<T>): void {
    const heap = this.#heap;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= heap.length) break;
      const right = heap[child + 1];
      if (right && isBefore(right, heap[child] as Entry<T>)) child++;
      const below = heap[child] as Entry<T>;
      if (isBefore(entry, below)) break;
      heap[at] = below;
      at = child;
    }
    heap[at] = entry;
  }
}

function isBefore<T extends Timed>(a: Entry<T>, b: Entry<T>): boolean {
  const time = a.item.atMs - b.item.atMs || a.item.phase - b.item.phase;
  return time < 0 || (time === 0 && a.count < b.count);
}
