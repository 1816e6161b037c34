/** `a, b and c`, or `a, b or c`. */
export function listed(words: readonly (string | number)[], joint: "and" | "or" = "and"): string {
  return words.length < 2 ? words.join() : `${words.slice(0, -1).join(", ")} ${joint} ${words.at(-1)}`;
}
