/** Where a node listens: one ROUTER, which only its members' keys may dial, at an address that has been looked up. */
import { randomUUID } from "node:crypto";
import type { Router } from "zeromq";
import { parseAddress } from "../core/address.js";
import { findListening, listensHere, type Note, PortInUseError } from "./listening.js";
import { surface, type Turns } from "./loop.js";
import { listener, refusalOf, type SocketOptions } from "./sockets.js";
import { admit, dismiss } from "./zap.js";
import { attempt, sendOrLose } from "./zeromq.js";

/** Somebody else may take an address, and leave it again before it is looked at. */
const BINDS_MAX = 3;

export interface ListenerOptions extends SocketOptions {
  readonly peers: readonly { readonly publicKey?: string }[];
}

export class Listener {
  readonly #domain = randomUUID();
  readonly #router: Router;
  readonly #hasKeys: boolean;
  #leaves: () => void = () => undefined;
  #gone: Promise<void> = Promise.resolve();

  /** `options.address`: by number */
  private constructor(
    options: ListenerOptions,
    readonly note: Note | null,
    private readonly turns: Turns,
  ) {
    this.#router = listener(options, this.#domain);
    this.#hasKeys = options.keys !== undefined;
  }

  /** Admits, then listens. Hears who was refused from now on, and messages when asked to. Rejects with PortInUseError. */
  static async open(
    options: ListenerOptions,
    turns: Turns,
    onRefusal: (what: string) => void,
  ): Promise<Listener> {
    const { at, note } = await placeOf(options.address);
    const opened = new Listener({ ...options, address: at }, note, turns);
    try {
      await opened.admit(options.peers);
      opened.#watch(onRefusal);
      await opened.#bind(at, options.address);
      return opened;
    } catch (error) {
      await opened.close();
      throw error;
    }
  }

  hear(onMessage: (routingId: Buffer, parts: readonly Buffer[]) => void): void {
    const loop = this.turns.each(this.#router, ([routingId, ...parts]) => onMessage(routingId!, parts));
    void surface(loop);
  }

  /** It is lost where the link is gone. */
  send(routingId: Buffer, parts: readonly Uint8Array[]): void {
    sendOrLose(this.#router, [routingId, ...parts]);
  }

  /** Resolves when what was sent has left, or the linger time is over, and the port is free. */
  async close(): Promise<void> {
    this.#router.close();
    await this.#gone;
    this.#leaves();
    if (this.#hasKeys) await dismiss(this.#domain);
  }

  /** From here on these may dial, and no others; links that are up stay. */
  async admit(peers: ListenerOptions["peers"]): Promise<void> {
    if (!this.#hasKeys) return;
    await admit(
      this.#domain,
      peers.flatMap((peer) => peer.publicKey ?? []),
    );
  }

  /** The monitor counts refused connections; it ends when libzmq has let go of the socket and its port. */
  #watch(onRefusal: (what: string) => void): void {
    this.#gone = surface(
      this.turns.each(this.#router.events, (event) => {
        const refusal = refusalOf(event);
        if (refusal !== null) onRefusal(refusal);
      }),
    );
  }

  /** Where it fails, what is said of the address comes from another look. */
  async #bind(at: string, address: string): Promise<void> {
    for (let tries = 0; tries < BINDS_MAX; tries++) {
      if (await attempt(() => this.#router.bind(at))) {
        this.#leaves = listensHere(at);
        return;
      }
      const spot = await findListening(at);
      if (spot.kind !== "free") throw new PortInUseError(address, spot);
    }
    const cause = "could not be listened on, though nobody else does";
    throw new PortInUseError(address, { cause, fix: "give this node another port" });
  }
}

/** By number. Only what a name stands for is tried out first: of an address that cannot be bound, the bind tells. */
async function placeOf(address: string): Promise<{ at: string; note: Note | null }> {
  if (parseAddress(address)?.kind !== "name") return { at: address, note: null };
  const spot = await findListening(address);
  if (spot.kind !== "free") throw new PortInUseError(address, spot);
  return spot;
}
