/** The program: its help, how a command line becomes a verb that runs, and the exit code of each way to end. */
import type { Command, CommanderError } from "commander";
import { printable } from "../core/printable.js";
import { CliError, EXIT, reportFailure, usage } from "./exit.js";
import type { Line } from "./line.js";
import { showOverview } from "./overview.js";
import { verbAsked } from "./verb-asked.js";
import { type NamedVerb, VERBS } from "./verbs.js";

/** Runs one command line and returns its exit code. `verbs`: as they are, or with less in them where a test drives it. */
export async function main(
  args: readonly string[],
  verbs: ReadonlyMap<string, NamedVerb> = VERBS,
): Promise<number> {
  let exitCode: number = EXIT.holds;
  const done = (code: number) => {
    exitCode = code;
  };
  let line: Line | undefined;
  try {
    const asked = verbAsked(args);
    if (asked === null) return showOverview(args[0]);
    const command = await loaded(asked.verb, verbs.get(asked.verb) as NamedVerb, done);
    if (!asksForHelp(asked.args)) {
      const { mend } = await import("./mend.js");
      line = await mend(command, asked.args);
      const causes = [...asked.causes, ...line.causes];
      if (causes.length > 0) throw usage(causes.join("; "), {});
    }
    const { Command } = await import("commander");
    await new Command("strategos")
      .exitOverride()
      .addCommand(command)
      .parseAsync([asked.verb, ...asked.args], { from: "user" });
    return exitCode;
  } catch (error) {
    return failed(error, line);
  }
}

/** A verb's command, with which commander reads its line. */
async function loaded(
  name: string,
  { load, about }: NamedVerb,
  done: (exitCode: number) => void,
): Promise<Command> {
  const [{ verb }, { commandOf }] = await Promise.all([load(), import("./command.js")]);
  return commandOf(name, verb, done)
    .description(about)
    .exitOverride()
    .configureOutput({ writeErr: (text) => process.stderr.write(text.split("\n").map(shown).join("\n")) })
    .showHelpAfterError(`(strategos ${name} --help lists its flags)`);
}

const shown = (text: string): string => printable(text);

function asksForHelp(args: readonly string[]): boolean {
  const end = args.indexOf("--");
  return args.slice(0, end < 0 ? args.length : end).some((word) => word === "--help" || word === "-h");
}

function failed(error: unknown, line: Line | undefined): number {
  if (isOfCommander(error)) return error.exitCode === 0 ? EXIT.holds : EXIT.usage;
  if (!(error instanceof CliError) || error.changes === undefined || !line) return reportFailure(error);
  for (const [name, value] of Object.entries(error.changes)) line.set(name, value);
  return reportFailure(new CliError(error.exitCode, error.message, line.text()));
}

/** Known by its code: its class is not loaded before a verb is. */
function isOfCommander(error: unknown): error is CommanderError {
  return error instanceof Error && "code" in error && String(error.code).startsWith("commander.");
}
