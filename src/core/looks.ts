/**
 * When a member that waits for a start looks whether others stay below it (sequence.ts): a grace after it began to wait it asks
 * them, a grace later it looks at what they have said since, and so on. One that went back does not go up again before all
 * others that wait like it have looked, too.
 */

/** Looks are two graces apart, so within three everybody has looked once. */
const LOOKS_HELD = 3;

export class Looks {
  #nextMs = 0;
  /** when it asked, if it has */
  #askedAtMs: number | null = null;
  #stayUntilMs = Number.NEGATIVE_INFINITY;

  constructor(private readonly graceMs: number) {}

  get nextMs(): number {
    return this.#nextMs;
  }

  /** It waits from now on. */
  begin(now: number): void {
    this.#nextMs = now + this.graceMs;
    this.#askedAtMs = null;
  }

  /** The next look is due: when it had asked, or null where it asks now. */
  look(now: number): number | null {
    const askedAtMs = this.#askedAtMs;
    this.#nextMs = now + this.graceMs;
    this.#askedAtMs = askedAtMs === null ? now : null;
    return askedAtMs;
  }

  wentBack(now: number): void {
    this.#stayUntilMs = now + LOOKS_HELD * this.graceMs;
    this.begin(now);
  }

  mayGoUp(now: number): boolean {
    return now >= this.#stayUntilMs;
  }
}
