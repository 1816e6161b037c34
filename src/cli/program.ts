/** The program: its verbs, its help, and the exit code of each way to end. */
import { Command, CommanderError } from "commander";
import { EXIT, reportFailure } from "./exit.js";
import { version } from "./version.js";

/** Makes a verb's command; its action hands its exit code to `done`. */
export type MakeCommand = (done: (exitCode: number) => void) => Command;

/** Loaded only when it is called for, so that one verb does not wait for what the others need. */
const VERBS: Readonly<Record<string, () => Promise<MakeCommand>>> = {
  run: async () => (await import("./run.js")).runCommand,
  node: async () => (await import("./node.js")).nodeCommand,
  sim: async () => (await import("./sim.js")).simCommand,
  check: async () => (await import("./check.js")).checkCommand,
  plan: async () => (await import("./plan.js")).planCommand,
  compare: async () => (await import("./compare.js")).compareCommand,
  doctor: async () => (await import("./doctor.js")).doctorCommand,
  explain: async () => (await import("./explain.js")).explainCommand,
  view: async () => (await import("./view.js")).viewCommand,
  init: async () => (await import("./init.js")).initCommand,
  validate: async () => (await import("./validate.js")).validateCommand,
  "verify-evidence": async () => (await import("./verify-evidence.js")).verifyEvidenceCommand,
  keygen: async () => (await import("./keygen.js")).keygenCommand,
};

const EXIT_CODES = `
Exit codes:
  0   the conditions hold, or are vacuous        64  usage
  1   a condition is violated; a check failed    69  no port, or too few resources
  2   unknown: too many faults, or no start      70  a bug
  130 stopped by Ctrl-C or a signal              78  configuration`;

/** Runs one command line and returns its exit code. */
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
  const called = VERBS[args[0] ?? ""];
  try {
    for (const load of called ? [called] : Object.values(VERBS)) {
      const make = await load();
      program.addCommand(make(done).exitOverride().showHelpAfterError("(strategos --help lists the verbs)"));
    }
    await program.parseAsync(args, { from: "user" });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.holds : EXIT.usage;
    return reportFailure(error);
  }
}
