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

/** Failures of other rooms, known by their names, so that reporting one loads none of those rooms. */
const EXIT_BY_NAME: Readonly<Record<string, number>> = {
  ConfigError: EXIT.config,
  KeyFileError: EXIT.config,
  PortUnavailableError: EXIT.port,
  PortInUseError: EXIT.port,
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
