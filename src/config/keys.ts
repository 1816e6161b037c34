/**
 * Key pairs, 32 bytes each key. Of links: Curve25519 (RFC 7748), 40 characters of Z85 (ZeroMQ RFC 32). Of signatures: Ed25519
 * (RFC 8032), 64 lower-case hexadecimal digits.
 */
import { createPrivateKey, createPublicKey, generateKeyPairSync } from "node:crypto";
import { decodeZ85, encodeZ85 } from "../core/z85.js";
import { PUBLIC_KEY, SIGNING_KEY } from "./values.js";

export interface KeyPair {
  readonly publicKey: string;
  readonly secretKey: string;
}

export interface SigningKeyPair {
  readonly signingKey: string;
  readonly signingSecret: string;
}

export function makeKeyPair(): KeyPair {
  const { publicKey, privateKey } = generateKeyPairSync("x25519", {
    publicKeyEncoding: SPKI,
    privateKeyEncoding: PKCS8,
  });
  return { publicKey: encodeZ85(rawOf(publicKey)), secretKey: encodeZ85(rawOf(privateKey)) };
}

export function makeSigningKeyPair(): SigningKeyPair {
  const { publicKey, privateKey } = generateKeyPairSync("ed25519", {
    publicKeyEncoding: SPKI,
    privateKeyEncoding: PKCS8,
  });
  return { signingKey: rawOf(publicKey).toString("hex"), signingSecret: rawOf(privateKey).toString("hex") };
}

/** Whether the public key is the one that goes with the secret key, which a program may have given as anything. */
export function belongTogether({ publicKey, secretKey }: KeyPair): boolean {
  if (typeof secretKey !== "string" || !PUBLIC_KEY.test(secretKey)) return false;
  const secret = decodeZ85(secretKey);
  return secret !== null && encodeZ85(publicOf(BEFORE_X25519, secret)) === publicKey;
}

export function signingKeysBelongTogether({ signingKey, signingSecret }: SigningKeyPair): boolean {
  if (typeof signingSecret !== "string" || !SIGNING_KEY.test(signingSecret)) return false;
  return publicOf(BEFORE_ED25519, Buffer.from(signingSecret, "hex")).toString("hex") === signingKey;
}

/**
 * A pair is never held as key objects: a process of Node.js 20 that exported thousands of them was seen to stand still for
 * ever.
 */
const SPKI = { type: "spki", format: "der" } as const;
const PKCS8 = { type: "pkcs8", format: "der" } as const;

/** What stands before the 32 bytes of a secret key in PKCS #8 (RFC 8410). */
const BEFORE_X25519 = Buffer.from("302e020100300506032b656e04220420", "hex");
const BEFORE_ED25519 = Buffer.from("302e020100300506032b657004220420", "hex");

/** The raw key, which stands last in both encodings (RFC 8410). */
function rawOf(der: Buffer): Buffer {
  return der.subarray(-32);
}

function publicOf(before: Buffer, secret: Uint8Array): Buffer {
  const key = createPrivateKey({ key: Buffer.concat([before, secret]), ...PKCS8 });
  return rawOf(createPublicKey(key).export(SPKI));
}
