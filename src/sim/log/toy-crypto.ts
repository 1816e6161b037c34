/**
 * Signatures and digests for groups on virtual time, thousands of times as fast as real ones. Nobody here tries to forge:
 * whoever runs a simulated member decides what it signs.
 */
import type { NodeId } from "../../core/group.js";
import type { Crypto } from "../../protocols/simplex/types.js";

export function toyCrypto(self: NodeId): Crypto {
  return {
    sign: (text) => signatureOf(self, text),
    verify: (by, text, signature) => signature === signatureOf(by, text),
    digest,
  };
}

function signatureOf(by: NodeId, text: string): string {
  return `${by}~${digest(text)}`;
}

/** Two runs of a 32-bit multiply-and-xor hash with different beginnings. */
function digest(text: string): string {
  let [a, b] = [0xdeadbeef, 0x41c6ce57];
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    a = Math.imul(a ^ unit, 2654435761);
    b = Math.imul(b ^ unit, 1597334677);
  }
  a = Math.imul(a ^ (a >>> 16), 2246822507) ^ Math.imul(b ^ (b >>> 13), 3266489909);
  b = Math.imul(b ^ (b >>> 16), 2246822507) ^ Math.imul(a ^ (a >>> 13), 3266489909);
  return [b, a].map((half) => (half >>> 0).toString(16).padStart(8, "0")).join("");
}
