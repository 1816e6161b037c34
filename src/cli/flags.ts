/** A verb's flags as a table, and the settings that a line with them comes to: what is taken and what is used cannot part. */
import { type Command, Option } from "commander";

/** What a flag is for; where there is more to say of its value, that too. */
export type Flag =
  | string
  | {
      readonly help: string;
      /** what stands for it where it is left out */
      readonly default?: string;
      readonly choices?: readonly string[];
      /** it may be given again and again, a value each time */
      readonly isRepeated?: true;
    };

/** By how they are typed: `--json`, `--limit <count>`, `--key <file...>`. */
export type Flags = Readonly<Record<string, Flag>>;

export function withFlags(command: Command, flags: Flags): Command {
  for (const [typed, flag] of Object.entries(flags)) {
    const {
      help,
      default: byDefault,
      choices,
      isRepeated,
    } = typeof flag === "string" ? { help: flag } : flag;
    const option = new Option(typed, help).default(byDefault);
    if (choices) option.choices(choices);
    if (isRepeated) option.argParser((value, values: string[] | undefined) => [...(values ?? []), value]);
    command.addOption(option);
  }
  return command;
}

/** What commander makes of a line with such flags. */
export type SettingsOf<F extends Flags> = {
  readonly [Typed in Left<F> as NameOf<Typed>]?: ValueOf<Typed, F[Typed]>;
} & {
  readonly [Typed in Exclude<keyof F & string, Left<F>> as NameOf<Typed>]: ValueOf<Typed, F[Typed]>;
};

/** Those that may be left out and then stand for nothing. */
type Left<F extends Flags> = {
  [Typed in keyof F & string]: F[Typed] extends { readonly default: string } ? never : Typed;
}[keyof F & string];

type NameOf<Typed extends string> = Typed extends `${string}--${infer Name} <${string}`
  ? CamelCase<Name>
  : Typed extends `${string}--${infer Name}`
    ? CamelCase<Name>
    : never;

type CamelCase<Name extends string> = Name extends `${infer First}-${infer Rest}`
  ? `${First}${Capitalize<CamelCase<Rest>>}`
  : Name;

type ValueOf<Typed extends string, F extends Flag> = F extends { readonly isRepeated: true }
  ? readonly string[]
  : F extends { readonly choices: readonly (infer Choice)[] }
    ? Choice
    : Typed extends `${string}...>`
      ? readonly string[]
      : Typed extends `${string}>`
        ? string
        : boolean;
