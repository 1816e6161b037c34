/** Commands to be pasted into a shell: what is printed is read back as the same words. */
import { shellWord } from "../core/shell-word.js";

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
