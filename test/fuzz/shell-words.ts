/** The words of a command as a shell reads them, for the forms of quoting that the program uses. */
export function wordsOf(text: string): string[] {
  const parts = text.match(/(?:\$'(?:\\.|[^'\\])*'|'[^']*'|\\.|[^\s'\\])+/gsu) ?? [];
  return parts.map((part) =>
    part.replaceAll(
      /\$'((?:\\.|[^'\\])*)'|'([^']*)'|\\(.)/gsu,
      (_, ansi?: string, single?: string, one?: string) =>
        ansi === undefined ? (single ?? one ?? "") : unescaped(ansi),
    ),
  );
}

function unescaped(text: string): string {
  return text.replaceAll(
    /\\(?:u([0-9a-f]{4})|U([0-9a-f]{8})|(.))/gsu,
    (_, four?: string, eight?: string, char?: string) =>
      char ?? String.fromCodePoint(Number.parseInt(four ?? eight ?? "0", 16)),
  );
}
