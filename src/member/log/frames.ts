/** What members of a log say to each other: the protocol's messages, and pieces of snapshots for one that is far behind. */
import { isUtf8 } from "node:buffer";
import { decodeMessage, encodeMessage } from "../../protocols/simplex/codec.js";
import type { Hash, Limits, Message } from "../../protocols/simplex/types.js";
import type { Certified } from "./snapshots.js";

export type Frame =
  | { readonly kind: "message"; readonly message: Message }
  /** the certified snapshot that the sender holds, and the digests of its pieces */
  | { readonly kind: "offer"; readonly certified: Certified; readonly leaves: readonly Hash[] }
  | { readonly kind: "want"; readonly height: number; readonly index: number }
  | { readonly kind: "piece"; readonly height: number; readonly index: number; readonly text: string };

/** The longest: a block's commands, or a piece, as JSON text in UTF-8 at its worst. */
export const FRAME_BYTES_MAX = 4 * 1024 * 1024;

/** Of 256 K characters each: their list is no longer than a frame. */
const PIECES_MAX = 16_384;
const VOTES_MAX = 1024;

/** No message of the protocol begins so. */
const PREFIX = '{"snapshot":';

export function encodeFrame(frame: Frame): Uint8Array {
  if (frame.kind === "message") return encodeMessage(frame.message);
  return Buffer.from(`${PREFIX}${JSON.stringify(frame)}}`, "utf8");
}

export function decodeFrame(bytes: Buffer, limits: Limits): Frame | { readonly fault: string } {
  if (bytes.subarray(0, PREFIX.length).toString("latin1") !== PREFIX) {
    const message = decodeMessage(bytes, limits);
    return "fault" in message ? message : { kind: "message", message };
  }
  if (!isUtf8(bytes)) return { fault: "is not UTF-8" };
  let frame: Frame | undefined;
  try {
    frame = (JSON.parse(bytes.toString("utf8")) as { snapshot: Frame }).snapshot;
  } catch {
    return { fault: "is no JSON" };
  }
  return frame && isFrame(frame) ? frame : { fault: "says of a snapshot what cannot be" };
}

function isFrame(frame: Frame): boolean {
  if (typeof frame !== "object") return false;
  switch (frame.kind) {
    case "want":
      return isCount(frame.height) && isCount(frame.index);
    case "piece":
      return isCount(frame.height) && isCount(frame.index) && typeof frame.text === "string";
    case "offer":
      return isCertified(frame.certified) && isList(frame.leaves, PIECES_MAX) && frame.leaves.every(isHash);
    default:
      return false;
  }
}

function isCertified(certified: Certified): boolean {
  if (typeof certified !== "object" || certified === null) return false;
  const { epoch, view, height, hash, state, votes } = certified;
  return (
    [epoch, view, height].every(isCount) &&
    isHash(hash) &&
    isHash(state) &&
    isList(votes, VOTES_MAX) &&
    votes.every((vote) => isCount(vote?.by) && /^[\w-]{86}$/.test(String(vote.signature)))
  );
}

const isCount = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) >= 0;
const isHash = (value: unknown): boolean => typeof value === "string" && /^[0-9a-f]{64}$/.test(value);
const isList = (value: unknown, max: number): boolean => Array.isArray(value) && value.length <= max;
