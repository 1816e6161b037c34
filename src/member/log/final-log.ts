/** What a member does with a block that is final and durable: applies it, keeps it, tells it, and signs what it came to every so often. */
import type { EventEmitter } from "node:events";
import type { Attestation, Kept, Seal } from "../../protocols/simplex/types.js";
import { Cutting } from "./cutting.js";
import { entriesOf } from "./entries.js";
import type { LogEvents } from "./events.js";
import type { LedgerBlock } from "./ledger.js";
import type { LogMemberSetup, Parts } from "./parts.js";
import type { Certified } from "./snapshots.js";

const SNAPSHOT_EVERY = 1000;
const KEEP_BLOCKS = 100_000;

export interface FinalLogSetup {
  readonly parts: Pick<Parts, "store" | "ledger" | "replica" | "seals" | "snapshots" | "waiting">;
  readonly setup: Pick<LogMemberSetup, "snapshotEvery" | "keepBlocks">;
  readonly events: EventEmitter<LogEvents>;
  /** Members, or learners, are others. */
  readonly onChanged: () => void;
  /** Says to all what this member's snapshot is. */
  readonly attest: (attestation: Attestation) => void;
  readonly onFailure: (error: unknown) => void;
}

export class FinalLog {
  readonly #cutting: Cutting;

  constructor(private readonly setup: FinalLogSetup) {
    this.#cutting = new Cutting(setup.parts.store.archive, setup.onFailure);
  }

  commit({ block, hash, finalization }: LedgerBlock): void {
    const { parts, setup, events, onChanged } = this.setup;
    const { ledger, replica, waiting } = parts;
    const { height } = block;
    if (height <= ledger.last) return;
    const before = replica.members;
    const outcomes = replica.apply(height, block.commands);
    const held = { block, hash, finalization, outcomes };
    ledger.add(held);
    this.#cutting.committed(held);
    waiting.pass(height);
    for (const entry of events.listenerCount("committed") > 0 ? entriesOf(held) : [])
      events.emit("committed", entry);
    const isEnd = replica.members.epoch > block.epoch;
    // the last block of an epoch is where the next one begins: what it leaves is that one's to sign
    if (height % (setup.snapshotEvery ?? SNAPSHOT_EVERY) === 0 && !isEnd) this.#snapshot(held);
    if (before !== replica.members) onChanged();
  }

  sealed(seal: Seal): void {
    this.setup.parts.seals.add(seal);
    this.#cutting.sealed(seal);
  }

  certified({ height, state }: Certified): void {
    const { parts, setup, events } = this.setup;
    const { ledger, replica } = parts;
    ledger.prune(Math.min(height, replica.height) - (setup.keepBlocks ?? KEEP_BLOCKS));
    events.emit("snapshot", { height, state });
  }

  /** What of the log has to stay in a journal of so many bytes that is cut now; null: it is not to be cut now. */
  cut(journalBytes: number): Kept[] | null {
    return this.#cutting.due(journalBytes);
  }

  #snapshot({ block, hash }: LedgerBlock): void {
    const { parts, attest, onFailure } = this.setup;
    const { epoch, view, height } = block;
    const text = parts.replica.snapshot();
    parts.snapshots.make({ epoch, view, height, hash }, text).then((attestation) => {
      if (attestation) attest(attestation);
    }, onFailure);
  }
}
