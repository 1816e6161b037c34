/**
 * The blocks that a member holds, as the tree they form above the log: which are whole down to it, which are missing, and the
 * last ones of the log itself, for those who ask.
 */
import type { Place } from "./block.js";
import type { Base, Block, Command, Hash, Height } from "./types.js";

/** What a block takes beside its commands. */
const BLOCK_CHARS = 512;

export class Chain {
  readonly #blocks = new Map<Hash, Block>();
  /** the last blocks of the log, by height */
  readonly #recent: Hash[] = [];
  /** the end of the log: committed, and nothing before it is needed */
  #end: Place & { readonly hash: Hash };

  constructor(
    base: Base,
    private readonly recentMax: number,
    private readonly seals: (block: Block) => boolean,
  ) {
    this.#end = { view: base.view, height: base.height, hash: base.hash, isSealed: false };
  }

  get end(): Place & { readonly hash: Hash } {
    return this.#end;
  }

  has(hash: Hash): boolean {
    return this.#blocks.has(hash);
  }

  get(hash: Hash): Block | undefined {
    return this.#blocks.get(hash);
  }

  add(hash: Hash, block: Block): void {
    this.#blocks.set(hash, block);
  }

  /** About how much room all that is held takes, in characters. */
  get chars(): number {
    let chars = 0;
    for (const { commands } of this.#blocks.values())
      chars += commands.reduce((sum, { length }) => sum + length, BLOCK_CHARS);
    return chars;
  }

  /**
   * The blocks behind the end of the log up to this one, ascending; or the hash that is missing on the way; or null: the
   * way leads past the end.
   */
  pathTo(hash: Hash): readonly (readonly [Hash, Block])[] | { readonly missing: Hash } | null {
    const path: [Hash, Block][] = [];
    for (let at = hash; at !== this.#end.hash; ) {
      const block = this.#blocks.get(at);
      if (!block) return { missing: at };
      if (block.view <= this.#end.view) return null;
      path.push([at, block]);
      at = block.parent;
    }
    return path.reverse();
  }

  /** The commands of blocks that are not final yet, up to this one. */
  commandsTo(hash: Hash): Set<Command> {
    const path = this.pathTo(hash);
    return new Set(isWhole(path) ? path.flatMap(([, { commands }]) => commands) : []);
  }

  /** Where a block stands whose ancestors are all held; null where one is missing. */
  placeOf(hash: Hash): Place | null {
    const path = this.pathTo(hash);
    if (!isWhole(path)) return null;
    const last = path.at(-1)?.[1] ?? this.#end;
    const isSealed = this.#end.isSealed || path.some(([, block]) => this.seals(block));
    return { view: last.view, height: last.height, isSealed };
  }

  /** The next block of the log. Whatever is of a view before it is of no use any more. */
  commit(hash: Hash, block: Block): void {
    const isSealed = this.#end.isSealed || this.seals(block);
    this.#end = { view: block.view, height: block.height, hash, isSealed };
    this.#blocks.set(hash, block);
    this.#recent.push(hash);
    const kept = new Set(this.#recent);
    for (const [other, { view }] of this.#blocks) {
      if (view <= block.view && !kept.has(other)) this.#blocks.delete(other);
    }
    while (this.#recent.length > this.recentMax) this.#blocks.delete(this.#recent.shift() as Hash);
  }

  /**
   * The blocks above a height up to this one, ascending; where `fits` does not take all, the last ones of them. Null: they
   * are not all here.
   */
  above(height: Height, hash: Hash, fits: (block: Block, count: number) => boolean): Block[] | null {
    const path: Block[] = [];
    for (let at = hash; ; ) {
      const block = this.#blocks.get(at);
      if (!block) return null;
      if (!fits(block, path.length)) return path.length > 0 ? path.reverse() : null;
      path.push(block);
      if (block.height <= height + 1) return path.reverse();
      at = block.parent;
    }
  }
}

export function isWhole(path: ReturnType<Chain["pathTo"]>): path is readonly (readonly [Hash, Block])[] {
  return Array.isArray(path);
}
