/** The final blocks of a log, as a member holds them on its disk: what they came to, and what proves them. */

import type { Outcome } from "../../log/replica.js";
import { headerOf, pathOf } from "../../protocols/simplex/block.js";
import { emptyBlock } from "../../protocols/simplex/seal.js";
import type { Base, Block, Certificate, Epoch, Hash, Header, Seal } from "../../protocols/simplex/types.js";
import type { Archive } from "../../store/archive.js";
import { AFRESH, StoreError } from "../../store/failure.js";

export interface LedgerBlock {
  readonly block: Block;
  readonly hash: Hash;
  /** its own, or null: that of a later block covers it */
  readonly finalization: Certificate | null;
  readonly outcomes: readonly Outcome[];
}

/** A command's place in its block, and the way from that block to a finalized one. */
interface Proof {
  /** the text that stands in the block */
  readonly command: string;
  readonly path: readonly Hash[];
  /** the block's own first, each the parent of the next */
  readonly headers: readonly Header[];
  /** of the last header's block */
  readonly finalization: Certificate;
}

export interface EntryProof extends Proof {
  readonly version: 1;
  readonly height: number;
  readonly index: number;
  /** the ends of all epochs before that of the finalization: they lead from the first members to those that signed it */
  readonly seals: readonly Seal[];
}

const keyOf = (height: number): string => `block/${String(height).padStart(16, "0")}`;
const heightIn = (key: string): number => Number(key.slice("block/".length));
const BELOW_ALL = "block/";
const ABOVE_ALL = "block0";

/** A proof that takes more headers than this is none that a loyal member ever has to give. */
const HEADERS_MAX = 10_000;

export class Ledger {
  #first: number;
  #last: number;

  private constructor(
    private readonly archive: Archive,
    first: number,
    last: number,
  ) {
    this.#first = first;
    this.#last = last;
  }

  /** `after`: the height of the snapshot that the log begins behind here. Throws `StoreError` for a hole. */
  static async open(archive: Archive, after: number): Promise<Ledger> {
    const heights = (await archive.keys(BELOW_ALL, ABOVE_ALL)).map(heightIn);
    const first = heights[0] ?? after + 1;
    const last = heights.at(-1) ?? after;
    const hole = heights.findIndex((height, index) => height !== first + index);
    if (hole >= 0 || first > after + 1) {
      const missing = hole >= 0 ? first + hole : after + 1;
      throw new StoreError("damaged", `block ${missing} is missing in ${archive.folder}`, AFRESH);
    }
    const ledger = new Ledger(archive, first, last);
    // a snapshot was taken in the place of what was here, and this process ended before that was gone
    if (last < after) ledger.restart(after);
    return ledger;
  }

  /** The first height that is held; one more than `last` where none is. */
  get first(): number {
    return this.#first;
  }

  get last(): number {
    return this.#last;
  }

  add(added: LedgerBlock): void {
    this.#last = added.block.height;
    this.archive.put(keyOf(this.#last), JSON.stringify(added));
  }

  at(height: number): LedgerBlock | null {
    if (height < this.#first || height > this.#last) return null;
    const text = this.archive.get(keyOf(height));
    if (text === null)
      throw new StoreError("damaged", `block ${height} is missing in ${this.archive.folder}`, AFRESH);
    return JSON.parse(text) as LedgerBlock;
  }

  /** The epoch's last block here with a finalization of its own. */
  base(epoch: Epoch): Base | null {
    for (let height = this.#last; height >= this.#first; height--) {
      const { block, hash, finalization } = this.at(height) as LedgerBlock;
      if (block.epoch < epoch) return null;
      if (finalization) return { view: block.view, height, hash, finalization };
    }
    return null;
  }

  /** What is below this height is not held any longer. */
  prune(below: number): void {
    for (; this.#first < below && this.#first <= this.#last; this.#first++)
      this.archive.delete(keyOf(this.#first));
  }

  /** A snapshot of this height takes the place of all that was here. */
  restart(after: number): void {
    this.prune(this.#last + 1);
    this.#first = after + 1;
    this.#last = after;
  }

  /**
   * The epoch's blocks behind `above`, up to the last that a finalization within `fits` covers; null: there is none, or they
   * are not held any longer. `seal`: the end of that epoch, if it is over.
   */
  window(
    { epoch, above, seal }: { readonly epoch: Epoch; readonly above: number; readonly seal: Seal | null },
    fits: (block: Block, count: number) => boolean,
  ): { readonly blocks: readonly Block[]; readonly finalization: Certificate } | null {
    const blocks: Block[] = [];
    let found: { count: number; finalization: Certificate } | null = null;
    for (let height = above + 1; height <= this.#last; height++) {
      const held = this.at(height);
      if (
        !held ||
        held.block.epoch !== epoch ||
        !(fits(held.block, blocks.length) || (!found && blocks.length < HEADERS_MAX))
      )
        break;
      blocks.push(held.block);
      if (seal?.block.height === height)
        return { blocks: [...blocks, ...seal.headers.map(emptyBlock)], finalization: seal.finalization };
      if (held.finalization) found = { count: blocks.length, finalization: held.finalization };
    }
    return found && { blocks: blocks.slice(0, found.count), finalization: found.finalization };
  }

  /** Null: the height is not held, or nothing above it has a finalization here yet. */
  proof(
    { height, index }: Pick<EntryProof, "height" | "index">,
    sealOf: (epoch: Epoch) => Seal | null,
    digest: (text: string) => Hash,
  ): Proof | null {
    const { commands = [] } = this.at(height)?.block ?? {};
    const command = commands[index];
    if (command === undefined) return null;
    const path = pathOf(commands, index, digest);
    const headers: Header[] = [];
    for (let at = height; headers.length < HEADERS_MAX; at++) {
      const held = this.at(at);
      if (!held) return null;
      headers.push(headerOf(held.block, digest));
      const seal = sealOf(held.block.epoch);
      if (seal?.block.height === at)
        return { command, path, headers: [...headers, ...seal.headers], finalization: seal.finalization };
      if (held.finalization) return { command, path, headers, finalization: held.finalization };
    }
    return null;
  }
}
