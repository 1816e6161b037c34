/** An order, a value or a run's name: 1 to 64 characters, none of them control, formatting or line-breaking. */
export const PRINTABLE = /^[^\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]{1,64}$/u;

/** The longest of them in UTF-8, bytes. */
export const PRINTABLE_BYTES_MAX = 256;

/** As nearly all texts are; those two take half a millisecond each to be made ready. */
const PLAIN = /^[ -~]*$/;

const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

/**
 * Text from a file or a peer, made safe to print: control, formatting and unpaired characters become `\t` or `\u…`, so
 * that none can steer a terminal; what is longer than `charsMax` is cut.
 */
export function printable(text: string, charsMax = Number.POSITIVE_INFINITY): string {
  const isLong = text.length > charsMax;
  const part = isLong ? text.slice(0, charsMax) : text;
  const shown = PLAIN.test(part) ? part : part.replaceAll(UNPRINTABLE, escaped);
  return isLong ? `${shown}…` : shown;
}

function escaped(char: string): string {
  if (char === "\t") return "\\t";
  return `\\u${(char.codePointAt(0) ?? 0).toString(16).padStart(4, "0")}`;
}
