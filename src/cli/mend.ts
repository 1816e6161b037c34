/**
 * Reads a verb's command line as it was meant, and says what was wrong with what was written. Every mistake ends in the
 * command that should have been typed, with all of the rest in it, so that it can be pasted.
 *
 * A line without mistakes is left alone: it is commander that reads it then.
 */
import { existsSync } from "node:fs";
import type { Command, Option } from "commander";
import { printable } from "../core/printable.js";
import { wholeNumber } from "../core/whole.js";
import { Line, nameOf } from "./line.js";
import { LIST_ITEMS } from "./lists.js";
import { exampleOf, flagMeant } from "./meant.js";
import { place, takesCommand } from "./place.js";

/** One mended mistake may uncover another, so the result is read again: this often, at the most. */
const PASSES_MAX = 8;

/** The line as it was meant, and what was wrong with it. */
export async function mend(command: Command, args: readonly string[]): Promise<Line> {
  const first = await mendOnce(command, args);
  let line = first;
  for (let left = PASSES_MAX; left > 0 && line.causes.length > 0; left--) {
    line = await mendOnce(command, line.args().slice(1));
  }
  line.causes.splice(0, line.causes.length, ...new Set(first.causes));
  return line;
}

async function mendOnce(command: Command, args: readonly string[]): Promise<Line> {
  const reader = new Reader(command, args);
  reader.read();
  await place(command, reader.line);
  return reader.line;
}

class Reader {
  readonly line: Line;
  #at = 0;

  constructor(
    private readonly command: Command,
    private readonly args: readonly string[],
  ) {
    this.line = new Line(command);
  }

  read(): void {
    for (let word = this.#next(); word !== undefined; word = this.#next()) {
      if (word === "--" && this.#hasFlagsBehind()) {
        this.#say("what stands behind -- is no flag, so flags come before it");
      } else if (word === "--") {
        this.line.hasDashes = true;
        for (const text of this.#rest()) this.#named(text);
      } else if (isFlag(word)) this.#flag(this.#withShortDashes(word));
      else this.#operand(word);
    }
  }

  #next(): string | undefined {
    return this.args[this.#at++];
  }

  /** `sim -- --nodes 7`: of another program's words none is meant for this one. */
  #hasFlagsBehind(): boolean {
    const isKnown = (word: string) =>
      this.command.options.some(({ long, short }) => long === word.split("=")[0] || short === word);
    return (
      !takesCommand(this.command) &&
      this.args.slice(this.#at).some((word) => isKnown(word) && !existsSync(word))
    );
  }

  #rest(): readonly string[] {
    const rest = this.args.slice(this.#at);
    this.#at = this.args.length;
    return rest;
  }

  #say(cause: string): void {
    this.line.causes.push(cause);
  }

  #withShortDashes(word: string): string {
    const short = word.replace(/^[-–—−]*[–—−][-–—−]*/u, "--");
    if (short !== word) this.#say(`${printable(word, 40)} has a long dash, which word processors make of --`);
    return short;
  }

  #flag(word: string): void {
    const equals = word.indexOf("=");
    const name = equals < 0 ? word : word.slice(0, equals);
    const joined = equals < 0 ? undefined : word.slice(equals + 1);
    const known = this.command.options.find(({ long, short }) => long === name || short === name);
    if (known) return this.#take(known, joined);
    const short = this.command.options.find((one) => one.short === name.slice(0, 2) && !isLong(name));
    if (short && !this.#option(name.slice(1))) return this.#take(short, word.slice(2));
    this.#unknown(word, name, joined);
  }

  #option(name: string): Option | undefined {
    return this.command.options.find((option) => nameOf(option) === name);
  }

  /** Dashes as in `-nodes 7`, letters as in `-n 7` and `-n7`, other words, spelling. */
  #unknown(word: string, name: string, joined: string | undefined): void {
    const bare = name.replace(/^-+/, "");
    const [, letter, number] = /^-([a-zA-Z])(\d+)$/.exec(word) ?? [];
    const takesId = this.command.registeredArguments[0]?.name() === "id";
    if (takesId && /^(?:id|node|i)$/i.test(bare)) {
      this.#say(`the id is no flag of ${this.line.verb}`);
      const id = joined ?? this.#value();
      return id === undefined ? this.line.showFirst("id") : this.line.addFirst(id);
    }
    if (bare.startsWith("no-") && this.#option(bare.slice(3))) {
      return this.#say(`there is no ${name}: --${bare.slice(3)} is left out instead`);
    }
    const names = this.command.options.map(nameOf);
    const meant = this.#option(flagMeant(letter ?? bare, names) ?? "");
    if (meant) {
      this.#say(`${this.line.verb} has no ${printable(name, 40)}, but ${meant.long}`);
      return this.#take(meant, number ?? joined);
    }
    this.#say(
      `${this.line.verb} has no ${printable(name, 40)} (strategos ${this.line.verb} --help lists its flags)`,
    );
    // its value goes with it, unless that has a place of its own
    const next = this.args[this.#at] ?? "";
    if (joined === undefined && this.#hasItsOperands() && !/\.(?:ya?ml|json)$/i.test(next)) this.#value();
  }

  #take(option: Option, joined: string | undefined): void {
    const name = nameOf(option);
    if (!option.required) {
      const value = joined ?? this.#truth();
      if (value !== undefined) this.#say(`${option.long} takes no value`);
      return value === "false" ? undefined : this.line.set(name, "");
    }
    const first = joined ?? this.#value();
    if (first === undefined) {
      this.#say(`${option.long} needs a value`);
      if (this.line.flag(name)) return;
      this.line.shown.add(name);
    } else if (option.parseArg && this.line.shown.delete(name)) {
      // what is typed takes the place of an example
      this.line.set(name, null);
    }
    // an unset variable of a shell, and never a wish for the built-in case or for no file at all
    const [, kind] = /<(file|folder|recording)s?(?:\.\.\.)?>$/.exec(option.flags) ?? [];
    const others = option.variadic ? this.#values() : [];
    if (kind !== undefined && [first, ...others].includes("")) {
      return this.#say(`${option.long} names no ${kind}`);
    }
    const value = this.#gathered(name, first ?? exampleOf(this.line.verb, name));
    if (option.variadic) return this.line.add({ kind: "flag", name, values: [value, ...others] });
    const before = this.line.flag(name)?.values[0];
    if (option.parseArg && option.flags.endsWith("<id>")) return this.#addEach(name, value);
    if (option.parseArg) return this.line.add({ kind: "flag", name, values: [value] });
    if (before === undefined) return this.line.add({ kind: "flag", name, values: [value] });
    this.#again(name, before, value);
  }

  /** `explain --node 4 --node 5`, not `--node 4,5` or `--node 4 5`. */
  #addEach(name: string, value: string): void {
    const values = value.split(/[,\s]+/).filter((part) => part !== "");
    if (values.length === 0) this.#say(`--${name} needs a value`);
    while (wholeNumber(this.args[this.#at] ?? "") !== null) values.push(this.#next() ?? "");
    if (values.length > 1) this.#say(`each value has a --${name} of its own`);
    this.line.add(...values.map((one) => ({ kind: "flag", name, values: [one] }) as const));
  }

  #again(name: string, before: string, value: string): void {
    if (this.line.shown.delete(name)) return this.line.set(name, value);
    if (before === value) return;
    this.#say(`--${name} is given twice, as ${printable(before, 40)} and as ${printable(value, 40)}`);
    const isList = name === "traitors" || name === "value";
    this.line.set(name, isList ? `${before},${value}` : value);
  }

  /** The next word, if it is a value. */
  #value(): string | undefined {
    const word = this.args[this.#at];
    if (word === undefined || isFlag(word)) return undefined;
    this.#at++;
    return word;
  }

  /** Behind a switch, as other programs take it; another program may have such a name, and a file. */
  #truth(): string | undefined {
    const word = this.args[this.#at] ?? "";
    if (!/^(?:true|false)$/.test(word) || takesCommand(this.command) || existsSync(word)) return undefined;
    return this.#next();
  }

  #values(): string[] {
    const values: string[] = [];
    for (let value = this.#value(); value !== undefined; value = this.#value()) values.push(value);
    return values;
  }

  /** A list whose items stand apart, as in `--traitors 2 3`, `2, 3` and `'2 3'`; an order may have spaces in it. */
  #gathered(name: string, first: string): string {
    const item = LIST_ITEMS.get(name);
    if (!item) return first;
    const words = first.trim().split(/\s+/);
    const parts = name !== "orders" && words.every((word) => item.test(word)) ? words : [first];
    for (let word = this.args[this.#at]; word !== undefined; word = this.args[this.#at]) {
      const goesOn = parts.at(-1)?.endsWith(",") || word.startsWith(",");
      const isItem = item.test(word) && this.#hasItsOperands() && !existsSync(word);
      if (isFlag(word) || !(goesOn || isItem)) break;
      parts.push(word);
      this.#at++;
    }
    if (parts.length === 1) return first;
    this.#say(`the list behind --${name} has commas and no spaces`);
    return parts.join(",").replaceAll(/,+/g, ",");
  }

  #hasItsOperands(): boolean {
    const needed = this.command.registeredArguments.filter(({ required }) => required);
    return this.line.operands.length >= needed.length;
  }

  /** A list that stands behind another flag than its own: there is no operand that looks like one. */
  #isOfList(text: string): boolean {
    const name = [...this.line.shown].find((one) => LIST_ITEMS.get(one)?.test(text));
    if (name === undefined || existsSync(text)) return false;
    this.line.shown.delete(name);
    this.line.set(name, text);
    return true;
  }

  #operand(text: string): void {
    if (this.#isOfList(text)) return;
    const [, key = "", value = ""] = /^([a-z][\w-]*)=(.+)$/isu.exec(text) ?? [];
    const names = this.command.options.map(nameOf);
    const meant = value === "" || existsSync(text) ? undefined : this.#option(flagMeant(key, names) ?? "");
    if (!meant) return this.#named(text);
    this.#say(`${printable(text, 40)} has no dashes`);
    this.#take(meant, meant.required ? value : undefined);
  }

  /** What is empty was an unset variable of a shell; only another program's words may be. */
  #named(text: string): void {
    const argument = this.command.registeredArguments[this.line.operands.length];
    if (text !== "" || !argument || argument.variadic) return this.line.add({ kind: "operand", text });
    const isFile = ["config", "file", "recording"].includes(argument.name());
    this.#say(isFile ? "the name of a file is empty" : "a word of this line is empty");
  }
}

/** Not a negative number, and not `-` alone. Word processors make one long dash of two short ones. */
function isFlag(word: string): boolean {
  return /^(?:-[^\d]|[–—−]+[a-zA-Z])/.test(word);
}

function isLong(name: string): boolean {
  return name.startsWith("--");
}
