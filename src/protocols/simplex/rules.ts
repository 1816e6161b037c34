/**
 * The rules of Simplex that make it safe, each a function of what a member holds and has signed; machine.ts asks them, and
 * the rule checker (check/votes.ts) takes the very same ones through all worlds of votes.
 *
 * Why they are enough. Lemmas and theorem are those of Chan and Pass, §3.2 (eprint 2023/463, version of June 2023); the third
 * vote stands in the place of the paper's finalize message, the nullify vote in that of its vote for the dummy block:
 *  1. Any two quorums share a loyal member: 2q − n > f. (The count in the proofs of Lemmas 3.2 and 3.3.)
 *  2. So a view has at most one notarized block: a loyal member would have notarized twice. (Lemma 3.2.)
 *  3. So no view is both finalized and nullified: a loyal member would have sent both votes. (Lemma 3.3.)
 *  4. So whatever is notarized after a finalized block builds on it: its justification goes down from view to view, each
 *     nullified, and cannot pass the finalized one, where it finds no other block. (Theorem 3.1, Consistency.)
 */
import type { NodeId } from "../../core/group.js";
import type { Hash, View, VoteKind } from "./types.js";

/** How many members may be faulty among n: fewer than a third. */
export function faultyMax(n: number): number {
  return Math.floor((n - 1) / 3);
}

/** The least q whose any two quorums share a loyal member. (2f+1 would do at n = 3f+1 only: at n=6 two threes share nobody.) */
export function quorumOf(n: number): number {
  return Math.floor((n + faultyMax(n)) / 2) + 1;
}

/** Round robin, so that f faulty members in a row are the most there are. */
export function leaderOf(members: readonly NodeId[], view: View): NodeId {
  return members[(view - 1) % members.length] as NodeId;
}

/** Which votes a member has given in a view: by kind, for which block; nullify votes are for none. */
export type Given = Partial<Readonly<Record<VoteKind, unknown>>>;

/** One block a view; a nullify vote given does not matter, for it says nothing of blocks. */
export function mayNotarize(given: Given): boolean {
  return given.notarize === undefined;
}

/** Nullify xor finalize. */
function mayNullify(given: Given): boolean {
  return given.nullify === undefined && given.finalize === undefined;
}

function mayFinalize(given: Given): boolean {
  return given.nullify === undefined && given.finalize === undefined;
}

/** What a member holds of views below: each view's certified block, by notarization or finalization, and whether it is nullified. */
export interface Certified {
  blockOf(view: View): Hash | null;
  isNullified(view: View): boolean;
}

/** Where a block may stand, or the view whose certificate is missing for that. */
export type Justification = { readonly view: View; readonly hash: Hash } | { readonly missing: View };

/** For whom leads `view`: the highest certified block below, all views between nullified. */
export function justify(held: Certified, view: View): Justification {
  for (let below = view - 1; below >= 0; below--) {
    const hash = held.blockOf(below);
    if (hash !== null) return { view: below, hash };
    if (!held.isNullified(below)) return { missing: below };
  }
  return { missing: 0 };
}

/** For whom is to notarize a block of `view` on `parent`: some view below has certified it, and all between are nullified. */
function justifies(held: Certified, view: View, parent: Hash): Justification {
  for (let below = view - 1; below >= 0; below--) {
    if (held.blockOf(below) === parent) return { view: below, hash: parent };
    if (!held.isNullified(below)) return { missing: below };
  }
  return { missing: 0 };
}

/** As they are shipped: who is handed them can be handed others, as tests plant bugs in them. */
export const RULES = { quorumOf, mayNotarize, mayNullify, mayFinalize, justify, justifies } as const;

export type Rules = typeof RULES;
