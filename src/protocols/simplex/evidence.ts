/**
 * Evidence against a member: two statements of one view under its signature that no loyal member makes. Whoever has it needs
 * nothing else to check that the holder of one key signed both.
 *
 * A notarize vote beside a nullify vote is none: whoever waited in vain may have voted for the block before, or after.
 */
import { statementText } from "./statement.js";
import type { Crypto, Evidence, Hash, SignedStatement, Vote } from "./types.js";

const KINDS: Readonly<
  Record<Evidence["misdeed"], readonly [SignedStatement["kind"], SignedStatement["kind"]]>
> = {
  twoProposals: ["propose", "propose"],
  twoNotarize: ["notarize", "notarize"],
  twoFinalize: ["finalize", "finalize"],
  finalizeAndNullify: ["finalize", "nullify"],
};

/** What a vote and others of the same member and view prove together. */
export function conflictIn(group: Hash, vote: Vote, others: readonly Vote[]): Evidence | null {
  for (const other of others) {
    const misdeed = misdeedOf(vote, other);
    if (misdeed === null) continue;
    const { epoch, view, by } = vote;
    const statements = [vote, other].map(({ kind, hash, signature }) => ({ kind, hash, signature }));
    const [a, b] = statements.sort((one, two) => one.kind.localeCompare(two.kind)) as [
      SignedStatement,
      SignedStatement,
    ];
    return { misdeed, by, group, epoch, view, statements: [a, b] };
  }
  return null;
}

/** Whether both statements are signed by the member, and contradict each other as the evidence says. */
export function provesMisdeed(
  { misdeed, by, group, epoch, view, statements }: Evidence,
  verify: Crypto["verify"],
): boolean {
  const [first, second] = statements;
  const kinds = KINDS[misdeed];
  if (first.kind !== kinds[0] || second.kind !== kinds[1]) return false;
  if (first.kind === second.kind && first.hash === second.hash) return false;
  if (statements.some(({ kind, hash }) => (hash === null) !== (kind === "nullify"))) return false;
  return statements.every(({ kind, hash, signature }) =>
    verify(by, statementText({ group, epoch }, { kind, view, hash }), signature),
  );
}

function misdeedOf(a: Vote, b: Vote): Evidence["misdeed"] | null {
  if (a.kind === "notarize" && b.kind === "notarize") return a.hash === b.hash ? null : "twoNotarize";
  if (a.kind === "finalize" && b.kind === "finalize") return a.hash === b.hash ? null : "twoFinalize";
  const kinds = new Set([a.kind, b.kind]);
  return kinds.has("finalize") && kinds.has("nullify") ? "finalizeAndNullify" : null;
}
