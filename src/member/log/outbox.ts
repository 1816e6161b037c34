/**
 * What goes to each peer in one turn, as few frames as it fits in: a message a line, for canonical JSON has no line breaks.
 * Sealing and sending a frame costs more than most messages do.
 */
import type { NodeId } from "../../core/group.js";
import { FRAME_BYTES_MAX, FRAME_LINES_MAX } from "./frames.js";

const LINE_BREAK = Buffer.from("\n");

interface Parcel {
  lines: Uint8Array[];
  bytes: number;
}

export class Outbox {
  readonly #post: (to: NodeId, frame: Uint8Array) => void;
  readonly #parcels = new Map<NodeId, Parcel>();

  constructor(post: (to: NodeId, frame: Uint8Array) => void) {
    this.#post = post;
  }

  add(to: readonly NodeId[], line: Uint8Array): void {
    for (const peer of to) {
      const held = this.#parcels.get(peer) ?? { lines: [], bytes: 0 };
      this.#parcels.set(peer, held);
      const isFull = held.lines.length === FRAME_LINES_MAX || held.bytes + line.length >= FRAME_BYTES_MAX;
      if (isFull) this.#give(peer, held);
      held.lines.push(line);
      held.bytes += line.length + LINE_BREAK.length;
    }
  }

  /** All of it leaves. */
  flush(): void {
    for (const [peer, held] of this.#parcels) this.#give(peer, held);
  }

  #give(peer: NodeId, held: Parcel): void {
    const { lines } = held;
    if (lines.length === 0) return;
    held.lines = [];
    held.bytes = 0;
    const joined = lines.flatMap((line, index) => (index === 0 ? [line] : [LINE_BREAK, line]));
    this.#post(peer, joined.length === 1 ? (joined[0] as Uint8Array) : Buffer.concat(joined));
  }
}
