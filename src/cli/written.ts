/** What a line has written: never over what its verb reads, by whatever name, nor twice into one file. */
import { existsSync, realpathSync, statSync } from "node:fs";
import { basename, dirname, join, parse, resolve } from "node:path";
import type { Command } from "commander";
import { wordsOf } from "../config/command.js";
import { printable } from "../core/printable.js";
import { Flag } from "./command.js";
import { type Line, nameOf } from "./line.js";
import { exampleOf } from "./meant.js";
import { descriptorOf } from "./streams.js";

export async function refuseToWriteOver(command: Command, line: Line): Promise<void> {
  const written = command.options.filter((one) => one instanceof Flag && one.isWritten).map(nameOf);
  const named = written.flatMap((name) => line.valuesOf(name).map((file) => ({ name, file })));
  const read = named.some(({ file }) => existsSync(file)) ? await filesRead(command, line) : [];
  const before = new Map<string, string>();
  for (const { name, file } of named) {
    const place = placeOf(file);
    if (place === null) continue;
    const over = read.find((one) => placeOf(one) === place);
    const other = before.get(place);
    before.set(place, name);
    if (over !== undefined)
      line.causes.push(`--${name} would write over ${printable(over, 200)}, which ${line.verb} needs`);
    else if (other !== undefined)
      line.causes.push(`--${other} and --${name} would write to one file, ${printable(file, 200)}`);
    if (over !== undefined || other !== undefined) line.set(name, unused(exampleOf(line.verb, name)));
  }
}

/** Where a file is, however it is named; null of what cannot be written over, as a pipe, a device, or what is open already. */
function placeOf(file: string): string | null {
  if (descriptorOf(file) !== null) return null;
  try {
    const there = statSync(file, { bigint: true, throwIfNoEntry: false });
    if (there !== undefined) return there.isFile() ? `${there.dev}:${there.ino}` : null;
    return join(realpathSync(dirname(file)), basename(file));
  } catch {
    return null;
  }
}

/** Files that the line names to be read, and those that these name: programs, too, and the configuration of the folder. */
async function filesRead(command: Command, line: Line): Promise<string[]> {
  const values = (flags: RegExp) =>
    command.options
      .filter((one) => !(one as Flag).isWritten && flags.test(one.flags))
      .flatMap((one) => line.valuesOf(nameOf(one)));
  const programs = values(/<id=command>/).flatMap((one) => wordsOf(one.replace(/^[^=]*=/, "")));
  const named = [...line.operands.map(({ text }) => text), ...values(/<(?:files?|recording)\b/), ...programs];
  if (!command.options.some((one) => nameOf(one) === "no-config")) return named;
  const { fileOfLine, readLine } = await import("./settings.js");
  const file = fileOfLine(line);
  // a pipe gives what it has only once, and that is for the verb
  if (file === undefined || placeOf(file) === null) return named;
  const commands = readLine(line)?.nodes.flatMap((node) => wordsOf(node.command ?? [])) ?? [];
  return [...named, file, ...commands.map((word) => resolve(dirname(file), word))];
}

/** That name, or the same with a number, which no file has. */
export function unused(file: string): string {
  const { name, ext } = parse(file);
  let free = file;
  for (let count = 2; existsSync(free); count++) free = `${name}-${count}${ext}`;
  return free;
}
