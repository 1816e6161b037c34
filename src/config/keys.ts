/** CURVE key pairs: Curve25519 (RFC 7748), written in Z85 (ZeroMQ RFC 32), 40 characters for 32 bytes. */
import { createPrivateKey, createPublicKey, generateKeyPairSync } from "node:crypto";
import { decodeZ85, encodeZ85 } from "../core/z85.js";

export interface KeyPair {
  readonly publicKey: string;
  readonly secretKey: string;
}

/**
 * The pair is never held as key objects: a process of Node.js 20 that exported thousands of them was seen to stand still for
 * ever.
 */
export function makeKeyPair(): KeyPair {
  const { publicKey, privateKey } = generateKeyPairSync("x25519", {
    publicKeyEncoding: { type: "spki", format: "der" },
    privateKeyEncoding: { type: "pkcs8", format: "der" },
  });
  return {
    publicKey: encodeZ85(publicKey.subarray(-KEY_BYTES)),
    secretKey: encodeZ85(privateKey.subarray(-KEY_BYTES)),
  };
}

/** The raw key stands last in both encodings (RFC 8410). */
const KEY_BYTES = 32;

/** What stands before the 32 bytes of a secret key in PKCS #8 (RFC 8410). */
const PKCS8_PREFIX = Buffer.from("302e020100300506032b656e04220420", "hex");

/** Whether the public key is the one that goes with the secret key. */
export function belongTogether({ publicKey, secretKey }: KeyPair): boolean {
  const secret = decodeZ85(secretKey);
  if (secret === null) return false;
  const key = createPrivateKey({ key: Buffer.concat([PKCS8_PREFIX, secret]), format: "der", type: "pkcs8" });
  const spki = createPublicKey(key).export({ format: "der", type: "spki" });
  return encodeZ85(spki.subarray(-KEY_BYTES)) === publicKey;
}
