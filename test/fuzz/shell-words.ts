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
  return text.replaceAll(/\\(?:U([0-9a-f]{8})|(.))/gsu, (_, code?: string, char?: string) =>
    code === undefined ? (char ?? "") : String.fromCodePoint(Number.parseInt(code, 16)),
  );
}
