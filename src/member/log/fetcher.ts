/**
 * Takes over a certified snapshot from peers, piece by piece. Each piece is checked by its digest, so that a peer can be slow
 * or silent and nothing else; then another is asked.
 */
import type { NodeId } from "../../core/group.js";
import { rootOf } from "../../protocols/simplex/block.js";
import type { Crypto, Hash } from "../../protocols/simplex/types.js";
import type { Frame } from "./frames.js";
import { type Certified, leafOf } from "./snapshots.js";

/** Pieces that are asked for at one time. */
const WANTED_MAX = 4;

interface Fetch {
  readonly certified: Certified;
  readonly leaves: readonly Hash[];
  readonly pieces: (string | null)[];
  /** by number: what the first peer was asked for and has not sent yet */
  readonly asked: Set<number>;
  /** those that have offered it; the first is asked */
  peers: NodeId[];
}

export interface FetcherDuties {
  send(to: NodeId, frame: Frame): void;
  done(certified: Certified, pieces: readonly string[]): void;
}

export class Fetcher {
  #fetch: Fetch | null = null;

  constructor(
    private readonly digest: Crypto["digest"],
    private readonly duties: FetcherDuties,
  ) {}

  /** Whose certificate was verified. Whether the digests are those of the certified state. */
  offered(from: NodeId, certified: Certified, leaves: readonly Hash[]): boolean {
    if (rootOf(leaves, this.digest) !== certified.state) return false;
    const fetch = this.#fetch;
    if (fetch?.certified.height === certified.height) {
      if (!fetch.peers.includes(from)) fetch.peers.push(from);
    } else if (!fetch || fetch.certified.height < certified.height) {
      this.#fetch = { certified, leaves, pieces: leaves.map(() => null), asked: new Set(), peers: [from] };
      this.#ask();
    }
    return true;
  }

  piece(height: number, index: number, text: string): void {
    const fetch = this.#fetch;
    if (!fetch || fetch.certified.height !== height || fetch.pieces[index] !== null) return;
    if (leafOf(text, this.digest) !== fetch.leaves[index]) return;
    fetch.pieces[index] = text;
    fetch.asked.delete(index);
    if (fetch.pieces.some((piece) => piece === null)) return this.#ask();
    this.#fetch = null;
    this.duties.done(fetch.certified, fetch.pieces as string[]);
  }

  /** Nothing came for a while: another peer is asked. */
  again(): void {
    if (!this.#fetch) return;
    const [first, ...others] = this.#fetch.peers;
    this.#fetch.peers = [...others, first as NodeId];
    this.#fetch.asked.clear();
    this.#ask();
  }

  #ask(): void {
    const { certified, pieces, peers, asked } = this.#fetch as Fetch;
    const missing = [...pieces.keys()].filter((index) => pieces[index] === null && !asked.has(index));
    for (const index of missing.slice(0, WANTED_MAX - asked.size)) {
      asked.add(index);
      this.duties.send(peers[0] as NodeId, { kind: "want", height: certified.height, index });
    }
  }
}
