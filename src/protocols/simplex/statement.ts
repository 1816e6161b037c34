/**
 * What members sign: one line of JSON that names the protocol, the group, the epoch, what is said and of which view, so that
 * a signature counts nowhere else.
 */
import type { NodeId } from "../../core/group.js";
import { quorumOf } from "./rules.js";
import type { Attestation, Certificate, Crypto, Epoch, Hash, View, Vote, VoteKind } from "./types.js";

/** Who may sign, and under which name. */
export interface Membership {
  readonly group: Hash;
  readonly epoch: Epoch;
  /** ascending */
  readonly members: readonly NodeId[];
}

export interface Statement {
  readonly kind: VoteKind | "propose";
  readonly view: View;
  readonly hash: Hash | null;
}

export function statementText(
  { group, epoch }: Pick<Membership, "group" | "epoch">,
  { kind, view, hash }: Statement,
): string {
  return JSON.stringify({ strategos: 1, protocol: "simplex", group, epoch, kind, view, block: hash });
}

export function attestationText(
  { group, epoch }: Pick<Membership, "group" | "epoch">,
  { view, height, hash, state }: Omit<Attestation, "by" | "signature" | "epoch">,
): string {
  const said = { kind: "attest", view, height, block: hash, state };
  return JSON.stringify({ strategos: 1, protocol: "simplex", group, epoch, ...said });
}

/** What is wrong with a certificate, or null. `isKnown`: votes that were verified before. */
export function certificateFault(
  membership: Membership,
  certificate: Certificate,
  verify: Crypto["verify"],
  isKnown: (vote: Vote) => boolean = () => false,
): string | null {
  const { kind, epoch, view, hash, votes } = certificate;
  if (epoch !== membership.epoch) return `it is of epoch ${epoch}`;
  if ((hash === null) !== (kind === "nullify"))
    return "it names a block where there is none, or none where there is one";
  const q = quorumOf(membership.members.length);
  if (votes.length < q) return `it has ${votes.length} votes, and ${q} make a quorum`;
  let last = Number.NEGATIVE_INFINITY;
  for (const { by } of votes) {
    if (by <= last) return "its votes are not by ascending id, each id once";
    if (!membership.members.includes(by)) return `node ${by} is no member`;
    last = by;
  }
  const text = statementText(membership, certificate);
  const bad = votes.find(({ by, signature }) => {
    if (isKnown({ kind, epoch, view, hash, by, signature })) return false;
    return !verify(by, text, signature);
  });
  return bad ? `the signature of node ${bad.by} is not its own under this` : null;
}
