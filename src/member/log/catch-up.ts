/**
 * Members that are behind. One that lacks blocks is sent the next ones from this member's disk, with the finalization that
 * proves them; where those are not held any longer, a certified snapshot is offered, and sent piece by piece.
 */
import type { Fault } from "../../core/fault.js";
import type { NodeId } from "../../core/group.js";
import { monotonicMs } from "../../net/clock.js";
import { Allowance } from "../../protocols/simplex/allowance.js";
import { DEFAULT_LIMITS } from "../../protocols/simplex/options.js";
import type { Epoch, Message, Out } from "../../protocols/simplex/types.js";
import { Fetcher } from "./fetcher.js";
import type { Frame } from "./frames.js";
import type { Parts } from "./parts.js";
import type { Certified } from "./snapshots.js";

/** For one peer, of 262,144 characters each: as much as its link takes. */
const PIECES_A_SECOND = 1000;

export interface CatchUpDuties {
  readonly send: (to: NodeId, frame: Frame) => void;
  readonly onFault: (fault: Fault) => void;
  readonly install: (certified: Certified, pieces: readonly string[]) => void;
}

type Of<Kind extends Frame["kind"]> = Extract<Frame, { kind: Kind }>;

export class CatchUp {
  readonly #fetcher: Fetcher;
  readonly #allowance = new Allowance(1000, PIECES_A_SECOND);

  constructor(
    private readonly parts: Pick<Parts, "crypto" | "ledger" | "replica" | "seals" | "snapshots">,
    private readonly duties: CatchUpDuties,
  ) {
    this.#fetcher = new Fetcher(parts.crypto.digest, { send: duties.send, done: duties.install });
  }

  /** To be called every so often: what was asked for and did not come is asked of another. */
  again(): void {
    this.#fetcher.again();
  }

  heard(from: NodeId, frame: Exclude<Frame, { kind: "message" | "at" }>): void {
    if (frame.kind === "offer") this.#offered(from, frame);
    else if (frame.kind === "want") this.#wanted(from, frame);
    else this.#fetcher.piece(frame.height, frame.index, frame.text);
  }

  /** Takes in what is said of snapshots and of the ends of epochs. Whether the machine is to have it, too. */
  learn(from: NodeId, message: Message): boolean {
    const { crypto, seals, snapshots } = this.parts;
    if (message.kind === "attestation") snapshots.hear(from, message.attestation);
    if (message.kind !== "seal") return message.kind !== "attestation";
    const fault = seals.learn(message.seal, crypto);
    if (fault === null) return true;
    this.#blame(from, `an end of the epoch: ${fault}`);
    return false;
  }

  /** A peer lacks blocks that the machine let go. */
  answer({ by, epoch, above }: Extract<Out, { kind: "asked" }>): void {
    const { ledger, snapshots, seals } = this.parts;
    const { send } = this.duties;
    let chars = 0;
    const window = ledger.window({ epoch, above, seal: seals.at(epoch) }, ({ commands }, count) => {
      chars += commands.reduce((sum, { length }) => sum + length, 0);
      return count < DEFAULT_LIMITS.windowBlocks && chars <= DEFAULT_LIMITS.blockCharsMax;
    });
    if (window) return send(by, { kind: "message", message: { kind: "blocks", epoch, ...window } });
    const offer = above + 1 < ledger.first ? snapshots.offer() : null;
    if (!offer) return;
    this.tellSeals(by, epoch, offer.certified.epoch);
    send(by, { kind: "offer", ...offer });
  }

  /** A peer does not know how the epochs ended from this one on. */
  tellSeals(to: NodeId, from: Epoch, below: Epoch): void {
    for (const seal of this.parts.seals.between(from, below))
      this.duties.send(to, { kind: "message", message: { kind: "seal", seal } });
  }

  #wanted(from: NodeId, { height, index }: Of<"want">): void {
    if (!this.#allowance.take(from, monotonicMs())) return;
    const text = this.parts.snapshots.piece(height, index);
    if (text !== null) this.duties.send(from, { kind: "piece", height, index, text });
  }

  #offered(from: NodeId, { certified, leaves }: Of<"offer">): void {
    const { replica, snapshots } = this.parts;
    if (certified.height <= replica.height) return;
    const fault = snapshots.faultOf(certified);
    if (fault === null && this.#fetcher.offered(from, certified, leaves)) return;
    const why = fault ?? "its pieces are not those of its state";
    this.#blame(from, `offered a snapshot that nobody certified: ${why}`);
  }

  #blame(from: NodeId, detail: string): void {
    this.duties.onFault({ from, round: null, kind: "badCertificate", detail });
  }
}
