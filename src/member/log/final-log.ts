/** What a member does with a block that is final and durable: applies it, keeps it, tells it, and signs what it came to every so often. */
import { emptyBlock } from "../../protocols/simplex/seal.js";
import type { Attestation, Kept, Seal } from "../../protocols/simplex/types.js";
import type { Archive } from "../../store/archive.js";
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
  /** Whether anybody listens to what is committed. */
  readonly hasListeners: () => boolean;
  readonly tell: <Name extends keyof LogEvents>(name: Name, ...told: LogEvents[Name]) => void;
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
    const { parts, setup, onChanged, hasListeners, tell } = this.setup;
    const { ledger, replica, waiting } = parts;
    const { height } = block;
    if (height <= ledger.last) return;
    const before = replica.members;
    const outcomes = replica.apply(height, block.commands);
    const held = { block, hash, finalization, outcomes };
    ledger.add(held);
    this.#cutting.committed(held);
    waiting.pass(height);
    for (const entry of hasListeners() ? entriesOf(held) : []) tell("committed", entry);
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
    const { parts, setup, tell } = this.setup;
    const { ledger, snapshots } = parts;
    // a quorum may have come further than this member, which would start from its own snapshot
    const begins = Math.min(height, snapshots.newest?.height ?? 0);
    ledger.prune(begins - (setup.keepBlocks ?? KEEP_BLOCKS));
    tell("snapshot", { height, state });
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

const JOURNAL_BYTES = 8 * 1024 * 1024;

/**
 * When a member's journal has become long: first all that is final is made durable in the archive, which goes on beside
 * the turns, and then the journal is cut at the end of a turn to what is left. What became final in between stays in it.
 */
export class Cutting {
  /** what is final since the archive was begun to be synced; null: it is not being synced */
  #young: Kept[] | null = null;
  #isSynced = false;

  constructor(
    private readonly archive: Archive,
    private readonly onFailure: (error: unknown) => void,
  ) {}

  committed({ block, finalization }: Pick<LedgerBlock, "block" | "finalization">): void {
    this.#young?.push({ entry: "block", block });
    if (finalization) this.#young?.push({ entry: "certificate", certificate: finalization });
  }

  /** An epoch has ended; its last block was told before. */
  sealed({ headers, finalization }: Seal): void {
    for (const header of headers) this.committed({ block: emptyBlock(header), finalization: null });
    this.#young?.push({ entry: "certificate", certificate: finalization });
  }

  /** What of the log has to stay in the journal that is cut now; null: it is not to be cut now. */
  due(journalBytes: number): Kept[] | null {
    if (this.#isSynced) return this.#left();
    if (this.#young === null && journalBytes > JOURNAL_BYTES) this.#sync();
    return null;
  }

  #sync(): void {
    this.#young = [];
    this.archive.sync().then(() => {
      this.#isSynced = true;
    }, this.onFailure);
  }

  #left(): Kept[] {
    const young = this.#young ?? [];
    this.#young = null;
    this.#isSynced = false;
    return young;
  }
}
