/**
 * Signatures of a log's members: Ed25519 (RFC 8032) by libsodium where its binary loads, which takes less than half the time, and
 * else by node:crypto. A certificate that convinces one member has to convince all, so both accept the same ones: RFC 8032,
 * §5.1.7, by the equation without the cofactor, and of keys and first halves (R) only points in their one form, and not the eight
 * of small order, which OpenSSL takes and libsodium does not (docs/WIRE.md §11).
 */
import { hash, sign as signBy, verify as verifyBy } from "node:crypto";
import { createRequire } from "node:module";
import type { NodeId } from "../core/group.js";
import type { Crypto } from "../protocols/simplex/types.js";
import { publicKeyOf, secretKeyOf } from "./ed25519.js";

/** The signing key of a member, now or once; no id ever has two. Lower-case hex, 32 bytes. */
export type KeyOf = (id: NodeId) => string | undefined;

/** Signatures of 64 bytes. Keys are prepared once. */
export interface Signatures {
  signer(secretKey: Buffer): (text: Buffer) => Buffer;
  verifier(publicKey: Buffer): (text: Buffer, signature: Buffer) => boolean;
}

/** What is used of sodium-native. */
interface Sodium {
  crypto_sign_seed_keypair(publicKey: Buffer, secretKey: Buffer, seed: Buffer): void;
  crypto_sign_detached(signature: Buffer, text: Buffer, secretKey: Buffer): void;
  crypto_sign_verify_detached(signature: Buffer, text: Buffer, publicKey: Buffer): boolean;
}

const KEY_BYTES = 32;
const SIGNATURE_BYTES = 64;

export const byOpenssl: Signatures = {
  signer(secretKey) {
    const key = secretKeyOf(secretKey.toString("hex"));
    return (text) => signBy(null, text, key);
  },
  verifier(publicKey) {
    const key = publicKeyOf(publicKey.toString("hex"));
    return (text, signature) => verifyBy(null, text, key, signature);
  },
};

function byLibsodium(sodium: Sodium): Signatures {
  return {
    signer(seed) {
      const [publicKey, secretKey] = [Buffer.alloc(KEY_BYTES), Buffer.alloc(2 * KEY_BYTES)];
      sodium.crypto_sign_seed_keypair(publicKey, secretKey, seed);
      return (text) => {
        const signature = Buffer.alloc(SIGNATURE_BYTES);
        sodium.crypto_sign_detached(signature, text, secretKey);
        return signature;
      };
    },
    verifier: (publicKey) => (text, signature) =>
      sodium.crypto_sign_verify_detached(signature, text, publicKey),
  };
}

let loaded: Signatures | null | undefined;

/** Null where its binary does not load: it asks for glibc, macOS or Windows. */
export function libsodium(): Signatures | null {
  if (loaded !== undefined) return loaded;
  try {
    loaded = byLibsodium(createRequire(import.meta.url)("sodium-native") as Sodium);
  } catch {
    loaded = null;
  }
  return loaded;
}

/** The hand of one member of a log: signatures in base64url, digests by SHA-256. */
export function ed25519Crypto(keyOf: KeyOf, secretKey: string): Crypto {
  const signatures = libsodium() ?? byOpenssl;
  const sign = signatures.signer(Buffer.from(secretKey, "hex"));
  return {
    sign: (text) => sign(Buffer.from(text, "utf8")).toString("base64url"),
    verify: memberVerifier(keyOf, signatures),
    digest: (text) => hash("sha256", text),
  };
}

/** Whether a member of a log signed a text, by its id. */
export function memberVerifier(keyOf: KeyOf, signatures = byOpenssl): Crypto["verify"] {
  const verifiers = new Map<NodeId, ReturnType<Signatures["verifier"]>>();
  return (by, text, signature) => {
    const hex = verifiers.has(by) ? undefined : keyOf(by);
    if (hex !== undefined) verifiers.set(by, strictVerifier(hex, signatures));
    return verifiers.get(by)?.(Buffer.from(text, "utf8"), Buffer.from(signature, "base64url")) ?? false;
  };
}

function strictVerifier(hex: string, signatures: Signatures): ReturnType<Signatures["verifier"]> {
  const publicKey = Buffer.from(hex, "hex");
  if (!isPlainPoint(publicKey)) return () => false;
  const isSigned = signatures.verifier(publicKey);
  return (text, signature) =>
    signature.length === SIGNATURE_BYTES &&
    isPlainPoint(signature.subarray(0, KEY_BYTES)) &&
    isSigned(text, signature);
}

/** The y of the eight points of small order, little-endian, which are each other's negatives but for two. */
const SMALL_ORDER = new Set([
  "0000000000000000000000000000000000000000000000000000000000000000",
  "0100000000000000000000000000000000000000000000000000000000000000",
  "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
  "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
  "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
]);
/** From p = 2^255 − 19 on a y has another form. */
const P = (1n << 255n) - 19n;
const SIGN_BIT = 0x80;

/** By its bytes alone: whether they are a point at all is the library's to see. */
function isPlainPoint(bytes: Buffer): boolean {
  const y = Buffer.from(bytes);
  y[KEY_BYTES - 1]! &= ~SIGN_BIT;
  if (SMALL_ORDER.has(y.toString("hex"))) return false;
  return y[KEY_BYTES - 1] !== 0x7f || BigInt(`0x${y.reverse().toString("hex")}`) < P;
}
