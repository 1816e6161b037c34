/** Whether a member holds what is final, and whether the log goes on while commands wait. */
import type { Replica } from "../../log/replica.js";
import { monotonicMs } from "../../net/clock.js";
import type { Simplex } from "../../protocols/simplex/machine.js";
import type { LogEvents } from "./events.js";

/** As long as a client waits at the most. */
const STUCK_MS = 30_000;

/** The machine of the present epoch. */
type Course = Pick<Simplex, "isBehind" | "committed" | "pending">;

export class Pace {
  /** as it was told */
  #isBehind = false;
  /** since when commands wait and nothing has become final; null: it goes on */
  #sinceMs: number | null = null;

  constructor(
    private readonly replica: Pick<Replica, "height">,
    private readonly tell: (behind: LogEvents["behind"][0]) => void,
  ) {}

  /**
   * `isStuck`: nothing has become final for so long that clients give up. A link on which small messages come through and large
   * ones do not keeps its peer heard all the same.
   */
  status({ isBehind }: Pick<Course, "isBehind">): { readonly isBehind: boolean; readonly isStuck: boolean } {
    const isStuck = this.#sinceMs !== null && monotonicMs() - this.#sinceMs >= STUCK_MS;
    return { isBehind: this.#isBehind || isBehind, isStuck };
  }

  /** A step has been told. `hasCommitted`: it had blocks, which are applied. */
  told({ isBehind, committed, pending }: Course, hasCommitted: boolean): void {
    if (pending === 0 || hasCommitted) this.#sinceMs = null;
    else this.#sinceMs ??= monotonicMs();
    // what the turn's later steps have committed is applied only when they are told
    if (isBehind !== this.#isBehind && (isBehind || committed.height <= this.replica.height))
      this.#tell(isBehind);
  }

  /** A snapshot took the place of what was held. */
  installed({ isBehind }: Course): void {
    this.#tell(isBehind);
  }

  #tell(isBehind: boolean): void {
    this.#isBehind = isBehind;
    this.tell({ height: this.replica.height, isBehind });
  }
}
