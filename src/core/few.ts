/**
 * A map of few things that come and go, in the order in which they came. V8 makes a new table of a Map now and then, and has the old one
 * point to it: once one of these tables has grown old, each later one is kept by the one before until all of the heap is
 * collected, with all that it ever held. Agreements that were over stayed so, nearly all of them. A list holds what is in it.
 */
export class Few<K, V> {
  readonly #keys: K[] = [];
  readonly #values: V[] = [];

  get size(): number {
    return this.#keys.length;
  }

  has(key: K): boolean {
    return this.#keys.includes(key);
  }

  get(key: K): V | undefined {
    return this.#values[this.#keys.indexOf(key)];
  }

  /** In the place of what was there. */
  set(key: K, value: V): void {
    const at = this.#keys.indexOf(key);
    if (at >= 0) {
      this.#values[at] = value;
      return;
    }
    this.#keys.push(key);
    this.#values.push(value);
  }

  delete(key: K): void {
    const at = this.#keys.indexOf(key);
    if (at < 0) return;
    removeAt(this.#keys, at);
    removeAt(this.#values, at);
  }

  /** Those that are there now. */
  keys(): readonly K[] {
    return [...this.#keys];
  }

  values(): readonly V[] {
    return [...this.#values];
  }
}

/** As splice does, which makes a list of what it takes out. */
function removeAt(list: unknown[], at: number): void {
  for (let next = at + 1; next < list.length; next++) list[next - 1] = list[next];
  list.pop();
}
