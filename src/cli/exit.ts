/** Exit codes (docs and `--help` list them), and how each failure reaches a user: a sentence, never a stack trace. */

import { NodeBugError } from "../cluster/launch.js";
import { PortUnavailableError } from "../cluster/ports.js";
import { KeyFileError } from "../config/keyfile.js";
import { ConfigError } from "../config/problem.js";

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

/** Prints a failure to stderr and returns its exit code. */
export function reportFailure(error: unknown): number {
  if (error instanceof CliError) return say(error.message, error.exitCode);
  if (error instanceof ConfigError) return say(error.message, EXIT.config);
  if (error instanceof KeyFileError) return say(error.message, EXIT.config);
  if (error instanceof PortUnavailableError) return say(error.message, EXIT.port);
  if (error instanceof Error && error.name === "PortInUseError") return say(error.message, EXIT.port);
  if (error instanceof Error && error.name === "AbortError") return say("stopped", EXIT.interrupted);
  const trace =
    error instanceof NodeBugError ? error.message : error instanceof Error ? error.stack : String(error);
  return say(`this is a bug in strategos; please report it with what follows\n${trace}`, EXIT.bug);
}

function say(message: string, exitCode: number): number {
  process.stderr.write(`strategos: ${message}\n`);
  return exitCode;
}
