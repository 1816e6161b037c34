/** Evidence against a member of a log, as a file: what it must look like, and what it says. */
import type { Config } from "../config/config.js";
import { SIGNING_KEY } from "../config/values.js";
import { isLogProof, type LogEvidence } from "../member/log/evidence-box.js";
import { logGroup } from "../member/log/identity.js";
import { MISDEEDS } from "../protocols/simplex/types.js";

const HASH = /^[0-9a-f]{64}$/;
const SIGNATURE = /^[\w-]{86}$/;
const KINDS = ["propose", "notarize", "finalize", "nullify"];

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

/**
 * Whose key the evidence is against, by the group's first configuration: that of the member it names, or null where the
 * configuration has no such member, who may have joined later.
 */
export function isKeyOfMember({ by, group, publicKey }: LogEvidence, config: Config): boolean | null {
  if (logGroup(config) !== group) return false;
  const node = config.nodes.find(({ id }) => id === by);
  return node ? node.signingKey === publicKey : null;
}

export function logEvidenceJson(evidence: LogEvidence, isMember: boolean | null): object {
  const { misdeed, by, group, epoch, view, publicKey } = evidence;
  return {
    version: 1,
    valid: isLogProof(evidence) && isMember !== false,
    protocol: "simplex",
    misdeed,
    by,
    publicKey,
    group,
    epoch,
    view,
  };
}

/** `isMember`: see {@link isKeyOfMember}; null: it is not known. */
export function logEvidenceText(evidence: LogEvidence, isMember: boolean | null): string {
  const { misdeed, by, group, epoch, view, publicKey } = evidence;
  const what = `${MISDEEDS[misdeed]} in view ${view} of epoch ${epoch}`;
  return [
    isMember === false
      ? `not valid: this is not the key of member ${by} in that configuration, or not its group`
      : isLogProof(evidence)
        ? `valid: ${isMember ? `member ${by}` : "the holder of this key"} ${what}, which no loyal member does`
        : `not valid: nothing proves that the holder of this key ${what}`,
    `  key    ${publicKey}`,
    `  group  ${group}`,
    ...(isMember === null
      ? [
          `That the key is the one of member ${by} is not proved here: add --config FILE, the group's first configuration, or compare it`,
          "with what strategos members --json tells of those that came later.",
        ]
      : []),
  ].join("\n");
}

function isStatement(one: unknown): boolean {
  if (typeof one !== "object" || one === null) return false;
  const { kind, hash, signature } = one as Record<string, unknown>;
  const isHash = hash === null || (typeof hash === "string" && HASH.test(hash));
  const isSigned = typeof signature === "string" && SIGNATURE.test(signature);
  return typeof kind === "string" && KINDS.includes(kind) && isHash && isSigned;
}
