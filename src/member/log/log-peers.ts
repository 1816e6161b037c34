/** The peers of a log's member over their links: who is heard, who is not listened to for a while, and who comes and goes. */
import type { Fault } from "../../core/fault.js";
import type { NodeId } from "../../core/group.js";
import { MEMBERS_MAX } from "../../log/members.js";
import { monotonicMs } from "../../net/clock.js";
import type { Links, LinksStats, Peer } from "../../net/links.js";
import { Allowance } from "../../protocols/simplex/allowance.js";
import { type Frame, FrameCodec } from "./frames.js";
import type { LogIdentity } from "./identity.js";
import { openLinks } from "./linking.js";

/** A peer with more of them is not listened to for a while: each costs work, the check of a signature perhaps. */
const FAULTS_A_SECOND = 1000;

/** A flooder's link is dialled again after that: its next process may be another. */
const CUT_OFF_MS = 5000;

export interface PeersListener {
  up(peer: NodeId): void;
  receive(from: NodeId, frame: Frame): void;
  fault(fault: Fault): void;
}

export class LogPeers {
  readonly #patience = new Allowance(1000, FAULTS_A_SECOND);
  readonly #codec = new FrameCodec(MEMBERS_MAX);
  #present: readonly Peer[] = [];
  #links: Links | null = null;

  /** `named`: those that the log says are peers now. */
  constructor(
    private readonly identity: LogIdentity,
    private readonly named: () => readonly Peer[],
    private readonly listener: PeersListener,
  ) {}

  /** Listens, and dials. Rejects with `PortInUseError`. */
  async connect(): Promise<void> {
    this.#present = this.named();
    this.#links = await openLinks(this.identity, this.#present, {
      onUp: (peer) => this.listener.up(peer),
      onFrame: (from, parts) => this.#receive(from, parts),
      onFault: ({ from, kind, detail }) => {
        if (from !== null) this.#cutOff(from);
        this.listener.fault({ from, round: null, kind, detail });
      },
    });
    // what the journal held may have changed them
    await this.#links.meet(this.#present);
  }

  get ids(): readonly NodeId[] {
    return this.#present.map(({ id }) => id);
  }

  /** Whose links are up in both directions; one that went silent is missed after 20 s. */
  get heard(): readonly NodeId[] {
    return this.ids.filter((id) => this.#links?.hears(id)).toSorted((a, b) => a - b);
  }

  get stats(): LinksStats | undefined {
    return this.#links?.stats();
  }

  /** The log names others: links go with them. */
  async meet(): Promise<void> {
    this.#present = this.named();
    await this.#links?.meet(this.#present);
  }

  encode(frame: Frame): Uint8Array {
    return this.#codec.encode(frame);
  }

  /** Who was a peer when something was said to it may be none any more. */
  post(peer: NodeId, frame: Uint8Array): void {
    if (this.#present.some(({ id }) => id === peer)) this.#links?.post(peer, [frame]);
  }

  blame(fault: Fault): void {
    this.listener.fault(fault);
    const { from } = fault;
    if (from === null || this.#patience.take(from, monotonicMs())) return;
    if (this.#links?.cut(from)) this.#cutOff(from);
  }

  async close(): Promise<void> {
    await this.#links?.close();
  }

  #receive(from: NodeId, parts: readonly Buffer[]): void {
    for (const frame of this.#codec.decodeAll(...parts)) {
      if ("fault" in frame) this.blame({ from, round: null, kind: "malformed", detail: frame.fault });
      else this.listener.receive(from, frame);
    }
  }

  #cutOff(peer: NodeId): void {
    setTimeout(() => this.#links?.restore(peer), CUT_OFF_MS).unref();
  }
}
