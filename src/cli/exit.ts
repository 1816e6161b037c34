/** Exit codes (docs and `--help` list them), and how each failure reaches a user: a sentence, never a stack trace. */
import { printable } from "../core/printable.js";
import { asTyped } from "./shell.js";

export const EXIT = {
  holds: 0,
  violated: 1,
  unknown: 2,
  usage: 64,
  port: 69,
  bug: 70,
  config: 78,
  interrupted: 130,
} as const;

/** Flags of the command that should have been typed, where they differ from those that were; null takes one away. */
export type Changes = Readonly<Record<string, string | readonly string[] | null>>;

/** A failure with its own exit code: its cause, and the fix or what to type instead. Sentences of other rooms hold both. */
export class CliError extends Error {
  readonly changes: Changes | undefined;

  constructor(
    readonly exitCode: number,
    cause: string,
    fix?: string | Changes,
  ) {
    super(typeof fix === "string" ? `${cause}\n  fix: ${fix}` : cause);
    this.changes = typeof fix === "string" ? undefined : fix;
  }
}

/** What was asked for cannot be: a mistake of whoever typed it. */
export function usage(cause: string, fix?: string | Changes): CliError {
  return new CliError(EXIT.usage, cause, fix);
}

/** Why a file, or standard output, cannot be written. */
export const WRITE_CAUSES: Readonly<Record<string, string>> = {
  ENOENT: "its folder does not exist",
  EACCES: "you may not write there",
  EPERM: "you may not write there",
  EROFS: "that disk can only be read",
  EISDIR: "it is a folder",
  ENOTDIR: "a part of its path is a file",
  ENAMETOOLONG: "its name is too long",
  ENOSPC: "the disk is full",
  EDQUOT: "your share of the disk is used up",
  EMFILE: "this process has no file descriptor left",
  ENXIO: "nobody reads what is written there",
  EAGAIN: "its reader takes nothing",
  EPIPE: "its reader has left",
};

/** With room it would have been written; all else is a mistake of whoever named the place. */
export function writeExit(code: string): number {
  return ["ENOSPC", "EDQUOT", "EMFILE"].includes(code) ? EXIT.port : EXIT.usage;
}

/** Why a file cannot be read. */
export const READ_CAUSES: Readonly<Record<string, string>> = {
  EACCES: "you may not read it",
  EPERM: "you may not read it",
  EISDIR: "it is a folder",
  ENOTDIR: "a part of its path is a file",
  ENAMETOOLONG: "its name is too long",
};

/** Standard output cannot be written. A reader that has left, as in `| head`, wanted no more and is no failure. */
export function outputFailure({ code = "" }: NodeJS.ErrnoException): CliError | null {
  if (code === "EPIPE") return null;
  const cause = WRITE_CAUSES[code] ?? code;
  return new CliError(
    writeExit(code),
    `the result cannot be written: ${cause}`,
    "send the output where there is room for it",
  );
}

/** Failures of other rooms, known by their names, so that reporting one loads none of those rooms. */
const EXIT_BY_NAME: Readonly<Record<string, number>> = {
  ConfigError: EXIT.config,
  KeyFileError: EXIT.config,
  PortUnavailableError: EXIT.port,
  PortInUseError: EXIT.port,
  NoResourcesError: EXIT.port,
  NoZeromqError: EXIT.port,
  StoreError: EXIT.port,
  LogError: EXIT.usage,
  RecordingError: EXIT.usage,
  CannotStartError: EXIT.port,
};

/** Prints a failure to stderr and returns its exit code. */
export function reportFailure(error: unknown): number {
  if (!(error instanceof Error)) return say(`${BUG}\n${String(error)}`, EXIT.bug);
  if (error instanceof CliError) return say(error.message, error.exitCode);
  if (error.name === "AbortError") return say("stopped", EXIT.interrupted);
  const { code, syscall } = error as NodeJS.ErrnoException;
  if (syscall === "uv_cwd") return say(NO_FOLDER, EXIT.usage);
  if (code === "MODULE_NOT_FOUND") return say(missingPart(error), EXIT.port);
  const exitCode = EXIT_BY_NAME[error.name];
  if (exitCode !== undefined) return say(error.message, exitCode);
  return say(`${BUG}\n${error.name === "NodeBugError" ? error.message : error.stack}`, EXIT.bug);
}

/** A build that was cut short, or packages that were removed since. */
function missingPart({ message }: Error): string {
  return `a part of the program is missing: ${message.split("\n")[0]}\n  fix: npm ci`;
}

const NO_FOLDER = "the folder that this was started in has been removed\n  fix: change to another one";

const BUG = "this is a bug in strategos; please report it with what follows";

/** Whatever name or value a message quotes, it steers no terminal. */
function say(message: string, exitCode: number): number {
  process.stderr.write(
    `strategos: ${asTyped(message)
      .split("\n")
      .map((line) => printable(line))
      .join("\n")}\n`,
  );
  return exitCode;
}
