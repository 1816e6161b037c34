/** What a line's words amount to: each operand in its place, no flag missing, no value that cannot be read. */
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import type { Command } from "commander";
import { show } from "../config/problem.js";
import { nearest } from "../config/suggest.js";
import { printable } from "../core/printable.js";
import { wholeNumber } from "../core/whole.js";
import { usage } from "./exit.js";
import { type Line, nameOf } from "./line.js";
import { idsFrom, traitorsMeant } from "./lists.js";
import { exampleOf } from "./meant.js";
import { commandText } from "./shell.js";
import { VERBS } from "./verbs.js";
import { refuseToWriteOver } from "./written.js";

export async function place(command: Command, line: Line): Promise<void> {
  moveNumbers(command, line);
  dropVerbs(command, line);
  dropHelp(command, line);
  refuseTwoFiles(line);
  fitOperands(command, line);
  fitFlags(command, line);
  await nameTraitors(line);
  await refuseToWriteOver(command, line);
  if (line.causes.length === 0) return;
  const { fitExamples } = await import("./example.js");
  fitExamples(command, line);
}

/** A number where a file is taken: `run 7`, `doctor 3`, `node my.yaml 3`. */
function moveNumbers(command: Command, line: Line): void {
  const places = command.registeredArguments.map((one) => one.name());
  const [first, second] = line.operands;
  if (places[0] === "id" && first && isFile(first.text)) {
    if (second && wholeNumber(second.text) !== null) {
      line.causes.push("the id comes first");
      line.drop(second);
      line.addFirst(second.text);
    } else {
      line.causes.push(`${line.verb} needs the id of a node`);
      line.showFirst("id");
    }
  }
  const slot = places.length === 0 ? 0 : places.indexOf("config");
  const names = command.options.map(nameOf);
  const wanted = line.verb === "doctor" ? ["id"] : ["nodes", "m"].filter((name) => names.includes(name));
  for (const name of slot < 0 ? [] : wanted) {
    const number = line.operands[slot];
    if (!number || wholeNumber(number.text) === null || existsSync(number.text)) return;
    line.drop(number);
    line.causes.push(`${number.text} has no flag before it`);
    if (!line.flag(name)) line.set(name, number.text);
  }
}

/** Whether the word stands for a file, there or not. */
function isFile(text: string): boolean {
  return wholeNumber(text) === null && (/\.(?:ya?ml|json)$/i.test(text) || existsSync(text));
}

/** `run run`, `run sim`; a program on trial may have any name, and node is one. */
function dropVerbs(command: Command, line: Line): void {
  if (takesCommand(command)) return;
  const verbs = line.operands.filter(({ text }) => VERBS.has(text) && !existsSync(text));
  for (const verb of verbs) line.causes.push(`one verb is enough, and ${verb.text} is another`);
  line.drop(...verbs);
}

/** `run --quiet help` asks for help; beside another mistake the line as it is mended would, where this stands first. */
function dropHelp(command: Command, line: Line): void {
  if (line.operands[0]?.text !== "help" || takesCommand(command) || existsSync("help")) return;
  if (line.causes.length === 0) throw usage("help is a flag there", commandText(line.verb, "--help"));
  const at = line.operands.findIndex(({ text }) => text !== "help");
  line.drop(...line.operands.slice(0, at < 0 ? undefined : at));
}

/** A file by its place and another by `--config`, or a file and `--no-config`. */
function refuseTwoFiles(line: Line): void {
  const flag = line.flag("config");
  const none = line.flag("no-config");
  const file = line.configOperand;
  const named = flag?.values[0];
  if (file && named !== undefined && resolve(file.text) !== resolve(named)) {
    line.causes.push(
      `two configurations are named, ${printable(file.text, 200)} and ${printable(named, 200)}`,
    );
  }
  if (none && (file || flag)) line.causes.push("--no-config does not go with a file");
  if (file) line.drop(flag);
  if (file || flag) line.drop(none);
}

/** Whether what is not a flag is another program's command line. */
export function takesCommand({ registeredArguments }: Command): boolean {
  return registeredArguments.some(({ variadic }) => variadic);
}

function fitOperands(command: Command, line: Line): void {
  const { registeredArguments: places } = command;
  const excess = takesCommand(command) ? [] : line.operands.slice(places.length);
  for (const { text } of excess) {
    const isConfig = /\.(?:ya?ml|json)$/i.test(text) && places.length === 0;
    const why = isConfig ? ", for it takes no configuration: flags say how many nodes" : "";
    line.causes.push(`${line.verb} has no use for ${show(text)}${why}`);
  }
  line.drop(...excess);
  for (const one of places.slice(line.operands.length)) {
    if (!one.required) break;
    const name = one.name() === "id" ? "the id of a node" : `a ${one.name()}`;
    line.causes.push(`${line.verb} needs ${name}`);
    line.showFirst(one.name());
  }
}

function fitFlags(command: Command, line: Line): void {
  for (const option of command.options) {
    const name = nameOf(option);
    const [value] = line.flag(name)?.values ?? [];
    if (option.mandatory && value === undefined) {
      line.causes.push(`${line.verb} needs ${option.long}`);
      line.set(name, exampleOf(line.verb, name));
      line.shown.add(name);
    }
    const { argChoices: choices } = option;
    if (value === undefined || !choices || choices.includes(value)) continue;
    line.causes.push(`${option.long} can be ${choices.join(", ")}, and not ${printable(value, 40)}`);
    line.set(name, nearest(value, choices) ?? (choices[0] as string));
  }
}

async function nameTraitors(line: Line): Promise<void> {
  const typed = line.flag("traitors")?.values[0];
  // plain lists, which most are, are left alone without a look at what else there is
  if (typed === undefined || traitorsMeant(typed, [1]).cause === null) return;
  const { readLine } = await import("./settings.js");
  const ids = readLine(line, { traitors: "none" })?.nodes.map(({ id }) => id) ?? idsFrom(1, 7);
  const { list, cause } = traitorsMeant(typed, ids);
  line.causes.push(...(cause === null ? [] : [cause]));
  line.set("traitors", list);
  if (!readLine(line) && readLine(line, { unsafe: true })) line.set("unsafe", "");
}
