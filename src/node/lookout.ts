/**
 * Why peers have not been heard: each is dialled aside, once, as the doctor does it, so that a node that waits names the
 * reason and not the peer alone.
 */
import type { NodeId } from "../core/group.js";
import { type Reach, reach } from "../net/reach.js";
import { areDescriptorsFree } from "./descriptors.js";
import type { NodeOptions } from "./options.js";

/** A peer that has not been heard, and what to do about it. */
export interface Unheard {
  readonly id: NodeId;
  readonly what: string;
  readonly fix: string;
}

/** Peers that are dialled at the same time: sockets are few. */
const AT_ONCE_MAX = 8;
/** Of each: a socket, its monitor, what it connects, and a look-up; twice, since others are being closed. */
const DESCRIPTORS = 2 * AT_ONCE_MAX * 5;

export class Lookout {
  readonly #reaches = new Map<NodeId, Reach>();
  readonly #given = new AbortController();
  #isLooking = false;

  constructor(
    private readonly options: NodeOptions,
    private readonly unheard: () => readonly NodeId[],
  ) {}

  /** Resolves when it is known of each of them; at once while it is being found out already. */
  async look(): Promise<void> {
    // libzmq aborts the process where a socket of its own cannot be opened
    if (this.#isLooking || !areDescriptorsFree(DESCRIPTORS)) return;
    this.#isLooking = true;
    const ids = this.unheard();
    const left = this.options.peers.filter(({ id }) => ids.includes(id));
    const lookOnce = async () => {
      for (let peer = left.shift(); peer && !this.#given.signal.aborted; peer = left.shift()) {
        this.#reaches.set(peer.id, await reach(peer, this.options.keys, this.#given.signal));
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE_MAX }, lookOnce));
    this.#isLooking = false;
  }

  /** What was found out of them so far. */
  get why(): readonly Unheard[] {
    return this.unheard().flatMap((id) => {
      const found = this.#reaches.get(id);
      return found ? [{ id, ...this.#told(id, found) }] : [];
    });
  }

  close(): void {
    if (this.#isLooking) this.#given.abort();
  }

  /** A peer that answers and was not heard: its own link to this node is what is missing. */
  #told(id: NodeId, { what, fix }: Reach): Omit<Unheard, "id"> {
    if (fix !== null) return { what, fix };
    return {
      what: `${what}, and nothing has come from it yet`,
      fix: `see whether node ${id} can reach this node: strategos doctor --id ${id}, there`,
    };
  }
}
