/** Signing key pairs: Ed25519 (RFC 8032), 32 bytes in 64 lower-case hexadecimal digits. */
import { createPrivateKey, createPublicKey, generateKeyPairSync } from "node:crypto";

export interface SigningKeyPair {
  readonly signingKey: string;
  readonly signingSecret: string;
}

const KEY_BYTES = 32;
/** What stands before the 32 bytes of a secret key in PKCS #8 (RFC 8410). */
const PKCS8_PREFIX = Buffer.from("302e020100300506032b657004220420", "hex");

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
  const key = Buffer.concat([PKCS8_PREFIX, Buffer.from(signingSecret, "hex")]);
  const secret = createPrivateKey({ key, format: "der", type: "pkcs8" });
  return hexOf(createPublicKey(secret).export({ format: "der", type: "spki" })) === signingKey;
}

/** The raw key stands last in both encodings. */
function hexOf(der: Buffer): string {
  return der.subarray(-KEY_BYTES).toString("hex");
}
