/** A command line as it was meant: a verb, its flags and its operands, to be changed and printed. */
import type { Command, Option } from "commander";
import { exampleOf } from "./meant.js";
import { commandText } from "./shell.js";

export interface FlagWord {
  readonly kind: "flag";
  /** without dashes, e.g. `round-timeout` */
  readonly name: string;
  /** several where the flag takes several; none for a switch */
  readonly values: readonly string[];
}

export interface OperandWord {
  readonly kind: "operand";
  text: string;
}

export class Line {
  /** what was wrong with what was written, a clause each */
  readonly causes: string[] = [];
  /** Flags and operands whose value is only an example. */
  readonly shown = new Set<string>();
  /** Operands stood behind `--`, where all of them stay. */
  hasDashes = false;
  #words: (FlagWord | OperandWord)[] = [];

  constructor(private readonly command: Command) {}

  get verb(): string {
    return this.command.name();
  }

  get operands(): OperandWord[] {
    return this.#words.filter((word) => word.kind === "operand");
  }

  /** The one that names the configuration, where the verb takes one. */
  get configOperand(): OperandWord | undefined {
    return this.operands[this.command.registeredArguments.findIndex((one) => one.name() === "config")];
  }

  flag(name: string): FlagWord | undefined {
    return this.#words.filter((word) => word.kind === "flag").find((word) => word.name === name);
  }

  /** All that follows a flag, which may stand there again and again. */
  valuesOf(name: string): readonly string[] {
    return this.#words.flatMap((word) => (word.kind === "flag" && word.name === name ? word.values : []));
  }

  add(...words: (FlagWord | OperandWord)[]): void {
    this.#words.push(...words);
  }

  addFirst(text: string): void {
    this.#words.unshift({ kind: "operand", text });
  }

  /** An example of the first operand, which is missing. */
  showFirst(name: string): void {
    this.shown.add(name);
    this.addFirst(exampleOf(this.verb, name));
  }

  drop(...dropped: readonly (FlagWord | OperandWord | undefined)[]): void {
    this.#words = this.#words.filter((word) => !dropped.includes(word));
  }

  /**
   * Gives a flag a value in the place of all that it has; several are a flag each. `null` takes the flag away, and with
   * `config` the operand that stands for it; "" makes it a switch.
   */
  set(name: string, value: string | readonly string[] | null): void {
    const given = value === null ? [] : [value].flat();
    if (name === "config" && value === null) this.drop(this.configOperand);
    const flags = given.map((one) => ({ kind: "flag", name, values: one === "" ? [] : [one] }) as const);
    const at = this.#words.findIndex((word) => word.kind === "flag" && word.name === name);
    const others = this.#words.filter((word) => word.kind !== "flag" || word.name !== name);
    this.#words = others.toSpliced(at < 0 ? others.length : at, 0, ...flags);
  }

  args(): string[] {
    const isDashed = (word: FlagWord | OperandWord) =>
      word.kind === "operand" && (this.hasDashes || word.text.startsWith("-"));
    const dashed = this.#words.filter(isDashed);
    const others = this.#words.filter((word) => !isDashed(word)).flatMap(written);
    return [this.verb, ...others, ...(dashed.length > 0 ? ["--", ...dashed.flatMap(written)] : [])];
  }

  text(): string {
    return commandText(...this.args());
  }
}

function written(word: FlagWord | OperandWord): string[] {
  if (word.kind === "operand") return [word.text];
  const { name, values } = word;
  const [value = ""] = values;
  if (values.length === 1 && value.startsWith("-")) return [`--${name}=${value}`];
  return [`--${name}`, ...values];
}

/** An option's name, without dashes. */
export function nameOf({ long }: Option): string {
  return (long ?? "").slice(2);
}
