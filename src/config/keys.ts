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

/** Signing key pairs: Ed25519 (RFC 8032), 32 bytes in 64 lower-case hexadecimal digits. */
export interface SigningKeyPair {
  readonly signingKey: string;
  readonly signingSecret: string;
}

const SIGNING_KEY_BYTES = 32;
/** What stands before the 32 bytes of a secret key in PKCS #8 (RFC 8410). */
const SIGNING_PKCS8_PREFIX = Buffer.from("302e020100300506032b657004220420", "hex");

/** Never held as key objects, for the reason in keys.ts. */
export function makeSigningKeyPair(): SigningKeyPair {
  const { publicKey, privateKey } = generateKeyPairSync("ed25519", {
    publicKeyEncoding: { type: "spki", format: "der" },
    privateKeyEncoding: { type: "pkcs8", format: "der" },
  });
  return { signingKey: hexOf(publicKey), signingSecret: hexOf(privateKey) };
}

/** Whether the public key is the one that goes with the secret key. */
export function signingKeysBelongTogether({ signingKey, signingSecret }: SigningKeyPair): boolean {
  const key = Buffer.concat([SIGNING_PKCS8_PREFIX, Buffer.from(signingSecret, "hex")]);
  const secret = createPrivateKey({ key, format: "der", type: "pkcs8" });
  return hexOf(createPublicKey(secret).export({ format: "der", type: "spki" })) === signingKey;
}

/** The raw key stands last in both encodings. */
function hexOf(der: Buffer): string {
  return der.subarray(-SIGNING_KEY_BYTES).toString("hex");
}
