/** Commands of this member's own clients on their way to the others: those that come one after another go together. */
import type { MemberState } from "./state.js";
import type { Turn } from "./turn.js";
import type { Command } from "./types.js";

export class Spreading {
  readonly #state: MemberState;
  readonly #waiting: Command[] = [];
  /** when they go: at the next tick; null: there are none */
  atMs: number | null = null;

  constructor(state: MemberState) {
    this.#state = state;
  }

  submit(turn: Turn, command: Command, nowMs: number): void {
    const { pool, options } = this.#state;
    if (!pool.hasRoom(options.self, command)) turn.note({ kind: "refused", command, from: options.self });
    else if (pool.add(options.self, command)) {
      this.#waiting.push(command);
      this.atMs ??= nowMs;
    }
  }

  take(): Command[] {
    this.atMs = null;
    return this.#waiting.splice(0);
  }
}
