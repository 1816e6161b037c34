/**
 * Signatures by Ed25519 (RFC 8032) of node:crypto. Keys are 32 bytes in lower-case hexadecimal digits; key objects are
 * made from them and never exported.
 */
import { createPrivateKey, createPublicKey, type KeyObject, sign, verify } from "node:crypto";
import type { NodeId } from "../core/group.js";
import type { Life } from "../core/sequence.js";
import type { Domain, Signer } from "../core/signer.js";

/** What stands before the 32 bytes of a key (RFC 8410). */
const PKCS8_PREFIX = Buffer.from("302e020100300506032b657004220420", "hex");
const SPKI_PREFIX = Buffer.from("302a300506032b6570032100", "hex");

/** The signing keys that a node knows, by id. */
export interface SigningKeys {
  readonly publicKeys: Readonly<Record<NodeId, string>>;
  /** Its own, and those that other traitors gave it. */
  readonly secretKeys: Readonly<Record<NodeId, string>>;
}

/** `life`: in a group, the process that signs. */
export function ed25519Signer(domain: Domain, { publicKeys, secretKeys }: SigningKeys, life?: Life): Signer {
  const publics = objectsOf(publicKeys, publicKeyOf);
  const secrets = objectsOf(secretKeys, secretKeyOf);
  return {
    domain,
    ...(life !== undefined && { life }),
    sign(by, text) {
      const key = secrets.get(by);
      if (!key) throw new RangeError(`the signing key of node ${by} is not here`);
      return sign(null, Buffer.from(text, "utf8"), key).toString("hex");
    },
    verify(by, text, signature) {
      const key = publics.get(by);
      return key !== undefined && isSignedBy(key, text, signature);
    },
  };
}

/** A signature in lower-case hex, as {@link isSignedWith} takes it. */
export function signedWith(secretKey: string, text: string): string {
  return sign(null, Buffer.from(text, "utf8"), secretKeyOf(secretKey)).toString("hex");
}

/** Whether the holder of this one key signed the text. */
export function isSignedWith(publicKey: string, text: string, signature: string): boolean {
  return isSignedBy(publicKeyOf(publicKey), text, signature);
}

function isSignedBy(key: KeyObject, text: string, signature: string): boolean {
  return verify(null, Buffer.from(text, "utf8"), key, Buffer.from(signature, "hex"));
}

export function publicKeyOf(hex: string): KeyObject {
  return createPublicKey({
    key: Buffer.concat([SPKI_PREFIX, Buffer.from(hex, "hex")]),
    format: "der",
    type: "spki",
  });
}

export function secretKeyOf(hex: string): KeyObject {
  const key = Buffer.concat([PKCS8_PREFIX, Buffer.from(hex, "hex")]);
  return createPrivateKey({ key, format: "der", type: "pkcs8" });
}

function objectsOf(
  keys: Readonly<Record<NodeId, string>>,
  make: (hex: string) => KeyObject,
): Map<NodeId, KeyObject> {
  return new Map(Object.entries(keys).map(([id, hex]) => [Number(id), make(hex)]));
}
