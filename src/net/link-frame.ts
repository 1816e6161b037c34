/** The frames with which links are proved. */
import type { NodeId } from "../core/group.js";

/**
 * The frames that links prove themselves with. Each is one part of canonical JSON, and everything else is payload.
 *
 *     {"link":"hello","version":1,"from":3,"to":1}                          through the dialled link: "I am node 3"
 *     {"link":"challenge","version":1,"from":1,"to":3,"nonce":"<66 hex>"}   through the listener, to whoever said so
 *     {"link":"proof","version":1,"from":3,"to":1,"nonce":"<66 hex>"}       through node 3's own listener
 */
export type LinkFrame =
  | { readonly link: "hello"; readonly from: NodeId; readonly to: NodeId }
  | {
      readonly link: "challenge" | "proof";
      readonly from: NodeId;
      readonly to: NodeId;
      readonly nonce: string;
    };

/** No link frame is longer; a listener hears nothing else, so no message to it may be longer either. */
export const linkFrameBytesMax = 192;

const opening = Buffer.from('{"link":"');

/** The one form of each frame. Matching it instead of parsing JSON leaves nothing non-canonical to reject. */
const shape =
  /^\{"link":"(hello|challenge|proof)","version":1,"from":([1-9][0-9]{0,9}),"to":([1-9][0-9]{0,9})(?:,"nonce":"([0-9a-f]{66})")?\}$/;

/** Whether these bytes are for the links, by their opening; they may still be malformed. */
export function isLinkFrame(bytes: Uint8Array): boolean {
  if (bytes.length < opening.length) return false;
  for (let at = 0; at < opening.length; at++) if (bytes[at] !== opening[at]) return false;
  return true;
}

export function encodeLinkFrame(frame: LinkFrame): Buffer {
  const { link, from, to } = frame;
  const nonce = frame.link === "hello" ? {} : { nonce: frame.nonce };
  return Buffer.from(JSON.stringify({ link, version: 1, from, to, ...nonce }));
}

/** Null for whatever is not canonical. */
export function decodeLinkFrame(bytes: Buffer): LinkFrame | null {
  if (bytes.length > linkFrameBytesMax) return null;
  const match = shape.exec(bytes.toString("latin1"));
  if (match === null) return null;
  const [, link, from, to, nonce] = match;
  const ids = { from: Number(from), to: Number(to) };
  if (link === "hello") return nonce === undefined ? { link, ...ids } : null;
  if (nonce === undefined) return null;
  return { link: link === "proof" ? link : "challenge", ...ids, nonce };
}
