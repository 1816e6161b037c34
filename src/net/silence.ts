/**
 * Links that end unseen. Where what comes over a connection cannot be decrypted, for a byte was damaged that TCP's checksum let
 * pass, libzmq ends the connection and does not dial again (session_base.cpp, `engine_error`), and nothing of it is told here. What the
 * peer says is lost from then on, although it hears all. In a run that is over in seconds the peer is late; in a group that
 * goes on for years it would be missing for good. So who is silent for long is asked something, and where no answer comes, it is
 * dialled again, which costs an honest peer nothing. Again and again, each time after twice as long.
 */

/** Ticks of a link, four a second. */
const PATIENCE_TICKS = 40;
const PATIENCE_TICKS_MAX = 16 * PATIENCE_TICKS;

export class Silence {
  #ticks = 0;
  #patience = PATIENCE_TICKS;

  heard(): void {
    this.#ticks = 0;
    this.#patience = PATIENCE_TICKS;
  }

  /** To be called at a steady interval. */
  tick(): "ask" | "redial" | null {
    this.#ticks += 1;
    if (this.#ticks === this.#patience) return "ask";
    if (this.#ticks < 2 * this.#patience) return null;
    this.#ticks = 0;
    this.#patience = Math.min(2 * this.#patience, PATIENCE_TICKS_MAX);
    return "redial";
  }
}
