/**
 * What came of a command, as a member says it under its signature. A proof (ledger.ts) shows the command and its place; its result
 * each member works out for itself, so that f + 1 members of one epoch that sign the same have a loyal one among them.
 */
import type { NodeId } from "../../core/group.js";
import type { Json } from "../../log/command.js";
import { faultyMax } from "../../protocols/simplex/rules.js";
import type { Hash, Signature } from "../../protocols/simplex/types.js";

interface Answered {
  readonly height: number;
  readonly index: number;
  /** the digest of the command's text, as it stands in the block */
  readonly command: Hash;
  readonly result: Json;
}

export interface SignedAnswer extends Answered {
  readonly version: 1;
  readonly by: NodeId;
  /** under {@link answerText} */
  readonly signature: Signature;
}

/** A result, and who of the members signed that it is this. */
export interface Vouched {
  readonly value: Json;
  readonly by: readonly NodeId[];
}

export function answerText(group: Hash, { height, index, command, result }: Answered): string {
  return JSON.stringify({ strategos: 1, log: group, answer: { height, index, command, result } });
}

interface Question extends Omit<Answered, "result"> {
  readonly group: Hash;
  /** of one epoch */
  readonly members: readonly NodeId[];
  readonly verify: (by: NodeId, text: string, signature: Signature) => boolean;
}

/** No group has more members. */
const ANSWERS_MAX = 100;

/** The result that f + 1 of the members signed; null: there is none. `given`: from anybody. */
export function vouchedResult(
  given: unknown,
  { group, members, verify, ...place }: Question,
): Vouched | null {
  const signers = new Map<string, Set<NodeId>>();
  const answers = Array.isArray(given) ? given.slice(0, ANSWERS_MAX).filter(isAnswer) : [];
  for (const { by, result, signature, ...said } of answers) {
    // what it says of its place is not read otherwise: one that was changed there is not counted either
    const isOther = (["height", "index", "command"] as const).some((key) => said[key] !== place[key]);
    if (isOther || !members.includes(by) || !verify(by, answerText(group, { ...place, result }), signature))
      continue;
    const text = JSON.stringify(result);
    signers.set(text, (signers.get(text) ?? new Set()).add(by));
  }
  const found = [...signers].find(([, by]) => by.size > faultyMax(members.length));
  return found ? { value: JSON.parse(found[0]) as Json, by: [...found[1]].sort((a, b) => a - b) } : null;
}

function isAnswer(given: unknown): given is SignedAnswer {
  if (typeof given !== "object" || given === null) return false;
  const { by, result, signature } = given as Readonly<Record<string, unknown>>;
  const isSigned = typeof signature === "string" && /^[\w-]{86}$/.test(signature);
  return Number.isSafeInteger(by) && result !== undefined && isSigned;
}
