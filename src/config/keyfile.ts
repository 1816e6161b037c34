/** Secret key files: JSON with both keys of a pair, for their owner's eyes only. */
import { closeSync, fstatSync, openSync, readFileSync } from "node:fs";
import { printable } from "../core/printable.js";
import { belongTogether, type KeyPair } from "./keys.js";
import { type SigningKeyPair, signingKeysBelongTogether } from "./signing-keys.js";
import { PUBLIC_KEY, SIGNING_KEY } from "./values.js";

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
  if ((mode & 0o077) !== 0) {
    throw new KeyFileError(
      `others can read the key file ${printable(file)}\n  fix: chmod 600 ${printable(file)}, or make a new pair if others may have read it`,
    );
  }
  const keys = parsed(text);
  if (keys && isKey(keys.publicKey) && isKey(keys.secretKey)) {
    const pair = { publicKey: keys.publicKey, secretKey: keys.secretKey };
    const signing = signingPairOf(keys);
    if (belongTogether(pair) && (!signing || signingKeysBelongTogether(signing)))
      return { ...pair, ...signing };
    throw new KeyFileError(
      `the keys of a pair in ${printable(file)} do not belong together\n  fix: make a new pair with: strategos keygen FILE`,
    );
  }
  throw new KeyFileError(
    `${printable(file)} is not a key file\n  fix: make one with: strategos keygen ${printable(file)}`,
  );
}

function signingPairOf({ signingKey, signingSecret }: Record<string, unknown>): SigningKeyPair | undefined {
  const isHex = (value: unknown) => typeof value === "string" && SIGNING_KEY.test(value);
  if (!isHex(signingKey) || !isHex(signingSecret)) return undefined;
  return { signingKey: signingKey as string, signingSecret: signingSecret as string };
}

function contentOf(file: string): { text: string; mode: number } {
  try {
    const handle = openSync(file, "r");
    try {
      return { mode: fstatSync(handle).mode, text: readFileSync(handle, "utf8") };
    } finally {
      closeSync(handle);
    }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new KeyFileError(
      `the key file ${printable(file)} cannot be read (${code})\n  fix: make one with: strategos keygen ${printable(file)}`,
    );
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
