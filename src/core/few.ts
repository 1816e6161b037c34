/**
 * A map of few things that come and go, in the order in which they came. V8 makes a new table of a Map now and then, and up to
 * Node.js 22 has the old one point to it: once one of these tables has grown old, each later one is kept by the one before until
 * all of the heap is collected, with all that it ever held. Agreements that were over stayed so, nearly all of them. A list
 * holds what is in it.
 *
 * What came first mostly leaves first: that moves nothing. And keys are often numbers that follow each other, so that how far one
 * is behind the first tells its place.
 */

/** So many places before the first one, and more than half of all: what is left moves to the front. */
const FREE_MAX = 32;

export class Few<K, V> {
  readonly #keys: (K | undefined)[] = [];
  readonly #values: (V | undefined)[] = [];
  /** those before it have left */
  #first = 0;

  get size(): number {
    return this.#keys.length - this.#first;
  }

  has(key: K): boolean {
    return this.#placeOf(key) >= 0;
  }

  get(key: K): V | undefined {
    const at = this.#placeOf(key);
    return at < 0 ? undefined : this.#values[at];
  }

  /** In the place of what was there. */
  set(key: K, value: V): void {
    const at = this.#placeOf(key);
    if (at >= 0) {
      this.#values[at] = value;
      return;
    }
    this.#keys.push(key);
    this.#values.push(value);
  }

  delete(key: K): void {
    const at = this.#placeOf(key);
    if (at < 0) return;
    if (at > this.#first) {
      removeAt(this.#keys, at);
      removeAt(this.#values, at);
      return;
    }
    this.#keys[at] = undefined;
    this.#values[at] = undefined;
    this.#first++;
    if (this.#first > FREE_MAX && 2 * this.#first > this.#keys.length) this.#moveUp();
  }

  /** Those that are there now. */
  keys(): readonly K[] {
    return this.#keys.slice(this.#first) as K[];
  }

  values(): readonly V[] {
    return this.#values.slice(this.#first) as V[];
  }

  #placeOf(key: K): number {
    const first = this.#keys[this.#first];
    if (typeof key === "number" && typeof first === "number") {
      const place = this.#first + key - first;
      if (place >= this.#first && place < this.#keys.length && this.#keys[place] === key) return place;
    }
    return this.#keys.indexOf(key, this.#first);
  }

  #moveUp(): void {
    this.#keys.splice(0, this.#first);
    this.#values.splice(0, this.#first);
    this.#first = 0;
  }
}

/** As splice does, which makes a list of what it takes out. */
function removeAt(list: unknown[], at: number): void {
  for (let next = at + 1; next < list.length; next++) list[next - 1] = list[next];
  list.pop();
}
