/**
 * The command of a node: the program of another that takes its part in `run`, as a text of words between blanks, without a
 * shell, or as a list of words. In each word a placeholder stands for what only the launcher knows.
 */
import type { Config } from "./config.js";

/** The node's id, the file with the configuration of this run, and the node's key file. */
export const PLACEHOLDERS = ["id", "config", "key"] as const;

type Placeholder = (typeof PLACEHOLDERS)[number];

/** What a word may hold; only text can be handed to a program. */
export const COMMAND_WORD = /^[^\p{Cc}]{1,1000}$/u;
/** The same, and not blank. */
export const COMMAND_LINE = /^[^\p{Cc}]{0,500}[^\p{Cc}\p{Zs}][^\p{Cc}]{0,500}$/u;

export function wordsOf(command: string | readonly string[]): readonly string[] {
  return typeof command === "string" ? command.split(/\s+/).filter((word) => word !== "") : command;
}

/** `{…}` that stands for nothing. */
export function unknownPlaceholders(words: readonly string[]): string[] {
  const found = words.flatMap((word) => [...word.matchAll(/\{([a-zA-Z]+)\}/g)].map(([, name = ""]) => name));
  return found.filter((name) => !PLACEHOLDERS.some((known) => known === name));
}

export function takesKey(words: readonly string[]): boolean {
  return words.some((word) => word.includes("{key}"));
}

/** The command as it is started; what is empty is left empty. */
export function filled(words: readonly string[], values: Readonly<Record<Placeholder, string>>): string[] {
  return words.map((word) => word.replaceAll(/\{(id|config|key)\}/g, (_, name: Placeholder) => values[name]));
}

/** Nodes whose part programs of others take. */
export function programsIn({ nodes }: Pick<Config, "nodes">): number[] {
  return nodes.flatMap(({ id, command }) => (command ? [id] : []));
}

/** Programs that are handed no key: with one of them no link of the run can have keys. */
export function keylessIn({ nodes }: Pick<Config, "nodes">): number[] {
  return nodes.flatMap(({ id, command }) => (command && !takesKey(command) ? [id] : []));
}
