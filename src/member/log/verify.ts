/**
 * A committed command with all that proves its place to somebody who trusts no single member: the way from the command to its
 * block's header, the headers from there to a block that a quorum finalized, and that finalization. Checked with nothing but
 * the group's first configuration. What came of the command is f + 1 members' word, whose signed answers may be with it.
 */
import type { Config } from "../../config/config.js";
import { madeConfig } from "../../config/made.js";
import { type Command, readCommand } from "../../log/command.js";
import { readChanging } from "../../log/members.js";
import { isSignedWith } from "../../node/ed25519.js";
import { memberVerifier } from "../../node/log-signatures.js";
import { hashOfHeader, rootThrough } from "../../protocols/simplex/block.js";
import { certificateFault } from "../../protocols/simplex/statement.js";
import { CERTIFICATE, SEAL } from "../../protocols/simplex/wire/codec.js";
import { DIGEST } from "../../wire/digest.js";
import { type Vouched, vouchedResult } from "./answers.js";
import { changeEntry } from "./entries.js";
import { digestOf, logGroup } from "./identity.js";
import type { EntryProof } from "./ledger.js";
import { firstMembers, Lineage } from "./lineage.js";

/** What a proof proves, or why it proves nothing. */
export type Verified =
  | {
      readonly holds: true;
      readonly command: Command;
      readonly height: number;
      readonly index: number;
      readonly view: number;
      /** null: f + 1 members' signed answers are not with it */
      readonly result: Vouched | null;
    }
  | { readonly holds: false; readonly why: string };

/** `first`: the group's first configuration, from somebody who is trusted. */
export function verifyEntry(first: Config, given: unknown): Verified {
  const config = madeConfig("verifyEntry", first);
  const fails = (why: string): Verified => ({ holds: false, why });
  if (!isProof(given)) return fails("it is no proof of an entry");
  const { command, height, index, path, headers, finalization, seals } = given;
  if ((given.version as unknown) !== 1) return fails("it is a proof of another version than 1");
  const [own] = headers;
  if (!own || own.height !== height) return fails(`its first header is not that of height ${height}`);
  if (rootThrough(command, index, own.count, path, digestOf) !== own.root)
    return fails("the command is not among those of its block");
  for (const [at, header] of headers.entries()) {
    const before = headers[at - 1];
    if (before && header.parent !== hashOfHeader(before, digestOf))
      return fails(`header ${at + 1} does not build on the one before`);
  }
  const last = headers.at(-1) ?? own;
  if (finalization.kind !== "finalize" || finalization.hash !== hashOfHeader(last, digestOf))
    return fails("the finalization is not that of the last header");
  const unsigned = config.nodes.find(({ signingKey }) => signingKey === undefined);
  if (unsigned) return fails(`the configuration has no signingKey of node ${unsigned.id}`);
  const lineage = new Lineage(firstMembers(config), { group: logGroup(config), verify: isSignedWith });
  const verify = memberVerifier((id) => lineage.keyOf(id));
  for (const [epoch, seal] of seals.entries()) {
    const fault = lineage.learn(seal, { digest: digestOf, verify });
    if (fault !== null) return fails(`the end of epoch ${epoch} proves nothing: ${fault}`);
  }
  const membership = lineage.membership(finalization.epoch);
  if (!membership || headers.some(({ epoch }) => epoch > finalization.epoch))
    return fails(`the members of epoch ${finalization.epoch} are not proved: an epoch's end is missing`);
  const fault = certificateFault(membership, finalization, verify);
  if (fault !== null) return fails(`the finalization proves nothing: ${fault}`);
  const result = vouchedResult("answers" in given ? given.answers : [], {
    ...{ group: membership.group, members: membership.members, verify, height, index },
    command: digestOf(command),
  });
  const proved = { holds: true, height, index, view: own.view, result } as const;
  const changing = readChanging(command);
  if (changing) return { ...proved, command: { ...changeEntry(changing) } };
  const read = readCommand(command);
  if ("bad" in read) return fails(`the block holds it, and nothing was done for it: the command ${read.bad}`);
  return { ...proved, command: read };
}

function isProof(given: unknown): given is EntryProof {
  if (typeof given !== "object" || given === null) return false;
  const { command, height, index, path, headers, finalization, seals } = given as EntryProof;
  return (
    typeof command === "string" &&
    [height, index].every(isCount) &&
    Array.isArray(path) &&
    path.every((hash) => DIGEST.test(String(hash))) &&
    Array.isArray(headers) &&
    headers.every((header) => isHeader(header)) &&
    CERTIFICATE.fault(finalization, "finalization") === null &&
    Array.isArray(seals) &&
    seals.every((seal) => SEAL.fault(seal, "seal") === null)
  );
}

function isHeader(header: EntryProof["headers"][number] | null): boolean {
  if (typeof header !== "object" || header === null) return false;
  const { epoch, view, height, count, parent, root } = header;
  return [epoch, view, height, count].every(isCount) && [parent, root].every((hash) => DIGEST.test(hash));
}

function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
