/**
 * The command of a node: the program of another that takes its part in `run`, as a text of words between blanks, without a
 * shell, or as a list of words. In each word a placeholder stands for what only the launcher knows.
 */
import { listed } from "../core/listed.js";
import { protocolOf } from "../protocols/index.js";
import type { Basics } from "./basics.js";
import type { Config } from "./config.js";
import type { Draft } from "./draft.js";
import { show } from "./problem.js";
import { nearest } from "./suggest.js";

/** The node's id, the file with the configuration of this run, and the node's key file. */
const PLACEHOLDERS = ["id", "config", "key"] as const;

type Placeholder = (typeof PLACEHOLDERS)[number];

/** What a word may hold; only text can be handed to a program. */
export const COMMAND_WORD = /^[^\p{Cc}]{1,1000}$/u;
/** The same, and not blank. */
export const COMMAND_LINE = /^[^\p{Cc}]{0,500}[^\p{Cc}\p{Zs}][^\p{Cc}]{0,500}$/u;

export function wordsOf(command: string | readonly string[]): readonly string[] {
  return typeof command === "string" ? command.split(/\s+/).filter((word) => word !== "") : command;
}

/** `{…}` that stands for nothing. */
function unknownPlaceholders(words: readonly string[]): string[] {
  const found = words.flatMap((word) => [...word.matchAll(/\{([a-zA-Z]+)\}/g)].map(([, name = ""]) => name));
  return found.filter((name) => !PLACEHOLDERS.some((known) => known === name));
}

function takesKey(words: readonly string[]): boolean {
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

/** What must hold of nodes that are programs of others: their commands can be filled in, and nobody else is to play them. */
export function checkCommands(draft: Draft, { protocol }: Basics): void {
  const signs = protocol !== undefined && protocolOf({ protocol }).signs === true;
  const liars = Array.from({ length: draft.lengthOf("traitors") ?? 0 }, (_, index) =>
    draft.idOf("traitors", index),
  );
  const commands = commandsIn(draft);
  const keyed = commands.filter(({ words }) => takesKey(words)).length;
  for (const { index, keys, words } of commands) {
    const id = draft.idOf("nodes", index);
    checkPlaceholders(draft, keys, words);
    if (!signs && !takesKey(words) && keyed > 0) {
      const cause = `the command of node ${id ?? index + 1} takes no key file, and ${keyed} of ${commands.length} commands take one`;
      draft.complain(keys, cause, "add {key} to it, or take it from all: then no link of the run has keys");
    }
    if (signs && !takesKey(words)) {
      const cause = `node ${id ?? index + 1} has to sign what it says, and its command takes no key file`;
      draft.complain(keys, cause, "add {key}, which becomes the name of its key file");
    }
    const liar = id === undefined ? -1 : liars.indexOf(id);
    if (liar < 0) continue;
    const cause = `traitor ${id} has a command, and how a program of another behaves is its own affair`;
    draft.complain(
      ["traitors", liar, "id"],
      cause,
      "take the command away, so that it is one of ours that lies; or take the traitor away",
    );
  }
}

interface Command {
  readonly index: number;
  readonly keys: (string | number)[];
  readonly words: readonly string[];
}

function commandsIn(draft: Draft): Command[] {
  return Array.from({ length: draft.lengthOf("nodes") ?? 0 }).flatMap((_, index) => {
    const keys = ["nodes", index, "command"];
    const command = draft.get(...keys) as string | readonly string[] | undefined;
    return command === undefined ? [] : [{ index, keys, words: wordsOf(command) }];
  });
}

function checkPlaceholders(draft: Draft, keys: (string | number)[], words: readonly string[]): void {
  const known = PLACEHOLDERS.map((name) => `{${name}}`);
  for (const name of unknownPlaceholders(words)) {
    const guess = nearest(name, PLACEHOLDERS);
    const cause = `the command has ${show(`{${name}}`)}, and what can stand there is ${listed(known, "or")}`;
    draft.complain(keys, cause, guess ? `did you mean {${guess}}?` : "write one of these, or leave it out");
  }
}
