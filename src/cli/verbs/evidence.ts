/** Evidence files: two orders under one general's signature, with all that is needed to verify them. */
import { SIGNING_KEY } from "../../config/values.js";
import { type Evidence, provesTwoOrders } from "../../core/evidence.js";
import { printable } from "../../core/printable.js";
import type { LogEvidence } from "../../member/log/evidence-box.js";
import { isSignedWith } from "../../node/ed25519.js";
import { protocolOf } from "../../protocols/index.js";
import { PROTOCOLS } from "../../protocols/names.js";
import { isSignature } from "../../protocols/sm/wire/codec.js";
import { isLife } from "../../wire/message.js";
import { CliError, EXIT } from "../exit.js";
import { replaceFile } from "../files.js";
import { isLogEvidence } from "../log-evidence.js";
import { readNamedJson } from "../reading.js";
import { commandText } from "../shell.js";

export interface EvidenceFile extends Evidence {
  readonly type: "evidence";
  readonly version: 1;
  readonly publicKey: string;
}

const FILE_BYTES_MAX = 16 * 1024;

export async function writeEvidence(
  file: string,
  evidence: Evidence | null,
  publicKey: string | undefined,
  signal: AbortSignal,
): Promise<void> {
  if (!evidence || publicKey === undefined) {
    process.stderr.write(
      `no evidence: no two orders were seen under the general's signature; ${printable(file)} is not written\n`,
    );
    return;
  }
  const { general, ...shown } = evidence;
  const content: EvidenceFile = { type: "evidence", version: 1, general, publicKey, ...shown };
  await replaceFile(file, [`${JSON.stringify(content, null, 2)}\n`], signal);
  process.stderr.write(
    `evidence against node ${general}: ${printable(file)}; ${commandText("verify-evidence", file)}\n`,
  );
}

/** Whether the file proves what it says, from nothing but itself. */
export function isProof(evidence: EvidenceFile): boolean {
  return provesTwoOrders(evidence, (_by, text, signature) =>
    isSignedWith(evidence.publicKey, text, signature),
  );
}

/** Throws a CliError for a file that cannot be read, or is no evidence. */
export function readEvidence(file: string): EvidenceFile | LogEvidence {
  const fix = "give a file that run or node wrote with --evidence, or GET /v1/evidence/ID of a log's member";
  const wanted = { what: "the evidence", bytesMax: FILE_BYTES_MAX, exitCode: EXIT.config, fix };
  const value = readNamedJson(file, wanted);
  if (isEvidence(value)) return value;
  if (isLogEvidence(recordOf(value))) return value as LogEvidence;
  throw new CliError(EXIT.config, `${printable(file)} is not evidence`, fix);
}

function isEvidence(value: unknown): value is EvidenceFile {
  const { type, version, general, publicKey, domain, life, orders } = recordOf(value);
  const { protocol, run, hash, instance } = recordOf(domain);
  const isHeader = type === "evidence" && version === 1 && Number.isSafeInteger(general);
  const isOfOne = life === undefined || isLife(life);
  const isKey = typeof publicKey === "string" && SIGNING_KEY.test(publicKey);
  const isDomain = isSigning(protocol) && typeof run === "string" && typeof hash === "string";
  const isList = Array.isArray(orders) && orders.length === 2;
  if (!isHeader || !isOfOne || !isKey || !isDomain || !Number.isSafeInteger(instance) || !isList)
    return false;
  return orders.every((one) => {
    const { order, signature } = recordOf(one);
    return typeof order === "string" && isSignature(signature);
  });
}

/** Whether it is a protocol in which orders are signed. */
function isSigning(name: unknown): boolean {
  return PROTOCOLS.some((protocol) => protocol === name && protocolOf({ protocol }).signs);
}

function recordOf(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}
