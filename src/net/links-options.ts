/** What the links of a node are opened with, and what they tell. */
import type { NodeId } from "../core/group.js";
import type { Message, Stamp } from "./form.js";
import type { Keys } from "./sockets.js";
import type { Budget } from "./tally.js";
import type { Remembered } from "./told.js";

export interface Peer {
  readonly id: NodeId;
  /** e.g. `tcp://127.0.0.1:7102` */
  readonly address: string;
  /** Z85, 40 characters. With `keys`, a peer without one is never believed nor admitted. */
  readonly publicKey?: string;
}

export interface LinksOptions {
  readonly self: NodeId;
  readonly address: string;
  readonly peers: readonly Peer[];
  /** Absent: plain links, which authenticate nobody; for loopback in a laboratory. */
  readonly keys?: Keys;
  /** The longest frame, header and body together, that any node may send. */
  readonly frameBytesMax: number;
  /** What this node may owe a peer, and what a peer may send to this node as long as the links are open. */
  readonly budget: Budget;
  /** What is read of a peer in a second, where the links serve one run after the other: in the place of `budget`. */
  readonly perSecond?: Budget;
  /** With `perSecond`: what is read beyond it for each agreement that `Links.release` says is over. */
  readonly perAgreement?: Budget;
  /** Joins what one turn of the event loop says to a peer that understands it, and understands it itself (joined.ts). */
  readonly joins?: boolean;
  /** What the nonces of nodes begin with that understand something beyond what all do; with `joins` it is that of joining. */
  readonly mark?: Buffer | null;
  /** What is written into what is owed as it goes to this peer at this time; null: it does not go now, and stays owed. */
  readonly stamp?: (to: NodeId, message: Message) => Stamp | null;
  /** What all that this node owes and is owed in a run takes at the most, bytes, in the memory of its process. */
  readonly runBytesMax?: number;
}

export interface LinkFault {
  /** Null when the liar cannot be known. */
  readonly from: NodeId | null;
  readonly kind: "badLink" | "flood" | "malformed";
  readonly detail: string;
}

export interface LinksEvents {
  /** A frame that this peer sent: a header, and perhaps a body. It can come before `onUp`, and again after it. */
  onFrame(from: NodeId, parts: readonly Buffer[], remembered?: Remembered | null): void;
  /** The frame that came as `remembered`, but with this number in the place of another. Absent: see `joins`. */
  onAgain?(from: NodeId, remembered: Remembered, number: number): void;
  /** The links in both directions are up, and the peer's is proved: at first, and after each reconnection. */
  onUp(peer: NodeId): void;
  onFault(fault: LinkFault): void;
}

/** Counters since the links were opened; resends count as sent. */
export interface LinksStats {
  readonly framesSent: number;
  readonly bytesSent: number;
  readonly framesReceived: number;
  readonly bytesReceived: number;
  /** frames that are kept to be sent again on a new link */
  readonly framesOwed: number;
}
