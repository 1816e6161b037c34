/** Text that is safe to print. */

/** As nearly all texts are; the others need a class of Unicode, which takes half a millisecond to be made ready. */
const PLAIN = /^[ -~]*$/;

/**
 * Text from a file or a peer, made safe to print: control, formatting and unpaired characters become `\t` or `\u…`, so
 * that none can steer a terminal; what is longer than `charsMax` is cut.
 */
export function printable(text: string, charsMax = Number.POSITIVE_INFINITY): string {
  const isLong = text.length > charsMax;
  const part = isLong ? text.slice(0, charsMax) : text;
  const shown = PLAIN.test(part) ? part : part.replaceAll(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, escaped);
  return isLong ? `${shown}…` : shown;
}

function escaped(char: string): string {
  if (char === "\t") return "\\t";
  return `\\u${(char.codePointAt(0) ?? 0).toString(16).padStart(4, "0")}`;
}
