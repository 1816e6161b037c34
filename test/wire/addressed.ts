/** A message of a group as it goes to one process of a peer; what names no process, or another, goes as it is. */
import { alone } from "../../src/net/form.js";
import { type Frame, placeOfAddressee } from "../../src/wire/codec.js";
import { NOBODY } from "../../src/wire/message.js";

export function addressed(parts: Frame, to: string): Frame {
  const isForAnybody = Buffer.from(parts[0]!).includes(`,"to":"${NOBODY}"`);
  return isForAnybody
    ? alone({ message: parts, number: 0 }, { at: placeOfAddressee(parts), text: to })
    : parts;
}
