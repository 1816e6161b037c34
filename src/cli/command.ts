/** A verb as a command of commander, which reads its line and writes its help. */
import { Command, Option } from "commander";
import type { Verb, Word } from "./verb.js";

/** `done` is handed the exit code. */
export function commandOf(
  name: string,
  { operands = {}, flags, refuse, run }: Verb,
  done: (exitCode: number) => void,
): Command {
  const command = new Command(name);
  for (const [typed, operand] of Object.entries(operands)) {
    const { help, default: byDefault } = described(operand);
    command.argument(typed, help, byDefault);
  }
  for (const [typed, flag] of Object.entries(flags)) command.addOption(optionOf(typed, flag));
  return command.action(async (...given: unknown[]) => {
    refuse?.(...(given as never[]));
    done(await run(...(given as never[])));
  });
}

/** What commander knows of a flag, and whether it names a file that is written. */
export class Flag extends Option {
  isWritten = false;
}

function optionOf(typed: string, flag: Word): Option {
  const { help, default: byDefault, choices, isNeeded = false, isRepeated, isWritten } = described(flag);
  const option = new Flag(typed, help).default(byDefault).makeOptionMandatory(isNeeded);
  option.isWritten = isWritten === true;
  if (choices) option.choices(choices);
  if (isRepeated) option.argParser((value, values: string[] | undefined) => [...(values ?? []), value]);
  return option;
}

function described(word: Word): Exclude<Word, string> {
  return typeof word === "string" ? { help: word } : word;
}
