/**
 * The end of an epoch. A block that changes the members is the last of its epoch, once it is final; the blocks that were
 * built on it before that was known are empty, have no height of their own, and are dropped. A seal is what shows that end to
 * whoever knows the epoch's members: so from the first configuration on, seal by seal, to the members of today.
 */
import { hashOf, hashOfHeader, headerOf, rootOf } from "./block.js";
import { certificateFault, type Membership } from "./statement.js";
import type { Block, Certificate, Crypto, Hash, Header, Seal } from "./types.js";

/** `path`: blocks up to the finalized one, that of hash `last` among them, which ends the epoch. */
export function sealOf(
  path: readonly (readonly [Hash, Block])[],
  last: Hash,
  finalization: Certificate,
  digest: Crypto["digest"],
): Seal {
  const at = path.findIndex(([hash]) => hash === last);
  const block = (path[at] as (typeof path)[number])[1];
  const headers = path.slice(at + 1).map(([, one]) => headerOf(one, digest));
  return { epoch: block.epoch, block, headers, finalization };
}

/** What is wrong with a seal, or null. That its block does change the members is not looked at here. */
export function sealFault(
  membership: Membership,
  { epoch, block, headers, finalization }: Seal,
  { digest, verify }: Pick<Crypto, "digest" | "verify">,
): string | null {
  if (epoch !== membership.epoch || [block, ...headers].some((one) => one.epoch !== epoch))
    return `it is not of epoch ${membership.epoch}`;
  let last = hashOf(block, digest);
  for (const header of headers) {
    if (header.parent !== last) return "its blocks do not follow each other";
    if (header.count > 0 || header.root !== rootOf([], digest)) return "a block behind its own has commands";
    last = hashOfHeader(header, digest);
  }
  if (finalization.kind !== "finalize" || finalization.hash !== last)
    return "its finalization is not that of its last block";
  return certificateFault(membership, finalization, verify);
}

/** The block that such a header stands for. */
export function emptyBlock({ epoch, view, height, parent }: Header): Block {
  return { epoch, view, height, parent, commands: [] };
}
