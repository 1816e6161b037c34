/**
 * What goes to each peer in one turn, as few frames as it fits in: a message a line, for canonical JSON has no line breaks.
 * Sealing and sending a frame costs more than most messages do. So what a peer does not wait for goes with what is sent to it next,
 * or after a while by itself, unless it is of no use to it by then.
 */
import type { NodeId } from "../../core/group.js";
import { monotonicMs } from "../../net/clock.js";
import { FRAME_BYTES_MAX, FRAME_LINES_MAX } from "./frames.js";

const LINE_BREAK = Buffer.from("\n");

/** No loyal member has as many of them within their time; what comes then takes them along. */
const HELD_MAX = 32;

interface Held {
  readonly line: Uint8Array;
  readonly dueMs: number;
  readonly isNeeded: () => boolean;
}

interface Parcel {
  lines: Uint8Array[];
  bytes: number;
  /** what the peer does not wait for */
  held: Held[];
}

export class Outbox {
  readonly #parcels = new Map<NodeId, Parcel>();
  #timer: NodeJS.Timeout | null = null;
  #timerMs = Number.POSITIVE_INFINITY;

  constructor(private readonly post: (to: NodeId, frame: Uint8Array) => void) {}

  add(to: readonly NodeId[], line: Uint8Array): void {
    for (const peer of to) {
      const parcel = this.#parcelOf(peer);
      this.#release(peer, parcel);
      this.#put(peer, parcel, line);
    }
  }

  /** It goes with what is added next for the peer, before it, or after `limitMs`; if it is needed then. */
  hold(to: readonly NodeId[], line: Uint8Array, limitMs: number, isNeeded: () => boolean): void {
    const dueMs = monotonicMs() + limitMs;
    for (const peer of to) {
      const parcel = this.#parcelOf(peer);
      parcel.held.push({ line, dueMs, isNeeded });
      if (parcel.held.length > HELD_MAX) this.#release(peer, parcel);
    }
    this.#arm(dueMs);
  }

  /** All that was added leaves. */
  flush(): void {
    for (const [peer, parcel] of this.#parcels) this.#give(peer, parcel);
  }

  /** What is held leaves, too. */
  close(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timerMs = Number.NEGATIVE_INFINITY; // nothing is due before it
    for (const [peer, parcel] of this.#parcels) this.#release(peer, parcel);
    this.flush();
  }

  #arm(dueMs: number): void {
    if (dueMs >= this.#timerMs) return;
    if (this.#timer) clearTimeout(this.#timer);
    this.#timerMs = dueMs;
    this.#timer = setTimeout(() => this.#due(), dueMs - monotonicMs());
  }

  /** What is held for a peer leaves together, as soon as one of it is due. */
  #due(): void {
    this.#timerMs = Number.POSITIVE_INFINITY;
    const nowMs = monotonicMs();
    for (const [peer, parcel] of this.#parcels) {
      if (parcel.held.some(({ dueMs }) => dueMs <= nowMs)) this.#release(peer, parcel);
      for (const { dueMs } of parcel.held) this.#arm(dueMs);
    }
    this.flush();
  }

  #parcelOf(peer: NodeId): Parcel {
    const parcel = this.#parcels.get(peer) ?? { lines: [], bytes: 0, held: [] };
    this.#parcels.set(peer, parcel);
    return parcel;
  }

  #release(peer: NodeId, parcel: Parcel): void {
    const { held } = parcel;
    if (held.length === 0) return;
    parcel.held = [];
    for (const { line, isNeeded } of held) if (isNeeded()) this.#put(peer, parcel, line);
  }

  #put(peer: NodeId, parcel: Parcel, line: Uint8Array): void {
    const isFull = parcel.lines.length === FRAME_LINES_MAX || parcel.bytes + line.length >= FRAME_BYTES_MAX;
    if (isFull) this.#give(peer, parcel);
    parcel.lines.push(line);
    parcel.bytes += line.length + LINE_BREAK.length;
  }

  #give(peer: NodeId, parcel: Parcel): void {
    const { lines } = parcel;
    if (lines.length === 0) return;
    parcel.lines = [];
    parcel.bytes = 0;
    const joined = lines.flatMap((line, index) => (index === 0 ? [line] : [LINE_BREAK, line]));
    this.post(peer, joined.length === 1 ? (joined[0] as Uint8Array) : Buffer.concat(joined));
  }
}
