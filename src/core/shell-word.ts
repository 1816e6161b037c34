/** Words of commands that are printed to be pasted into a shell. */
import { printable } from "./printable.js";

/** A word as a shell reads it back, without characters that could steer a terminal. */
export function shellWord(word: string): string {
  if (LASTS_FOR_ONE_COMMAND.test(word)) return "FILE";
  if (/^[\w@%+:,./-][\w@%+=:,./-]*$/.test(word)) return word;
  const isShown = printable(word) === word;
  return isShown ? `'${word.replaceAll("'", `'\\''`)}'` : `$'${Array.from(word, escaped).join("")}'`;
}

/** What a shell puts in the place of `<(…)`: a descriptor of the one command that it is put in. */
const LASTS_FOR_ONE_COMMAND = /^\/(?:dev|proc\/self)\/fd\/(?:[3-9]|[1-9]\d+)$/;

/** Of a word in `$'…'`, as bash, zsh and ksh read it. */
function escaped(char: string): string {
  if (char === "'" || char === "\\") return `\\${char}`;
  if (printable(char) === char) return char;
  const code = char.codePointAt(0) ?? 0;
  return code < 0x10000
    ? `\\u${code.toString(16).padStart(4, "0")}`
    : `\\U${code.toString(16).padStart(8, "0")}`;
}
