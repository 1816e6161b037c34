/** Commands to be pasted into a shell: what is printed is read back as the same words. */
import { printable } from "../core/printable.js";

/** `npx strategos` where npx started this process, since there the name alone is not on the path. */
function programName(): string {
  return process.env["npm_command"] === "exec" ? "npx strategos" : "strategos";
}

/** A sentence of another room, with the commands in it as this shell knows them. */
export function asTyped(sentence: string): string {
  const isNamed = programName() === "strategos";
  return isNamed ? sentence : sentence.replaceAll(COMMAND_IN_SENTENCE, `${programName()} `);
}

const COMMAND_IN_SENTENCE = /(?<=[`(]|with: |this node: |use )strategos (?=[a-z-])/g;

/** `strategos run --order 'hold on'` */
export function commandText(...words: readonly string[]): string {
  return [programName(), ...words.map(shellWord)].join(" ");
}

/** A word as a shell reads it back, without characters that could steer a terminal. */
function shellWord(word: string): string {
  if (/^[\w@%+:,./-][\w@%+=:,./-]*$/.test(word)) return word;
  const isShown = printable(word) === word;
  return isShown ? `'${word.replaceAll("'", `'\\''`)}'` : `$'${Array.from(word, escaped).join("")}'`;
}

/** Of a word in `$'…'`, as bash, zsh and ksh read it. */
function escaped(char: string): string {
  if (char === "'" || char === "\\") return `\\${char}`;
  if (printable(char) === char) return char;
  const code = char.codePointAt(0) ?? 0;
  return code < 0x10000
    ? `\\u${code.toString(16).padStart(4, "0")}`
    : `\\U${code.toString(16).padStart(8, "0")}`;
}
