/**
 * Messages, and what is kept, as bytes: canonical JSON, keys in the order that stands here (docs/WIRE.md). Everything has a
 * bound, and whatever is not exactly so is refused with a clause that says why.
 */
import { DIGEST } from "../../../wire/digest.js";
import { encodeJson, parseCanonical } from "../../../wire/message.js";
import { DEFAULT_LIMITS } from "../options.js";
import { type Message, VOTE_KINDS } from "../types.js";
import * as shape from "./shape.js";

const { commandCharsMax, blockCharsMax, blockCommandsMax, windowBlocks } = DEFAULT_LIMITS;

/** 64 bytes in base64url; the last digit stands for two bits only. */
const SIGNATURE = /^[A-Za-z0-9_-]{85}[AQgw]$/;

const HASHES = shape.text("a digest", DIGEST);
const SIGNATURES = shape.text("a signature of 86 base64url digits", SIGNATURE);
const KINDS = shape.oneOf(VOTE_KINDS);

/** Certificates of the largest group there is. */
const VOTES_MAX = 1000;

/** How many empty blocks an epoch may end with. */
const SEAL_HEADERS_MAX = 1000;

/** How many views one message may ask for. */
const VIEWS_MAX = 64;

const ENDORSEMENT = shape.object({ by: shape.id, signature: SIGNATURES });

const VOTE = shape.object({
  kind: KINDS,
  epoch: shape.count,
  view: shape.count,
  hash: shape.orNull(HASHES),
  by: shape.id,
  signature: SIGNATURES,
});

export const CERTIFICATE = shape.object({
  kind: KINDS,
  epoch: shape.count,
  view: shape.count,
  hash: shape.orNull(HASHES),
  votes: shape.listOf(ENDORSEMENT, VOTES_MAX),
});

const HEADER = shape.object({
  epoch: shape.count,
  view: shape.count,
  height: shape.count,
  parent: HASHES,
  count: shape.count,
  root: HASHES,
});

const ATTESTATION = shape.object({
  epoch: shape.count,
  view: shape.count,
  height: shape.count,
  hash: HASHES,
  state: HASHES,
  by: shape.id,
  signature: SIGNATURES,
});

const COMMANDS = shape.listOf(shape.textUpTo(commandCharsMax), blockCommandsMax);

const BLOCK = shape.object({
  epoch: shape.count,
  view: shape.count,
  height: shape.count,
  parent: HASHES,
  commands: COMMANDS,
});

export const SEAL = shape.object({
  epoch: shape.count,
  block: BLOCK,
  headers: shape.listOf(HEADER, SEAL_HEADERS_MAX),
  finalization: CERTIFICATE,
});

const MESSAGE = shape.tagged("kind", {
  proposal: { proposal: shape.object({ block: BLOCK, signature: SIGNATURES }), parentView: shape.count },
  vote: { vote: VOTE },
  certificate: { certificate: CERTIFICATE },
  commands: { commands: COMMANDS },
  fetch: { epoch: shape.count, hash: HASHES, above: shape.count },
  blocks: {
    epoch: shape.count,
    blocks: shape.listOf(BLOCK, windowBlocks),
    finalization: shape.orNull(CERTIFICATE),
  },
  ask: { epoch: shape.count, views: shape.listOf(shape.count, VIEWS_MAX) },
  seal: { seal: SEAL },
  attestation: { attestation: ATTESTATION },
});

/** The largest message of n members, bytes: a block whose every character is written as `\u…`, and room for the rest. */
export function messageBytesMax(n: number): number {
  return 6 * blockCharsMax + 4 * blockCommandsMax + 300 * (windowBlocks + SEAL_HEADERS_MAX) + 150 * n + 1000;
}

/** Certificates that were read last; one comes from several peers, each time the same bytes. */
const READ_MAX = 64;
const READ_BYTES_MAX = 16 * 1024;
const CERTIFICATE_OPENING = Buffer.from('{"kind":"certificate"');

/** Reads and writes the messages of a group of n. */
export class Codec {
  readonly #bytesMax: number;
  readonly #read = new Map<string, Message>();

  constructor(n: number) {
    this.#bytesMax = messageBytesMax(n);
  }

  encode(message: Message): Uint8Array {
    return encodeJson(MESSAGE.ordered(message) as object);
  }

  /** The message, or what is wrong with it. */
  decode(bytes: Buffer): Message | { readonly fault: string } {
    if (bytes.length > this.#bytesMax)
      return { fault: `message of ${bytes.length} bytes, and ${this.#bytesMax} is the most` };
    const key = isOpenedBy(bytes, CERTIFICATE_OPENING) ? bytes.toString("latin1") : null;
    const known = key === null ? undefined : this.#read.get(key);
    if (known) return known;
    const value = parseCanonical(bytes);
    if (typeof value === "string") return { fault: value };
    const fault = MESSAGE.fault(value, "message");
    if (fault !== null) return { fault };
    if (key !== null && bytes.length <= READ_BYTES_MAX) this.#remember(key, value as Message);
    return value as Message;
  }

  #remember(key: string, message: Message): void {
    this.#read.set(key, message);
    if (this.#read.size <= READ_MAX) return;
    const [oldest] = this.#read.keys();
    this.#read.delete(oldest as string);
  }
}

function isOpenedBy(bytes: Buffer, opening: Buffer): boolean {
  return bytes.length > opening.length && bytes.compare(opening, 0, opening.length, 0, opening.length) === 0;
}
