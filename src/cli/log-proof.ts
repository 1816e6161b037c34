/** A command's place in a log and what came of it, put together so that no member has to be trusted: one's proof, f + 1 members' words. */
import type { Config } from "../config/config.js";
import type { SignedAnswer } from "../member/log/answers.js";
import type { EntryProof } from "../member/log/ledger.js";
import { type Verified, verifyEntry } from "../member/log/verify.js";
import { CliError, EXIT } from "./exit.js";
import { answerFrom } from "./log-client.js";
import type { MemberAddress } from "./log-folder.js";

interface Place {
  readonly height: number;
  readonly index: number;
}

export interface ProvedEntry {
  /** for `verify-entry` */
  readonly proof: EntryProof & { readonly answers: readonly SignedAnswer[] };
  readonly verified: Extract<Verified, { holds: true }>;
}

/** A command is final somewhere before it is at all members, and before a block above it has a finalization. */
const PATIENCE_MS = 10_000;
const PAUSE_MS = 100;

/** Asks all members again and again until it is proved. Throws a CliError: not within ten seconds. */
export async function provedEntry(
  members: readonly MemberAddress[],
  config: Config,
  { height, index }: Place,
): Promise<ProvedEntry> {
  const path = `/v1/log/${height}/${index}`;
  const deadlineMs = performance.now() + PATIENCE_MS;
  for (;;) {
    const [proofs, answers] = await Promise.all([
      askedOf<EntryProof>(members, `${path}/proof`, deadlineMs),
      askedOf<SignedAnswer>(members, `${path}/answer`, deadlineMs),
    ]);
    for (const one of proofs) {
      const proof = { ...one, answers };
      const verified = verifyEntry(config, proof);
      const isThere = verified.holds && verified.height === height && verified.index === index;
      if (isThere && verified.result) return { proof, verified };
      // all have said what they will ever say of that place
      if (isThere && answers.length === members.length)
        throw unproved(members.length, proofs.length, answers.length);
    }
    if (performance.now() > deadlineMs) throw unproved(members.length, proofs.length, answers.length);
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
}

async function askedOf<T>(members: readonly MemberAddress[], path: string, deadlineMs: number): Promise<T[]> {
  const limitMs = Math.max(1, Math.ceil(deadlineMs - performance.now()));
  const answers = await Promise.all(members.map(({ client }) => answerFrom<T>(`${client}${path}`, limitMs)));
  return answers.filter((answer) => answer !== null);
}

function unproved(asked: number, proofs: number, answers: number): CliError {
  const cause = `of ${asked} members asked ${proofs} gave a proof and ${answers} a signed answer, and no f + 1 of them say the same of that place`;
  const fix =
    "see with strategos log whether a command stands there, name more members, as in --at URL,URL, and ask again";
  return new CliError(EXIT.unknown, cause, fix);
}
