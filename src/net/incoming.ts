/**
 * What comes over the links of a node: each frame is counted against what its peer may send before anything is made of it,
 * and what was joined on its way is taken apart.
 */
import type { NodeId } from "../core/group.js";
import { bytesOf } from "./form.js";
import type { MemoryGuard } from "./guard.js";
import type { Handshake, Step } from "./handshake.js";
import { isJoined, separate } from "./joined.js";
import type { Link } from "./link.js";
import { isLinkFrame } from "./link-frame.js";
import type { LinksEvents, LinksOptions } from "./links-options.js";
import type { Remembered } from "./told.js";

/** What the links do for it. */
interface Duties {
  /** Not cut, nor closed: what was on its way already is not heard any more. */
  isUp(link: Link): boolean;
  follow(steps: readonly Step[]): void;
  punish(peer: NodeId, kind: "flood" | "malformed", detail: string): void;
  nuisance(what: string): void;
}

export class Incoming {
  readonly received = { framesReceived: 0, bytesReceived: 0 };
  /** links that are not read until the next second */
  readonly #unread: (() => void)[] = [];

  constructor(
    private readonly options: LinksOptions,
    private readonly events: LinksEvents,
    private readonly handshake: Handshake,
    private readonly guard: MemoryGuard,
    private readonly duties: Duties,
  ) {}

  /** In a lasting group what is too much is read later: after a pause of this process, or the network, it comes all at once. */
  read(link: Link, parts: readonly Buffer[]): Promise<void> | void {
    this.#heard(link, parts);
    if (link.isFull) return new Promise((readOn) => this.#unread.push(readOn));
  }

  /** What these may send in a second is theirs again. */
  nextSecond(links: Iterable<Link>): void {
    for (const link of links) {
      link.allowance.renew();
      link.isFull = false;
    }
    for (const readOn of this.#unread.splice(0)) readOn();
  }

  #heard(link: Link, parts: readonly Buffer[]): void {
    if (!this.duties.isUp(link)) return;
    this.guard.heard(link.peer.id);
    link.dialling.heard();
    const first = parts[0]!;
    if (parts.length === 1 && (first.length === 0 || isLinkFrame(first))) this.#heardLinkFrame(link, first);
    else if (this.options.joins && isJoined(parts)) this.#heardJoined(link, first);
    else this.#heardMessage(link, parts, null);
  }

  #heardLinkFrame(link: Link, frame: Buffer): void {
    const peer = link.peer.id;
    const isProbe = frame.length === 0; // of the peer's listener: this link is new
    if (isProbe) link.isRenewed = false;
    const excess = isProbe ? link.allowance.takeProbe() : link.allowance.takeLinkFrame();
    if (excess !== null) this.duties.punish(peer, excess.kind, excess.detail);
    else
      this.duties.follow(isProbe ? this.handshake.linkUp(peer) : this.handshake.heardFromPeer(peer, frame));
  }

  #heardJoined(link: Link, joined: Buffer): void {
    const items = separate(joined, link.memory);
    if (items === null)
      return this.duties.punish(
        link.peer.id,
        "malformed",
        "joined messages in a way that no node joins them",
      );
    for (const item of items) {
      if (!this.duties.isUp(link)) return; // cut for the one before
      if (item.parts !== null) this.#heardMessage(link, item.parts, item.remembered);
      else this.#heardAgain(link, item.remembered, item.number);
    }
  }

  #heardMessage(link: Link, parts: readonly Buffer[], remembered: Remembered | null): void {
    if (this.#isAllowed(link, parts.length, bytesOf(parts, 0)))
      this.events.onFrame(link.peer.id, parts, remembered);
  }

  /**
   * One that is not remembered was lost as it was told, to a node that did not read for long, or came over a link that another
   * has replaced: on a new link all that is owed comes again, whole.
   */
  #heardAgain(link: Link, remembered: Remembered | null, number: number): void {
    if (!this.#isAllowed(link, 1, remembered?.text.length ?? 0)) return;
    if (remembered !== null) return this.events.onAgain?.(link.peer.id, remembered, number);
    if (!link.isRenewed) this.duties.follow([{ do: "redial", peer: link.peer.id }]);
    link.isRenewed = true;
  }

  #isAllowed(link: Link, parts: number, bytes: number): boolean {
    this.received.framesReceived += 1;
    this.received.bytesReceived += bytes;
    const excess = link.allowance.take(parts, bytes);
    link.isFull = excess?.kind === "flood" && this.options.perSecond !== undefined;
    if (link.isFull)
      this.duties.nuisance(`node ${link.peer.id} sends more than a group needs: the rest is read later`);
    if (excess === null || link.isFull) return true;
    this.duties.punish(link.peer.id, excess.kind, excess.detail);
    return false;
  }
}
