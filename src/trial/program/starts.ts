/**
 * Whose turn it is to start, at one table. Some programs compile before they answer (`java Node.java`), and a group of them that
 * started at once would take each other's time: at all tables together as many start at a time as there are cores, and the clock of
 * each begins when it is started.
 *
 * Where one does not keep to its turns the world has failed, whatever the others do: those that wait are not started any more, so that
 * a group that hangs is found out as soon as one program is.
 */
export class Starts {
  readonly #waiting: (() => void)[] = [];
  #starting = 0;
  #isLost = false;

  /** So many at a time. */
  constructor(private readonly max: number) {}

  /** A world begins. */
  reset(): void {
    this.#isLost = false;
  }

  /** A program of this world did not keep to its turns. */
  lose(): void {
    this.#isLost = true;
  }

  /** Has a program started and asked when its turn has come; null where the world has failed meanwhile. */
  async inTurn<T>(ask: () => Promise<T>): Promise<T | null> {
    if (this.#starting < this.max) this.#starting++;
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
    try {
      return this.#isLost ? null : await ask();
    } finally {
      const next = this.#waiting.shift();
      if (next) next();
      else this.#starting--;
    }
  }
}
