/**
 * The way to one peer: its name is looked up here, again and again while the link is not up, and libzmq is given one
 * address at a time. A name may stand for several: the next one gets its turn where an attempt failed or took too long.
 * libzmq itself goes on dialling the address that it has.
 */
import type { Dealer, Observer } from "zeromq";
import { type Address, addressOf, parseAddress } from "../core/address.js";
import { monotonicMs } from "./clock.js";
import { surface, type Turns } from "./loop.js";
import { lookUp } from "./names.js";
import { attempt } from "./zeromq.js";

/** ms that a connection may take; a lost packet is sent again after one second. */
const CONNECT_MS_MAX = 3_000;

/** ms from one look-up to the next, doubled each time. */
const PAUSE_MS_MIN = 1_000;
const PAUSE_MS_MAX = 4_000;

export class Dialling {
  readonly #target: Address;
  readonly #given = new AbortController();
  readonly #silence = new Silence();
  #addresses: readonly string[] = [];
  /** the address that libzmq dials, with its port */
  #at: string | null = null;
  #dialledAtMs = 0;
  #isConnected = false;
  #hasFailed = false;
  #isUp = false;
  #isLooking = false;
  #lookAtMs = 0;
  #pauseMs = PAUSE_MS_MIN;

  /** Dials at once where the host is a number. */
  constructor(
    private readonly dealer: Dealer,
    address: string,
    turns: Turns,
  ) {
    const target = parseAddress(address);
    if (target === null) throw new RangeError(`${address} is not an address`);
    this.#target = target;
    if (target.kind !== "name") {
      this.#dial(target.host);
      return;
    }
    // only where there is a choice, since a monitor takes descriptors
    void surface(turns.each(dealer.events, (event) => this.#saw(event)));
    void this.#look();
  }

  /** Something came over the link. */
  heard(): void {
    this.#silence.heard();
    this.#isUp = true;
    this.#pauseMs = PAUSE_MS_MIN;
  }

  /**
   * To be called four times a second. `isWatched`: the link was up, and is to be for long. Returns whether the peer is to be asked
   * something.
   */
  tick(isWatched: boolean): boolean {
    const due = isWatched ? this.#silence.tick() : null;
    if (due === "redial") this.again();
    else this.#tryOthers();
    return due === "ask";
  }

  #tryOthers(): void {
    if (this.#target.kind !== "name" || this.#isUp) return;
    const now = monotonicMs();
    if (!this.#isLooking && now >= this.#lookAtMs) void this.#look();
    const isOverdue = !this.#isConnected && now - this.#dialledAtMs > CONNECT_MS_MAX;
    if (this.#addresses.length > 1 && (this.#hasFailed || isOverdue)) this.#next();
  }

  /** libzmq may have given an address up for good: it is dialled as if for the first time. */
  again(): void {
    if (this.#addresses.length > 1) this.#next();
    else if (this.#at !== null) this.#connect(this.#at);
  }

  /** The link was up, is to be for long, and the peer has answered nothing, so that it was dialled again. */
  get isSilent(): boolean {
    return this.#silence.isBroken;
  }

  close(): void {
    if (this.#isLooking) this.#given.abort();
  }

  async #look(): Promise<void> {
    this.#isLooking = true;
    const found = await lookUp(this.#target.host, { signal: this.#given.signal });
    this.#isLooking = false;
    if (this.#given.signal.aborted) return;
    this.#lookAtMs = monotonicMs() + this.#pauseMs;
    this.#pauseMs = Math.min(2 * this.#pauseMs, PAUSE_MS_MAX);
    // where nobody knows the name now, an address that was known is better than none
    if (!("addresses" in found)) return;
    this.#addresses = found.addresses;
    const isKnown = this.#addresses.some((host) => this.#endpoint(host) === this.#at);
    if (!this.#isUp && !isKnown) this.#dial(this.#addresses[0]!);
  }

  #next(): void {
    const now = this.#addresses.findIndex((host) => this.#endpoint(host) === this.#at);
    this.#dial(this.#addresses[(now + 1) % this.#addresses.length]!);
  }

  #dial(host: string): void {
    this.#connect(this.#endpoint(host));
  }

  #connect(endpoint: string): void {
    const before = this.#at;
    this.#at = endpoint;
    this.#isConnected = false;
    this.#hasFailed = false;
    this.#dialledAtMs = monotonicMs();
    void attempt(() => before !== null && this.dealer.disconnect(before));
    void attempt(() => {
      this.dealer.ipv6 = endpoint.includes("[");
      this.dealer.connect(endpoint);
    });
  }

  #endpoint(host: string): string {
    return addressOf(host, this.#target.port);
  }

  #saw(event: Awaited<ReturnType<Observer["receive"]>>): void {
    // of the address before, an attempt is ended when it is left
    if (!("address" in event) || event.address !== this.#at) return;
    switch (event.type) {
      case "connect":
        this.#isConnected = true;
        return;
      case "disconnect":
        this.#isConnected = false;
        this.#isUp = false;
        this.#dialledAtMs = monotonicMs();
        return;
      case "close":
      case "handshake:error:auth":
      case "handshake:error:protocol":
      case "handshake:error:other":
        this.#isConnected = false;
        this.#isUp = false;
        this.#hasFailed = true;
        return;
    }
  }
}

/** Ticks of a link, four a second. */
const PATIENCE_TICKS = 40;
const PATIENCE_TICKS_MAX = 16 * PATIENCE_TICKS;

/**
 * Links that end unseen. Where what comes over a connection cannot be decrypted, for a byte was damaged that TCP's checksum let
 * pass, libzmq ends the connection and does not dial again (session_base.cpp, `engine_error`), and nothing of it is told here. What the
 * peer says is lost from then on, although it hears all. In a run that is over in seconds the peer is late; in a group that
 * goes on for years it would be missing for good. So who is silent for long is asked something, and where no answer comes, it is
 * dialled again, which costs an honest peer nothing. Again and again, each time after twice as long.
 */
class Silence {
  #ticks = 0;
  #patience = PATIENCE_TICKS;

  heard(): void {
    this.#ticks = 0;
    this.#patience = PATIENCE_TICKS;
  }

  get isBroken(): boolean {
    return this.#patience > PATIENCE_TICKS;
  }

  /** To be called at a steady interval. */
  tick(): "ask" | "redial" | null {
    this.#ticks += 1;
    if (this.#ticks === this.#patience) return "ask";
    if (this.#ticks < 2 * this.#patience) return null;
    this.#ticks = 0;
    this.#patience = Math.min(2 * this.#patience, PATIENCE_TICKS_MAX);
    return "redial";
  }
}
