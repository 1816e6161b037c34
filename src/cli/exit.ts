/** Exit codes (docs and `--help` list them), and how each failure reaches a user: a sentence, never a stack trace. */

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

/** A failure with its own exit code and a message that names cause and fix. */
export class CliError extends Error {
  readonly exitCode: number;

  constructor(exitCode: number, message: string) {
    super(message);
    this.exitCode = exitCode;
  }
}

/** Why a file, or standard output, cannot be written. */
export const WRITE_CAUSES: Readonly<Record<string, string>> = {
  ENOENT: "its folder does not exist",
  EACCES: "you may not write there",
  EISDIR: "it is a folder",
  ENOSPC: "the disk is full",
  EMFILE: "this process has no file descriptor left",
};

/** Standard output cannot be written. A reader that has left, as in `| head`, wanted no more and is no failure. */
export function outputFailure({ code = "" }: NodeJS.ErrnoException): CliError | null {
  if (code === "EPIPE") return null;
  const cause = WRITE_CAUSES[code] ?? code;
  return new CliError(
    EXIT.usage,
    `the result cannot be written: ${cause}\n  fix: send the output where there is room for it`,
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
};

/** Prints a failure to stderr and returns its exit code. */
export function reportFailure(error: unknown): number {
  if (!(error instanceof Error)) return say(`${BUG}\n${String(error)}`, EXIT.bug);
  if (error instanceof CliError) return say(error.message, error.exitCode);
  if (error.name === "AbortError") return say("stopped", EXIT.interrupted);
  const exitCode = EXIT_BY_NAME[error.name];
  if (exitCode !== undefined) return say(error.message, exitCode);
  return say(`${BUG}\n${error.name === "NodeBugError" ? error.message : error.stack}`, EXIT.bug);
}

const BUG = "this is a bug in strategos; please report it with what follows";

function say(message: string, exitCode: number): number {
  process.stderr.write(`strategos: ${message}\n`);
  return exitCode;
}
