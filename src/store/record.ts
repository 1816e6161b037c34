/**
 * Records of a journal, one for each sync: so what is torn by a crash is the last of them, and nothing of it had been
 * relied on. A head of 32 bytes, then the payload, which is never empty and never ends in a zero byte:
 *
 *   4  length of the payload      4  number of the file     4  number of the record in it, from 1 on
 *   4  digest of those 12 bytes  16  digest of the numbers and the payload (SHA-256, their first bytes)
 *
 * The head's own digest tells a length that was changed on the disk from a record whose end is not there.
 */
import { createHash } from "node:crypto";

const HEAD_BYTES = 32;
const NUMBERED_BYTES = 12;
const PAYLOAD_AT = 16;
/**
 * No turn writes as much, so a greater length is no record's: a step keeps 17 M characters of blocks at the most, and one that a
 * traitor chose is six bytes as JSON.
 */
export const PAYLOAD_BYTES_MAX = 256 * 1024 * 1024;

export function recordOf(file: number, number: number, payload: Uint8Array): Buffer {
  if (payload.length === 0 || payload.at(-1) === 0) throw new RangeError("a payload ends in what is no zero");
  if (payload.length > PAYLOAD_BYTES_MAX) throw new RangeError(`a payload of ${payload.length} bytes`);
  const head = Buffer.alloc(HEAD_BYTES);
  head.writeUInt32BE(payload.length);
  head.writeUInt32BE(file, 4);
  head.writeUInt32BE(number, 8);
  digest(head.subarray(0, NUMBERED_BYTES)).copy(head, NUMBERED_BYTES, 0, 4);
  digest(head.subarray(4, NUMBERED_BYTES), payload).copy(head, PAYLOAD_AT, 0, 16);
  return Buffer.concat([head, payload]);
}

export type ReadRecord =
  | {
      readonly is: "record";
      readonly file: number;
      readonly number: number;
      readonly payload: Buffer;
      readonly next: number;
    }
  | { readonly is: "end" }
  /** its writing was cut short: nothing else stands behind it */
  | { readonly is: "torn" }
  | { readonly is: "changed" };

/** What stands at this place of a file. */
export function readRecord(bytes: Buffer, at: number): ReadRecord {
  const left = bytes.length - at;
  if (left === 0) return { is: "end" };
  if (left < HEAD_BYTES || isUnwritten(bytes.subarray(at, at + HEAD_BYTES), bytes)) return { is: "torn" };
  const head = bytes.subarray(at, at + HEAD_BYTES);
  if (
    !head.subarray(NUMBERED_BYTES, PAYLOAD_AT).equals(digest(head.subarray(0, NUMBERED_BYTES)).subarray(0, 4))
  )
    return { is: "changed" };
  const length = head.readUInt32BE();
  if (length === 0 || length > PAYLOAD_BYTES_MAX) return { is: "changed" };
  const next = at + HEAD_BYTES + length;
  if (next > bytes.length) return { is: "torn" };
  const payload = bytes.subarray(at + HEAD_BYTES, next);
  if (head.subarray(PAYLOAD_AT).equals(digest(head.subarray(4, NUMBERED_BYTES), payload).subarray(0, 16)))
    return { is: "record", file: head.readUInt32BE(4), number: head.readUInt32BE(8), payload, next };
  // a file can have got its length before its bytes
  return { is: next === bytes.length && payload.at(-1) === 0 ? "torn" : "changed" };
}

/** From a head that ends in zeros to the end of the file nothing was written. */
function isUnwritten(head: Buffer, bytes: Buffer): boolean {
  return (
    head.at(-1) === 0 &&
    bytes.at(-1) === 0 &&
    bytes.subarray(head.byteOffset - bytes.byteOffset + 16).every((byte) => byte === 0)
  );
}

function digest(...parts: readonly Uint8Array[]): Buffer {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part);
  return hash.digest();
}
