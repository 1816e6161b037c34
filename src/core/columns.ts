/** How wide a text is where all letters are, as in a terminal: one of Chinese, Japanese or Korean is as wide as two others. */

/** As nearly all texts are; the others need classes of Unicode, which take a while to be made ready. */
const PLAIN = /^[ -~]*$/;

/** East Asian Wide and Fullwidth (UAX #11), in ranges with what is not assigned between them. */
const WIDE =
  /[\u1100-\u115F\u2E80-\u303E\u3041-\u4DBF\u4E00-\uA4CF\uA960-\uA97C\uAC00-\uD7A3\uF900-\uFAFF\uFE10-\uFE19\uFE30-\uFE6B\uFF01-\uFF60\uFFE0-\uFFE6\u{16FE0}-\u{1B2FF}\u{1F200}-\u{1F265}\u{20000}-\u{3FFFD}\p{Emoji_Presentation}]/gu;
/** Drawn over what stands before them, or not at all. */
const WITHOUT_WIDTH = /[\p{Mn}\p{Me}\p{Cf}]/gu;

export function columnsIn(text: string): number {
  if (PLAIN.test(text)) return text.length;
  const drawn = text.replaceAll(WITHOUT_WIDTH, "");
  return Array.from(drawn).length + (drawn.match(WIDE)?.length ?? 0);
}
