/**
 * Blocks and their hashes. A block's hash is that of its header, which holds the root of a hash tree over the commands
 * (as in RFC 9162, §2.1: leaves and inner nodes are told apart, and a list is split at the largest power of two below its
 * length). So whoever has a header checks a single command by the path from its leaf to the root.
 */
import type { Block, Command, Crypto, Hash, Header, Height, Limits } from "./types.js";

type Digest = Crypto["digest"];

export function headerOf({ commands, ...place }: Block, digest: Digest): Header {
  const { epoch, view, height, parent } = place;
  return { epoch, view, height, parent, count: commands.length, root: rootOf(commands, digest) };
}

export function hashOfHeader({ epoch, view, height, parent, count, root }: Header, digest: Digest): Hash {
  return digest(JSON.stringify({ strategos: 1, block: { epoch, view, height, parent, count, root } }));
}

export function hashOf(block: Block, digest: Digest): Hash {
  return hashOfHeader(headerOf(block, digest), digest);
}

/** The hash that an epoch's first block builds on, where no log stands before it. */
export function genesisHash(group: Hash, digest: Digest): Hash {
  return digest(JSON.stringify({ strategos: 1, genesis: group }));
}

export function rootOf(commands: readonly Command[], digest: Digest): Hash {
  if (commands.length === 0) return digest("empty");
  if (commands.length === 1) return leafOf(commands[0] as Command, digest);
  const half = splitOf(commands.length);
  return digest(`node:${rootOf(commands.slice(0, half), digest)}${rootOf(commands.slice(half), digest)}`);
}

/** The neighbours on the way from the command's leaf to the root, from below. */
export function pathOf(commands: readonly Command[], index: number, digest: Digest): Hash[] {
  if (commands.length <= 1) return [];
  const half = splitOf(commands.length);
  const [left, right] = [commands.slice(0, half), commands.slice(half)];
  return index < half
    ? [...pathOf(left, index, digest), rootOf(right, digest)]
    : [...pathOf(right, index - half, digest), rootOf(left, digest)];
}

/** The root that such a path leads to; null where it is not as long as it must be. */
export function rootThrough(
  command: Command,
  index: number,
  count: number,
  path: readonly Hash[],
  digest: Digest,
): Hash | null {
  if (!(index >= 0 && index < count)) return null;
  if (count === 1) return path.length === 0 ? leafOf(command, digest) : null;
  const neighbour = path.at(-1);
  if (neighbour === undefined) return null;
  const half = splitOf(count);
  const rest = path.slice(0, -1);
  const isLeft = index < half;
  const below = rootThrough(
    command,
    isLeft ? index : index - half,
    isLeft ? half : count - half,
    rest,
    digest,
  );
  if (below === null) return null;
  return digest(isLeft ? `node:${below}${neighbour}` : `node:${neighbour}${below}`);
}

/** As JSON, in which half of a surrogate pair is written out: in UTF-8 all halves would be the same. */
function leafOf(command: Command, digest: Digest): Hash {
  return digest(`leaf:${JSON.stringify(command)}`);
}

/** The largest power of two below `count`, which is above 1. */
function splitOf(count: number): number {
  return 2 ** Math.ceil(Math.log2(count) - 1);
}

/** What is wrong with a block by itself, or null. */
export function formFault({ view, height, commands }: Block, limits: Limits): string | null {
  if (view < 1) return `it is of view ${view}, and views begin at 1`;
  if (height < 1) return `its height is ${height}, and heights begin at 1`;
  if (commands.length > limits.blockCommandsMax) {
    return `it has ${commands.length} commands, and ${limits.blockCommandsMax} is the most`;
  }
  const chars = commands.map(({ length }) => length);
  const long = chars.find((count) => count > limits.commandCharsMax);
  if (long !== undefined)
    return `a command takes ${long} characters, and ${limits.commandCharsMax} is the most`;
  const all = chars.reduce((sum, count) => sum + count, 0);
  if (all > limits.blockCharsMax) {
    return `its commands take ${all} characters, and ${limits.blockCharsMax} is the most`;
  }
  if (new Set(commands).size < commands.length) return "it has a command twice";
  return null;
}

/** Where a block stands, as far as its children must know. */
export interface Place {
  readonly view: number;
  readonly height: Height;
  /** whether it or a block before it ends the epoch */
  readonly isSealed: boolean;
}

/** What is wrong with a block on this parent, or null. */
export function placeFault({ view, height, commands }: Block, parent: Place): string | null {
  if (view <= parent.view) return `its parent is of view ${parent.view}, which is not before view ${view}`;
  const due = parent.isSealed ? parent.height : parent.height + 1;
  if (height !== due) return `its height is ${height}, and on its parent it is ${due}`;
  if (parent.isSealed && commands.length > 0) return "it has commands, behind a block that ends the epoch";
  return null;
}
