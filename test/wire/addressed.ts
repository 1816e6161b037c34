/** A message of a group as it goes to one process of a peer. */
import { alone } from "../../src/net/joined.js";
import { type Frame, placeOfAddressee } from "../../src/wire/codec.js";

export function addressed(parts: Frame, to: string): Frame {
  return alone({ parts, stamp: { at: placeOfAddressee(parts), text: to } });
}
