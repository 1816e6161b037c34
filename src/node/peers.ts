/**
 * The peers of one node, as long as its links are open: what is sent to them, who has been heard, and who is cut.
 * What they say goes to whoever listens: one agreement, or a group that agrees again and again.
 */
import type { Fault } from "../core/fault.js";
import type { NodeId } from "../core/group.js";
import type { Message } from "../net/form.js";
import { type LinkFault, Links, type LinksOptions } from "../net/links.js";
import type { Remembered } from "../net/told.js";
import {
  formRead,
  frameBytesMax,
  framesHeld,
  framesOwed,
  markOf,
  type RowsForm,
  type WireContext,
} from "../wire/codec.js";
import { Lookout } from "./lookout.js";
import type { NodeOptions } from "./options.js";

/** How often all that a peer owes may come again over new links, before it counts as a flood. */
const RESENDS_MAX = 64;

/** How many agreements a peer of a lasting group may be ahead of this node, or behind it, in a second: what is more is read in the next. */
const AGREEMENTS_APART_MAX = 1000;

export interface Listener {
  /** The links in both directions are up, at first or again. */
  heard(peer: NodeId): void;
  receive(from: NodeId, parts: readonly Buffer[], remembered: Remembered | null): void;
  /** In a group: what came as `remembered`, with this number in the place of another. */
  again?(from: NodeId, remembered: Remembered, number: number): void;
  /** Whoever is named has been cut. */
  linkFault(fault: LinkFault): void;
}

/** The peers as one agreement sees them. */
export interface Company {
  readonly ids: readonly NodeId[];
  /** Whom READY does not wait for any more. */
  readonly heard: readonly NodeId[];
  readonly unheard: readonly NodeId[];
  /** Finds out what keeps those from being heard who have not been. */
  readonly lookout: Pick<Lookout, "look" | "why">;
  /** Those that are cut off. */
  readonly gone: readonly NodeId[];
  /** `stage`: see `settle`; without one it is owed to the end of the agreement. */
  send(to: NodeId, message: Message, instance: number, stage?: number): void;
  /** What was sent to this peer in this agreement for stages before this one has come, and need not be sent again. */
  settle(peer: NodeId, instance: number, before: number): void;
  /** For this fault. */
  cut(peer: NodeId, fault: Fault, nowMs: number): void;
  /** In which form it reads rows, as far as is known. Absent: nobody is asked. */
  reads?(peer: NodeId): RowsForm | undefined;
}

export interface PeersPlan {
  /** How much may come. */
  readonly context: WireContext;
  /** One agreement, or one after the other: so many at once. */
  readonly serve: "one" | { readonly inFlight: number };
  readonly stamp?: LinksOptions["stamp"];
}

export class Peers implements Company {
  readonly ids: readonly NodeId[];
  readonly #heard = new Set<NodeId>();
  readonly #cut = new Set<NodeId>();
  readonly lookout: Lookout;
  #listener: Listener | null = null;
  #links!: Links;

  private constructor(
    options: NodeOptions,
    private readonly isOfOneRun: boolean,
  ) {
    this.ids = options.peers.map(({ id }) => id);
    this.lookout = new Lookout(options, () => this.unheard);
  }

  /** Listens and dials. Nothing comes before whoever waits for this listens. */
  static async open(options: NodeOptions, { context, serve, stamp }: PeersPlan): Promise<Peers> {
    const { self, address, peers, keys } = options;
    const bytesMax = frameBytesMax(context);
    const budgetOf = (times: number) => {
      const frames = framesOwed(context) * times;
      return { frames, bytes: frames * bytesMax };
    };
    const inFlight = serve === "one" ? 0 : serve.inFlight;
    const opened = new Peers(options, serve === "one");
    opened.#links = await Links.open(
      {
        self,
        address,
        peers,
        ...(keys && { keys }),
        frameBytesMax: bytesMax,
        budget: budgetOf(RESENDS_MAX + inFlight),
        ...(inFlight > 0 && { perSecond: budgetOf(AGREEMENTS_APART_MAX), perAgreement: budgetOf(1) }),
        joins: inFlight > 0,
        mark: markOf(context),
        ...(stamp && { stamp }),
        // a report is held as frames and as a tree, on its way in and out
        runBytesMax: 4 * Math.max(1, inFlight) * peers.length * framesHeld(context) * bytesMax,
      },
      {
        onUp: (peer) => {
          opened.#heard.add(peer);
          opened.#listener?.heard(peer);
        },
        onFrame: (from, parts, remembered) => opened.#listener?.receive(from, parts, remembered ?? null),
        onAgain: (from, remembered, number) => opened.#listener?.again?.(from, remembered, number),
        onFault: (fault) => {
          if (fault.from !== null) opened.#cut.add(fault.from);
          opened.#listener?.linkFault(fault);
        },
      },
    );
    return opened;
  }

  /** For what is not of one agreement alone. */
  get links(): Links {
    return this.#links;
  }

  get heard(): readonly NodeId[] {
    return [...this.#heard];
  }

  get unheard(): readonly NodeId[] {
    return this.ids.filter((id) => !this.#heard.has(id));
  }

  get gone(): readonly NodeId[] {
    return [...this.#cut];
  }

  tell(listener: Listener): void {
    this.#listener = listener;
  }

  send(to: NodeId, message: Message, instance: number, stage?: number): void {
    this.#links.send(to, message, stage, instance);
  }

  settle(peer: NodeId, instance: number, before: number): void {
    this.#links.settle(peer, instance, before);
  }

  reads(peer: NodeId): RowsForm | undefined {
    return this.isOfOneRun ? formRead((mark) => this.#links.understands(peer, mark)) : undefined;
  }

  cut(peer: NodeId): void {
    this.#cut.add(peer);
    this.#links.cut(peer);
  }

  /** The link of one that was cut is dialled anew. */
  restore(peer: NodeId): void {
    this.#cut.delete(peer);
    this.#links.restore(peer);
  }

  async close(): Promise<void> {
    this.lookout.close();
    await this.#links.close();
  }
}
