/** Secret key files: JSON with both keys of a pair, for their owner's eyes only. */
import { printable } from "../core/printable.js";
import { shellWord } from "../core/shell-word.js";
import { FileError, readTextFile, type TextFile } from "./file.js";
import { belongTogether, type KeyPair, type SigningKeyPair, signingKeysBelongTogether } from "./keys.js";
import { PUBLIC_KEY, SIGNING_KEY } from "./values.js";

/** Four keys and their names take less than 400. */
const FILE_BYTES_MAX = 4096;

/** All secrets of one node; a file that was made before there were signing keys has none. */
export interface NodeKeys extends KeyPair, Partial<SigningKeyPair> {}

/** A key file that cannot be used; the message names cause and fix. */
class KeyFileError extends Error {
  override readonly name = "KeyFileError";
}

/** What a key file holds; write it so that only its owner can read it. */
export function keyFileText(keys: NodeKeys): string {
  return `${JSON.stringify(keys)}\n`;
}

/** Reads a file that only its owner can read. */
export function readKeyFile(file: string): NodeKeys {
  const { text, mode } = contentOf(file);
  const shown = printable(file);
  if ((mode & 0o077) !== 0) {
    throw new KeyFileError(
      `others can read the key file ${shown}\n  fix: chmod 600 ${shellWord(file)}, or make a new pair if others may have read it`,
    );
  }
  const keys = parsed(text);
  if (keys && isKey(keys.publicKey) && isKey(keys.secretKey)) {
    const pair = { publicKey: keys.publicKey, secretKey: keys.secretKey };
    const signing = signingPairOf(keys);
    if (belongTogether(pair) && (!signing || signingKeysBelongTogether(signing)))
      return { ...pair, ...signing };
    throw new KeyFileError(
      `the keys of a pair in ${shown} do not belong together\n  fix: make a new pair with: strategos keygen FILE`,
    );
  }
  throw new KeyFileError(`${shown} is not a key file\n  fix: make one with: strategos keygen FILE`);
}

function signingPairOf({ signingKey, signingSecret }: Record<string, unknown>): SigningKeyPair | undefined {
  const isHex = (value: unknown) => typeof value === "string" && SIGNING_KEY.test(value);
  if (!isHex(signingKey) || !isHex(signingSecret)) return undefined;
  return { signingKey: signingKey as string, signingSecret: signingSecret as string };
}

function contentOf(file: string): TextFile {
  try {
    return readTextFile(file, FILE_BYTES_MAX);
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    const fix = error.fix ?? `make one with: strategos keygen ${error.isFree ? shellWord(file) : "FILE"}`;
    throw new KeyFileError(`the key file ${printable(file)} ${error.reason}\n  fix: ${fix}`);
  }
}

function parsed(text: string): Record<string, unknown> | null {
  try {
    return JSON.parse(text) as Record<string, unknown> | null;
  } catch {
    return null;
  }
}

function isKey(value: unknown): value is string {
  return typeof value === "string" && PUBLIC_KEY.test(value);
}
