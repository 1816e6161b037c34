/** The program: its verbs, its help, and the exit code of each way to end. */
import { Command, CommanderError } from "commander";
import { checkCommand } from "./check.js";
import { EXIT, reportFailure } from "./exit.js";
import { explainCommand } from "./explain.js";
import { initCommand } from "./init.js";
import { keygenCommand } from "./keygen.js";
import { nodeCommand } from "./node.js";
import { runCommand } from "./run.js";
import { simCommand } from "./sim.js";
import { validateCommand } from "./validate.js";
import { version } from "./version.js";

const EXIT_CODES = `
Exit codes:
  0   the conditions hold, or are vacuous        64  usage
  1   a condition is violated                    69  a port is not available
  2   unknown: too many faults, or no start      70  a bug
                                                 78  configuration`;

/** Runs one command line and returns its exit code. A verb's action returns its own through `done`. */
export async function main(args: readonly string[]): Promise<number> {
  let exitCode: number = EXIT.holds;
  const done = (code: number) => {
    exitCode = code;
  };
  const program = new Command("strategos")
    .description(
      "N processes agree on one order although some of them lie (Byzantine agreement), and show why",
    )
    .version(version())
    .addHelpText("after", EXIT_CODES)
    .exitOverride();
  for (const make of [
    runCommand,
    nodeCommand,
    simCommand,
    checkCommand,
    initCommand,
    validateCommand,
    explainCommand,
    keygenCommand,
  ]) {
    program.addCommand(make(done).exitOverride().showHelpAfterError("(strategos --help lists the verbs)"));
  }
  try {
    await program.parseAsync(args, { from: "user" });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.holds : EXIT.usage;
    return reportFailure(error);
  }
}
