/** What may stand in a record. A length that none has is no torn end: what was relied on would be cut off with it. */
import { createHash } from "node:crypto";
import { expect, it } from "vitest";
import { readRecord, recordOf } from "../../src/store/record.js";

const payloadBytesMax = 256 * 1024 * 1024;

/** The beginning of a record of this length, its head in order. */
function begun(length: number): Buffer {
  const record = recordOf(1, 1, Buffer.from("[]"));
  record.writeUInt32BE(length);
  createHash("sha256").update(record.subarray(0, 12)).digest().copy(record, 12, 0, 4);
  return record;
}

it("is never empty, and never ends in a zero", () => {
  for (const payload of [[], [0], [1, 0]])
    expect(() => recordOf(1, 1, Uint8Array.from(payload))).toThrow("a payload ends in what is no zero");
  expect(readRecord(recordOf(1, 1, Uint8Array.of(0, 1)), 0).is).toBe("record");
});

it("has 256 MiB at most", () => {
  const payload = Buffer.alloc(payloadBytesMax + 1, 1);
  expect(() => recordOf(1, 1, payload)).toThrow("a payload of 268435457 bytes");
  expect(readRecord(recordOf(1, 1, payload.subarray(1)), 0).is).toBe("record");
});

it("is changed, and not torn, where its length is beyond that", () => {
  expect(readRecord(begun(payloadBytesMax), 0).is).toBe("torn");
  expect(readRecord(begun(payloadBytesMax + 1), 0).is).toBe("changed");
  expect(readRecord(begun(2 ** 32 - 1), 0).is).toBe("changed");
  expect(readRecord(begun(0), 0).is).toBe("changed");
});
