/** Whose link is whose. */
import type { NodeId } from "../core/group.js";
import { decodeLinkFrame, encodeLinkFrame } from "./link-frame.js";
import { isRoutingId, Nonces } from "./nonce.js";

/**
 * How a node learns which of the links that dialled it belongs to which peer. A does not know who dialled it, but it
 * knows for certain whom it dialled. So, for node A that dialled B:
 *
 *   1. A says hello through that link: "I am A". B cannot believe it yet.
 *   2. B answers that link, whoever holds it, with a challenge: a nonce for (this link, A).
 *   3. A repeats the nonce as a proof through its own listener, to every link that says it is B.
 *   4. B hears the proof over the link that B dialled to A, which pins A's key: so the link of step 1 is A's.
 *
 * A false hello gets a challenge that only the true peer can turn into a proof, and the true peer never sees it.
 *
 * This is state and rules only. Its caller moves the frames and does the steps that are handed back, in order.
 */
export type Step =
  /** send this link frame through the listener to the link with this routing id */
  | { readonly do: "answer"; readonly routingId: Buffer; readonly frame: Buffer }
  /** send this link frame through the link that was dialled to the peer */
  | { readonly do: "say"; readonly peer: NodeId; readonly frame: Buffer }
  /** libzmq dials no more where it once met something that does not speak its protocol: dial afresh */
  | { readonly do: "redial"; readonly peer: NodeId }
  /** the link with this routing id is the peer's. `isNew`: it was not before, so all that is owed goes there */
  | { readonly do: "up"; readonly peer: NodeId; readonly routingId: Buffer; readonly isNew: boolean }
  /** a link said it was this peer and the peer has not confirmed it; null: nothing that could be confirmed */
  | { readonly do: "unconfirmed"; readonly claimed: NodeId | null }
  | { readonly do: "malformed"; readonly peer: NodeId; readonly detail: string };

/** Links remembered for each claimed id. More are answered all the same, but must repeat their hello. */
const claimsMax = 8;

/** A claim this old, in ticks, counts as unconfirmed if its peer is up by another link. */
const claimAgeTicksMax = 8;

interface PeerState {
  /** what the peer's listener last challenged this node's link with */
  nonce: string | null;
  /** what its nonces begin with, as long as this node's mark */
  mark: Buffer | null;
  /** routing id of the peer's link, latin1; null until proved */
  proved: string | null;
  /** a proof has come since this node's link to the peer was last up */
  isHeard: boolean;
  unheardTicks: number;
  redialAt: number;
  /** routing ids, latin1, of unproved links that say they are this peer → age in ticks; oldest first */
  readonly claims: Map<string, number>;
}

export class Handshake {
  readonly #nonces: Nonces;
  /** null: forgotten */
  readonly #peers = new Map<NodeId, PeerState | null>();

  /**
   * `redialTicks`: without being heard for so long, a peer is dialled afresh. Each time it takes twice as long, since on
   * a busy machine that ends handshakes which would have succeeded. `mark`: what this node's nonces begin with, by which
   * nodes say that they understand something that not all do.
   */
  constructor(
    private readonly self: NodeId,
    peers: readonly NodeId[],
    private readonly redialTicks: number,
    private readonly mark: Buffer | null = null,
  ) {
    this.#nonces = new Nonces(mark ?? Buffer.alloc(0));
    for (const peer of peers) this.remember(peer);
  }

  /** As if nothing had been said in this peer's name yet. */
  remember(peer: NodeId): void {
    this.#peers.set(peer, {
      nonce: null,
      mark: null,
      proved: null,
      isHeard: false,
      unheardTicks: 0,
      redialAt: this.redialTicks,
      claims: new Map(),
    });
  }

  /** The link dialled to the peer is up, for the first time or again. */
  linkUp(peer: NodeId): readonly Step[] {
    const state = this.#state(peer);
    state.nonce = null; // it spoke of the link before
    state.mark = null;
    state.isHeard = false;
    state.unheardTicks = 0;
    state.redialAt = this.redialTicks;
    return [this.#hello(peer)];
  }

  /** Whether this peer's listener has said that its node understands what a mark stands for: this one's own, or the first part of it. */
  understands(peer: NodeId, mark = this.mark): boolean {
    const theirs = this.#peers.get(peer)?.mark;
    if (mark === null || theirs == null) return false;
    return theirs === mark || mark.equals(theirs.subarray(0, mark.length));
  }

  /** A message reached the listener through some link. Nothing in it is believed. */
  heardAtListener(routingId: Buffer, parts: readonly Buffer[]): readonly Step[] {
    const frame = parts.length === 1 && isRoutingId(routingId) ? decodeLinkFrame(parts[0]!) : null;
    const state = frame?.link === "hello" && frame.to === this.self ? this.#peers.get(frame.from) : undefined;
    if (frame === null || state === undefined) return [{ do: "unconfirmed", claimed: null }];
    if (state === null) return [];
    const peer = frame.from;
    const nonce = this.#nonces.seal(routingId, peer);
    const challenge = encodeLinkFrame({ link: "challenge", from: this.self, to: peer, nonce });
    const steps: Step[] = [{ do: "answer", routingId, frame: challenge }];
    // Answered at once, so that however many others claim this id, the true peer is never crowded out.
    if (state.nonce !== null) steps.push(this.#proof(peer, state.nonce, routingId));
    if (this.#remember(state, routingId)) steps.push({ do: "unconfirmed", claimed: peer });
    return steps;
  }

  /** A link frame came over the link dialled to the peer: the peer itself says it. */
  heardFromPeer(peer: NodeId, bytes: Buffer): readonly Step[] {
    const frame = decodeLinkFrame(bytes);
    if (frame === null || frame.link === "hello" || frame.from !== peer || frame.to !== this.self) {
      return [{ do: "malformed", peer, detail: "sent a link frame that no node sends through its listener" }];
    }
    return frame.link === "challenge"
      ? this.#challenged(peer, frame.nonce)
      : this.#provedBy(peer, frame.nonce);
  }

  /** To be called at a steady interval: repeats hellos that brought no proof, and drops old false claims. */
  tick(): readonly Step[] {
    const steps: Step[] = [];
    for (const [peer, state] of this.#peers) {
      if (state === null) continue;
      if (!state.isHeard) steps.push(this.#isOverdue(state) ? { do: "redial", peer } : this.#hello(peer));
      if (state.proved === null) continue;
      for (const [link, age] of state.claims) {
        if (age < claimAgeTicksMax) state.claims.set(link, age + 1);
        else if (state.claims.delete(link)) steps.push({ do: "unconfirmed", claimed: peer });
      }
    }
    return steps;
  }

  /** Makes the peer say something: it answers every hello. */
  ask(peer: NodeId): readonly Step[] {
    return this.#peers.get(peer) ? [this.#hello(peer)] : [];
  }

  /** Nothing that is said in this peer's name has an answer any more. */
  forget(peer: NodeId): void {
    this.#peers.set(peer, null);
  }

  #challenged(peer: NodeId, nonce: string): readonly Step[] {
    const state = this.#state(peer);
    state.nonce = nonce;
    const mark = this.mark && Buffer.from(nonce.slice(0, 2 * this.mark.length), "hex");
    // the very same, so that whoever asks for each message need not compare
    state.mark = mark !== null && this.mark?.equals(mark) ? this.mark : mark;
    const links = state.proved === null ? [] : [state.proved];
    return [...links, ...state.claims.keys()].map((link) =>
      this.#proof(peer, nonce, Buffer.from(link, "latin1")),
    );
  }

  #provedBy(peer: NodeId, nonce: string): readonly Step[] {
    const state = this.#state(peer);
    const routingId = this.#nonces.open(nonce, peer);
    // An honest peer can hold a nonce that this node's former process made; it will be challenged anew.
    if (routingId === null) return [];
    const link = routingId.toString("latin1");
    const isNew = link !== state.proved;
    const isFirst = isNew || !state.isHeard;
    state.claims.delete(link);
    state.proved = link;
    state.isHeard = true;
    return isFirst ? [{ do: "up", peer, routingId, isNew }] : [];
  }

  #isOverdue(state: PeerState): boolean {
    state.unheardTicks += 1;
    if (state.unheardTicks < state.redialAt) return false;
    state.redialAt *= 2;
    return true;
  }

  /** True if an older claim had to make room. */
  #remember(state: PeerState, routingId: Buffer): boolean {
    const link = routingId.toString("latin1");
    if (link === state.proved || state.claims.has(link)) return false;
    state.claims.set(link, 0);
    if (state.claims.size <= claimsMax) return false;
    const [oldest] = state.claims.keys();
    return state.claims.delete(oldest!);
  }

  #hello(peer: NodeId): Step {
    return { do: "say", peer, frame: encodeLinkFrame({ link: "hello", from: this.self, to: peer }) };
  }

  #proof(peer: NodeId, nonce: string, routingId: Buffer): Step {
    const frame = encodeLinkFrame({ link: "proof", from: this.self, to: peer, nonce });
    return { do: "answer", routingId, frame };
  }

  #state(peer: NodeId): PeerState {
    const state = this.#peers.get(peer);
    if (state == null) throw new RangeError(`node ${peer} is not a peer of node ${this.self}`);
    return state;
  }
}
