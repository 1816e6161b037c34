/** A verb: what it takes, and what it does. Its settings follow from its flags, so that what is taken and what is used cannot part. */

export interface Verb {
  /** By how they are typed: `<file>`, `[id]`, `<command...>`. */
  readonly operands?: Table;
  /** By how they are typed: `--json`, `--limit <count>`, `--key <file...>`. */
  readonly flags: Table;
  /** Throws where flags do not go together, whatever the files say that they name. Is handed what `run` is, before it. */
  readonly refuse?: (...given: never[]) => void;
  /** Is handed each operand and then the settings, as commander has them; returns the exit code. */
  readonly run: (...given: never[]) => number | Promise<number>;
}

export type Table = Readonly<Record<string, Word>>;

/** What a word of a line is for; where there is more to say of its value, that too. */
export type Word = string | Described;

interface Described {
  readonly help: string;
  /** what stands for it where it is left out */
  readonly default?: string;
  readonly choices?: readonly string[];
  readonly isNeeded?: true;
  /** it may be given again and again, a value each time */
  readonly isRepeated?: true;
  /** a file that the verb writes */
  readonly isWritten?: true;
}

/** What commander makes of a line with such flags. */
export type SettingsOf<Flags extends Table> = {
  readonly [Typed in Left<Flags> as NameOf<Typed>]?: ValueOf<Typed, Flags[Typed]>;
} & {
  readonly [Typed in Exclude<keyof Flags & string, Left<Flags>> as NameOf<Typed>]: ValueOf<
    Typed,
    Flags[Typed]
  >;
};

/** Those that may be left out and then stand for nothing. */
type Left<Flags extends Table> = {
  [Typed in keyof Flags & string]: Flags[Typed] extends
    | { readonly default: string }
    | { readonly isNeeded: true }
    ? never
    : Typed;
}[keyof Flags & string];

type NameOf<Typed extends string> = Typed extends `${string}--${infer Name} <${string}`
  ? CamelCase<Name>
  : Typed extends `${string}--${infer Name}`
    ? CamelCase<Name>
    : never;

type CamelCase<Name extends string> = Name extends `${infer First}-${infer Rest}`
  ? `${First}${Capitalize<CamelCase<Rest>>}`
  : Name;

type ValueOf<Typed extends string, Flag extends Word> = Flag extends { readonly isRepeated: true }
  ? readonly string[]
  : Flag extends { readonly choices: readonly (infer Choice)[] }
    ? Choice
    : Typed extends `${string}...>`
      ? readonly string[]
      : Typed extends `${string}>`
        ? string
        : boolean;
