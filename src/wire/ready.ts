/**
 * READY where messages are signed: a list of signed READYs. A node's own list holds its own; when it starts, it says
 * READY once more with those that it started on, so that they reach all. Each counts for its true signer, whoever brings it.
 */
import type { NodeId } from "../core/group.js";
import { isSignature } from "../protocols/sm/wire/codec.js";
import {
  encodeJson,
  type Fields,
  type Frame,
  HEADER_KEYS,
  hasKeys,
  headerOf,
  malformed,
  type Rejection,
  type WireContext,
} from "./message.js";

export interface SignedReady {
  readonly by: NodeId;
  readonly signature: string;
}

export interface Readies {
  readonly kind: "ready";
  readonly readies: readonly SignedReady[];
}

const KEYS = [...HEADER_KEYS, "readies"];
const READY_KEYS = ["by", "signature"];

export function encodeReadies(context: WireContext, from: NodeId, readies: readonly SignedReady[]): Frame {
  const ascending = readies.toSorted((a, b) => a.by - b.by).map(({ by, signature }) => ({ by, signature }));
  return [encodeJson({ ...headerOf(context, "ready", 0, from), readies: ascending })];
}

/** The signatures are not verified yet. */
export function decodeReadies({ group }: WireContext, peer: NodeId, fields: Fields): Readies | Rejection {
  if (!hasKeys(fields, KEYS) || !Array.isArray(fields.readies)) {
    return malformed(peer, 0, "a READY without exactly the keys of a signed READY");
  }
  const readies = fields.readies as unknown[];
  if (readies.length < 1 || readies.length > group.ids.length || !readies.every(isReady)) {
    return malformed(peer, 0, "a READY that is not a list of {by, signature}");
  }
  const isAscending = readies.every(
    ({ by }, index) => index === 0 || by > (readies[index - 1] as SignedReady).by,
  );
  if (!isAscending || !readies.every(({ by }) => group.ids.includes(by))) {
    return malformed(peer, 0, "a READY with signers unknown, twice or out of order");
  }
  return { kind: "ready", readies };
}

function isReady(value: unknown): value is SignedReady {
  if (typeof value !== "object" || value === null || !hasKeys(value as Fields, READY_KEYS)) return false;
  const { by, signature } = value as { by: unknown; signature: unknown };
  return Number.isSafeInteger(by) && isSignature(signature);
}

/** The largest of these messages, bytes. */
export function readiesBytesMax(context: WireContext): number {
  const { ids } = context.group;
  const readies = ids.map((by) => ({ by, signature: "0".repeat(128) }));
  return encodeReadies(context, Math.max(...ids), readies).reduce((sum, part) => sum + part.length, 0);
}
