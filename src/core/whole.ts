/**
 * A whole number as it was typed or written, or null where the text is none: `7`, and not `07`, `7e0`, `0x7`, `+7`, ` 7`
 * or other scripts' digits, so that a number has one spelling. The one reader of numbers from flags and operands.
 */
export function wholeNumber(text: string): number | null {
  return /^(?:0|[1-9]\d{0,14})$/.test(text) ? Number(text) : null;
}
