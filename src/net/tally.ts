/** What counts against peers: how much each may send, and how often a nuisance is told. */

export interface Excess {
  readonly kind: "flood" | "malformed";
  readonly detail: string;
}

export interface Budget {
  readonly frames: number;
  readonly bytes: number;
}

export interface Limits {
  readonly frameBytesMax: number;
  readonly budget: Budget;
  /** where `budget` is what a peer may send in each second, and not in all: beyond this for each agreement that is over here */
  readonly perAgreement?: Budget;
}

/** Link frames that a peer may send beyond those that this node's hellos ask for: bounds reconnections too. */
const linkFramesFree = 256;

/** Link frames that one hello brings: a challenge, and a proof. */
const linkFramesAnHello = 2;

/** Link frames that a peer may send again for each second that passes: enough for one new link. */
const linkFramesASecond = 3;

/** What one peer may still send. */
export class Allowance {
  #frames: number;
  #bytes: number;
  #linkFrames = linkFramesFree;

  constructor(private readonly limits: Limits) {
    this.#frames = limits.budget.frames;
    this.#bytes = limits.budget.bytes;
  }

  /** To be called every second where the budget is one a second. */
  renew(): void {
    this.#frames = this.limits.budget.frames;
    this.#bytes = this.limits.budget.bytes;
    this.#linkFrames = Math.min(this.#linkFrames + linkFramesASecond, linkFramesFree);
  }

  /** So many more agreements are over here: a group may agree as often as it can. */
  grant(agreements: number): void {
    const { budget, perAgreement } = this.limits;
    if (!perAgreement) return;
    this.#frames = Math.min(this.#frames + agreements * perAgreement.frames, budget.frames);
    this.#bytes = Math.min(this.#bytes + agreements * perAgreement.bytes, budget.bytes);
  }

  /** Counts a frame; null while it is within all limits. */
  take(parts: number, bytes: number): Excess | null {
    this.#frames -= 1;
    this.#bytes -= bytes;
    if (parts > 2) return { kind: "malformed", detail: "sent a message of more than two parts" };
    if (bytes > this.limits.frameBytesMax)
      return {
        kind: "malformed",
        detail: `sent a frame over the limit: ${bytes} bytes, and the longest right one has ${this.limits.frameBytesMax}`,
      };
    if (this.#frames < 0) return { kind: "flood", detail: "sent more frames than a whole run has" };
    if (this.#bytes < 0) return { kind: "flood", detail: "sent more bytes than a whole run has" };
    return null;
  }

  takeLinkFrame(): Excess | null {
    return this.#takeLinkFrames(1);
  }

  /** A probe makes this node say hello, so it pays for what the hello grants: else it could be repeated for ever. */
  takeProbe(): Excess | null {
    return this.#takeLinkFrames(1 + linkFramesAnHello);
  }

  grantHello(): void {
    this.#linkFrames = Math.min(this.#linkFrames + linkFramesAnHello, linkFramesFree);
  }

  #takeLinkFrames(count: number): Excess | null {
    this.#linkFrames -= count;
    return this.#linkFrames < 0 ? { kind: "flood", detail: "set up its links over and over" } : null;
  }
}

/** Counts what nobody can be blamed for. */
export class Nuisances {
  readonly #times = new Map<string, number>();

  /** What to tell: the first, the tenth, the hundredth time …, so that no number of them fills a log; else null. */
  tell(what: string): string | null {
    const times = (this.#times.get(what) ?? 0) + 1;
    this.#times.set(what, times);
    if (times === 1) return what;
    return /^10+$/.test(String(times)) ? `${what} (${times} times)` : null;
  }
}
