/** What must hold of nodes that are programs of others: their commands can be filled in, and nobody else is to play them. */
import { protocolOf } from "../protocols/index.js";
import type { Basics } from "./basics.js";
import { listed } from "./causes.js";
import { PLACEHOLDERS, takesKey, unknownPlaceholders, wordsOf } from "./command.js";
import type { Draft } from "./draft.js";
import { show } from "./problem.js";
import { nearest } from "./suggest.js";

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
