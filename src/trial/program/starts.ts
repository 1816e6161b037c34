/**
 * Whose turn it is to start. Some programs compile before they answer (`java Node.java`), and a group of them that started at
 * once would take each other's time: as many start at a time as there are cores, and the clock of each begins when it is started.
 *
 * Whoever has not answered for long may never do so. Then nobody waits for it any more, so that a group that hangs is found out
 * about as soon as one program is.
 */
import { availableParallelism } from "node:os";

const LONG_MS = 2000;

export class Starts {
  readonly #max: number;
  readonly #waiting: (() => void)[] = [];
  #starting = 0;

  constructor(max = availableParallelism()) {
    this.#max = max;
  }

  /** Returns when a program may start. What it returns is to be called once that has answered, or has ended. */
  async begin(): Promise<() => void> {
    if (this.#starting < this.#max) this.#starting++;
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
    let isCounted = true;
    const leave = () => {
      if (isCounted) this.#starting--;
      isCounted = false;
    };
    const timer = setTimeout(() => {
      leave();
      this.#wake(this.#waiting.length);
    }, LONG_MS).unref();
    return () => {
      clearTimeout(timer);
      leave();
      this.#wake(Math.max(0, this.#max - this.#starting));
    };
  }

  #wake(count: number): void {
    for (const start of this.#waiting.splice(0, count)) {
      this.#starting++;
      start();
    }
  }
}
