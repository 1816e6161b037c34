/** A peer's text, made safe to print: JSON with every character outside printable ASCII escaped, and bounded. */
export function printable(value: unknown, charsMax = 40): string {
  const text = typeof value === "string" ? value : (JSON.stringify(value) ?? "nothing");
  const cut = text.length > charsMax ? `${text.slice(0, charsMax)}…` : text;
  return cut.replace(/[^\x20-\x7e…]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`);
}
