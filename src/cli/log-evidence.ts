/** Evidence against a member of a log, as a file: what it must look like, and what it says. */
import { SIGNING_KEY } from "../config/values.js";
import { isLogProof, type LogEvidence } from "../member/log/evidence-box.js";

const HASH = /^[0-9a-f]{64}$/;
const SIGNATURE = /^[\w-]{86}$/;
const KINDS = ["propose", "notarize", "finalize", "nullify"];

const MISDEEDS: Readonly<Record<LogEvidence["misdeed"], string>> = {
  twoProposals: "proposed two blocks",
  twoNotarize: "voted notarize for two blocks",
  twoFinalize: "voted finalize for two blocks",
  finalizeAndNullify: "voted both finalize and nullify",
};

export function isLogEvidence(value: Readonly<Record<string, unknown>>): boolean {
  const { type, version, protocol, publicKey, misdeed, by, group, epoch, view, statements } = value;
  const isHead =
    type === "evidence" &&
    version === 1 &&
    protocol === "simplex" &&
    Object.hasOwn(MISDEEDS, String(misdeed));
  const isPlace = [by, epoch, view].every((one) => Number.isSafeInteger(one) && (one as number) >= 0);
  const isNamed = SIGNING_KEY.test(String(publicKey)) && HASH.test(String(group));
  const isPair = Array.isArray(statements) && statements.length === 2 && statements.every(isStatement);
  return isHead && isPlace && isNamed && isPair;
}

export function logEvidenceJson(evidence: LogEvidence): object {
  const { misdeed, by, group, epoch, view, publicKey } = evidence;
  return {
    version: 1,
    valid: isLogProof(evidence),
    protocol: "simplex",
    misdeed,
    by,
    publicKey,
    group,
    epoch,
    view,
  };
}

export function logEvidenceText(evidence: LogEvidence): string {
  const { misdeed, by, group, epoch, view, publicKey } = evidence;
  const what = `${MISDEEDS[misdeed]} in view ${view} of epoch ${epoch}`;
  return [
    isLogProof(evidence)
      ? `valid: the holder of this key ${what}, which no loyal member does`
      : `not valid: nothing proves that the holder of this key ${what}`,
    `  key    ${publicKey}`,
    `  group  ${group}`,
    `That the key is the one of member ${by} is not proved here: compare it with the signingKey in the group's first configuration, or`,
    "with what strategos members --json tells of those that came later.",
  ].join("\n");
}

function isStatement(one: unknown): boolean {
  if (typeof one !== "object" || one === null) return false;
  const { kind, hash, signature } = one as Record<string, unknown>;
  const isHash = hash === null || (typeof hash === "string" && HASH.test(hash));
  const isSigned = typeof signature === "string" && SIGNATURE.test(signature);
  return typeof kind === "string" && KINDS.includes(kind) && isHash && isSigned;
}
