/** What a peer could accept: its own limits hold for whoever sends, too. */
import { bytesOf, isForm, type Message, type Parts } from "./form.js";
import { isLinkFrame } from "./link-frame.js";

/** Throws RangeError for what no peer could accept; `number`: that of a form. */
export function assertSendable(message: Message, number: number, bytesMax: number): void {
  if (!isForm(message)) assertParts(message);
  const bytes = bytesOf(message, number);
  if (bytes > bytesMax) throw new RangeError(`a frame of ${bytes} bytes is over the limit of ${bytesMax}`);
}

function assertParts(parts: Parts): void {
  const [first] = parts;
  if (first === undefined || parts.length > 2) throw new RangeError("a frame has one or two parts");
  if (parts.length === 1 && (first.length === 0 || isLinkFrame(first))) {
    throw new RangeError("a frame of one part is not empty, nor a link frame");
  }
}
