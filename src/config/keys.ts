/** CURVE key pairs: Curve25519 (RFC 7748), written in Z85 (ZeroMQ RFC 32), 40 characters for 32 bytes. */
import { createPrivateKey, createPublicKey, generateKeyPairSync } from "node:crypto";

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
  return { publicKey: z85(publicKey.subarray(-KEY_BYTES)), secretKey: z85(privateKey.subarray(-KEY_BYTES)) };
}

/** The raw key stands last in both encodings (RFC 8410). */
const KEY_BYTES = 32;

/** What stands before the 32 bytes of a secret key in PKCS #8 (RFC 8410). */
const PKCS8_PREFIX = Buffer.from("302e020100300506032b656e04220420", "hex");

/** Whether the public key is the one that goes with the secret key. */
export function belongTogether({ publicKey, secretKey }: KeyPair): boolean {
  const secret = bytesOf(secretKey);
  if (secret === null) return false;
  const key = createPrivateKey({ key: Buffer.concat([PKCS8_PREFIX, secret]), format: "der", type: "pkcs8" });
  const spki = createPublicKey(key).export({ format: "der", type: "spki" });
  return z85(spki.subarray(-KEY_BYTES)) === publicKey;
}

const DIGITS = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-:+=^!/*?&<>()[]{}@%$#";

/** Four bytes become five digits to base 85, most significant first. */
function z85(bytes: Buffer): string {
  let text = "";
  for (let at = 0; at < bytes.length; at += 4) {
    const word = bytes.readUInt32BE(at);
    for (let power = 85 ** 4; power >= 1; power /= 85) text += DIGITS[Math.floor(word / power) % 85];
  }
  return text;
}

/** The 32 bytes of a key of 40 digits; null where five digits say more than four bytes hold. */
function bytesOf(key: string): Buffer | null {
  const bytes = Buffer.alloc(32);
  for (let at = 0; at < 8; at++) {
    let word = 0;
    for (const digit of key.slice(5 * at, 5 * at + 5)) word = word * 85 + DIGITS.indexOf(digit);
    if (word > 0xffffffff) return null;
    bytes.writeUInt32BE(word, 4 * at);
  }
  return bytes;
}
