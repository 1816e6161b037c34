/** What goes out over the links of a node: what it owes a peer once that link is proved, and again on each new one. */
import type { NodeId } from "../core/group.js";
import { bytesOf, type Message, type Outgoing, type Parts, type Stamp } from "./form.js";
import type { Link } from "./link.js";
import type { LinksOptions } from "./links-options.js";
import { Frames } from "./owed.js";

export class Delivery {
  readonly sent = { framesSent: 0, bytesSent: 0 };
  readonly #frames = new Frames();

  /** `joins`: whether this peer understands what is joined. */
  constructor(
    private readonly options: LinksOptions,
    private readonly joins: (peer: NodeId) => boolean,
  ) {}

  owe(link: Link, message: Message, stage: number | null, instance: number): void {
    const { frames } = this.options.budget;
    if (link.owed.sizeMax >= frames && link.owed.size >= frames) {
      throw new RangeError(`more than ${frames} frames are owed to node ${link.peer.id}`);
    }
    this.#deliver(link, link.owed.add(this.#frames.of(message, stage, instance)));
  }

  /** As it is, and owes it no longer. */
  post(link: Link, parts: Parts): void {
    this.#give(link, { message: parts, number: 0 }, null);
  }

  /** All that is owed, once more. */
  again(link: Link): void {
    for (const frame of link.owed) this.#deliver(link, frame);
  }

  #deliver(link: Link, outgoing: Outgoing): void {
    if (link.routingId === null) return;
    const { stamp: stampOf } = this.options;
    const stamp = stampOf ? stampOf(link.peer.id, outgoing.message) : null;
    if (stamp !== null || !stampOf) this.#give(link, outgoing, stamp);
  }

  /** If the peer's link is proved. */
  #give(link: Link, outgoing: Outgoing, stamp: Stamp | null): void {
    if (link.routingId === null) return;
    this.sent.framesSent += 1;
    this.sent.bytesSent += bytesOf(outgoing.message, outgoing.number);
    link.batch.add(outgoing, stamp, this.joins(link.peer.id));
  }
}
