/**
 * When a member's journal has become long: first all that is final is made durable in the archive, which goes on beside
 * the turns, and then the journal is cut at the end of a turn to what is left. What became final in between stays in it.
 */
import { emptyBlock } from "../../protocols/simplex/seal.js";
import type { Kept, Seal } from "../../protocols/simplex/types.js";
import type { Archive } from "../../store/archive.js";
import type { LedgerBlock } from "./ledger.js";

const JOURNAL_BYTES = 8 * 1024 * 1024;

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
