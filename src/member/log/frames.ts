/** What members of a log say to each other: the protocol's messages, and pieces of snapshots for one that is far behind. */

import type { Hash, Message } from "../../protocols/simplex/types.js";
import { Codec } from "../../protocols/simplex/wire/codec.js";
import * as shape from "../../protocols/simplex/wire/shape.js";
import { DIGEST } from "../../wire/digest.js";
import { encodeJson, parseCanonical } from "../../wire/message.js";
import { type Certified, PIECE_CHARS } from "./snapshots.js";

export type Frame =
  | { readonly kind: "message"; readonly message: Message }
  /** the certified snapshot that the sender holds, and the digests of its pieces */
  | { readonly kind: "offer"; readonly certified: Certified; readonly leaves: readonly Hash[] }
  | { readonly kind: "want"; readonly height: number; readonly index: number }
  | { readonly kind: "piece"; readonly height: number; readonly index: number; readonly text: string }
  /** how far a learner has come */
  | { readonly kind: "at"; readonly height: number };

/** The longest: a block's commands, or a piece, as JSON text in UTF-8 at its worst. */
export const FRAME_BYTES_MAX = 4 * 1024 * 1024;

/** How many messages one frame brings, a line each. */
export const FRAME_LINES_MAX = 64;

/** A list of their digests takes a megabyte, and they themselves four gigabytes. */
const PIECES_MAX = 16_384;
const VOTES_MAX = 1000;

const HASH = shape.text("a digest", DIGEST);
const CERTIFIED = shape.object({
  epoch: shape.count,
  view: shape.count,
  height: shape.count,
  hash: HASH,
  state: HASH,
  votes: shape.listOf(
    shape.object({ by: shape.id, signature: shape.text("a signature", /^[\w-]{86}$/) }),
    VOTES_MAX,
  ),
});
const OWN = shape.tagged("kind", {
  offer: { certified: CERTIFIED, leaves: shape.listOf(HASH, PIECES_MAX) },
  want: { height: shape.count, index: shape.count },
  piece: { height: shape.count, index: shape.count, text: shape.textUpTo(PIECE_CHARS * 2) },
  at: { height: shape.count },
});
const LINE_BREAK = 0x0a;
const IS_OWN = /^\{"kind":"(?:offer|want|piece|at)"/;

export class FrameCodec {
  readonly #codec: Codec;

  constructor(n: number) {
    this.#codec = new Codec(n);
  }

  encode(frame: Frame): Uint8Array {
    if (frame.kind === "message") return this.#codec.encode(frame.message);
    return encodeJson(OWN.ordered(frame) as object);
  }

  /** The messages of a frame, one after the other; the last one may be what is wrong with the rest. */
  *decodeAll(...parts: readonly Buffer[]): Generator<Frame | { readonly fault: string }, void> {
    const [bytes, second] = parts as [Buffer, Buffer?];
    if (second) return yield { fault: `a frame of ${parts.length} parts, and those of a log have one` };
    let at = 0;
    for (let count = 0; count < FRAME_LINES_MAX; count++) {
      const end = bytes.indexOf(LINE_BREAK, at);
      const frame = this.decode(bytes.subarray(at, end < 0 ? bytes.length : end));
      yield frame;
      if (end < 0 || "fault" in frame) return;
      at = end + 1;
    }
    yield { fault: `a frame of more than ${FRAME_LINES_MAX} messages` };
  }

  /** The message, or what is wrong with it. */
  decode(bytes: Buffer): Frame | { readonly fault: string } {
    if (!IS_OWN.test(bytes.subarray(0, 20).toString("latin1"))) {
      const message = this.#codec.decode(bytes);
      return "fault" in message ? message : { kind: "message", message };
    }
    const value = parseCanonical(bytes);
    if (typeof value === "string") return { fault: value };
    const fault = OWN.fault(value, "frame");
    return fault === null ? (value as Frame) : { fault };
  }
}
