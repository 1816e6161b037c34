/** A command that could not be started at all, and what to type instead. */
import { printable } from "../../core/printable.js";

export class CannotStartError extends Error {
  override readonly name = "CannotStartError";
  /** without the fix */
  readonly why: string;

  constructor(why: string, fix: string) {
    super(`${why}\n  fix: ${fix}`);
    this.why = why;
  }
}

export function cannotStart(file: string, { code = "" }: NodeJS.ErrnoException): CannotStartError {
  const name = printable(file, 200);
  const fail = (why: string, fix: string) =>
    new CannotStartError(`${name} could not be started: ${why}`, fix);
  if (code === "ENOENT") {
    if (/\s/.test(file))
      return fail(
        "there is no program of that name, blanks included",
        `leave the quotes out where it is a program and its arguments: strategos test -- ${name}`,
      );
    const here = file.includes("/") ? "" : `, or ./${name} for a program of this folder`;
    const fix = `give the command as you type it in this folder, e.g. strategos test -- python3 node.py${here}`;
    return fail("there is no such program", fix);
  }
  if (code === "EACCES") {
    return fail(
      "it may not be run, or is a folder",
      `chmod +x ${name}, or name what runs it, e.g. strategos test -- python3 ${name}`,
    );
  }
  if (code === "ENOEXEC") {
    const fix = "begin a script with a line such as #!/usr/bin/env python3, or name what runs it";
    return fail("it is no program", fix);
  }
  return fail(code, "close other programs, and try again");
}
