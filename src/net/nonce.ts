/** Nonces that need not be remembered: each holds, sealed, what it is good for. */
import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import type { NodeId } from "../core/group.js";
import { must } from "../core/must.js";

const ivBytes = 12;
const tagBytes = 16;
/** It does not come round in the life of a process. */
const COUNTER_BYTES = 8;

/** libzmq's own routing ids: a zero and four bytes. Ids that a peer chose for itself have no place here. */
const routingIdBytes = 5;

export function isRoutingId(id: Buffer): boolean {
  return id.length === routingIdBytes && id[0] === 0;
}

/**
 * Nonces that say "the link with this routing id claims to be this node", and that only their maker can make or read.
 * They hold their own state, so that no number of claims costs memory. They are sealed, not only signed: what
 * libzmq calls a link is its own affair, and no peer's (docs/SECURITY.md, "What is not covered").
 */
export class Nonces {
  readonly #key = randomBytes(32);
  /** What was sealed under one key with the same bytes before it would tell how to forge. */
  #made = 0n;

  /** `mark`: what each begins with; four bytes at most. */
  constructor(private readonly mark: Buffer) {
    must(mark.length + COUNTER_BYTES <= ivBytes, "a mark leaves room for the counter");
  }

  /** 66 hex digits, different each time. */
  seal(routingId: Buffer, claimed: NodeId): string {
    const iv = Buffer.alloc(ivBytes);
    this.mark.copy(iv);
    iv.writeBigUInt64BE(this.#made++, ivBytes - COUNTER_BYTES);
    const cipher = createCipheriv("aes-256-gcm", this.#key, iv).setAAD(Buffer.from(String(claimed)));
    return Buffer.concat([iv, cipher.update(routingId), cipher.final(), cipher.getAuthTag()]).toString("hex");
  }

  /** The routing id, or null for a nonce that was made by another, or for another claim. */
  open(nonce: string, claimed: NodeId): Buffer | null {
    const bytes = Buffer.from(nonce, "hex");
    if (bytes.length !== ivBytes + routingIdBytes + tagBytes) return null;
    const decipher = createDecipheriv("aes-256-gcm", this.#key, bytes.subarray(0, ivBytes), {
      authTagLength: tagBytes,
    })
      .setAAD(Buffer.from(String(claimed)))
      .setAuthTag(bytes.subarray(-tagBytes));
    const routingId = decipher.update(bytes.subarray(ivBytes, -tagBytes));
    try {
      decipher.final();
    } catch {
      return null;
    }
    return routingId;
  }
}
