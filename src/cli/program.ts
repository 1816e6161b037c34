/** The program: its help, how a command line becomes a verb that runs, and the exit code of each way to end. */
import { Command, CommanderError } from "commander";
import { printable } from "../core/printable.js";
import { CliError, EXIT, reportFailure } from "./exit.js";
import type { Line } from "./line.js";
import { mend } from "./mend.js";
import { verbAsked } from "./verb-asked.js";
import { VERBS, type Verb } from "./verbs.js";
import { version } from "./version.js";

const EXIT_CODES = `
strategos FILE is strategos run FILE. Where the folder has a strategos.yaml, verbs that take a configuration use it.

Exit codes:
  0   the conditions hold, or are vacuous        64  usage
  1   a condition is violated; a check failed    69  no port, or too few resources
  2   unknown: too many faults, or no start      70  a bug
  130 stopped by Ctrl-C or a signal              78  configuration`;

/** Runs one command line and returns its exit code. `verbs`: as they are, or with less in them where a test drives it. */
export async function main(
  args: readonly string[],
  verbs: ReadonlyMap<string, Verb> = VERBS,
): Promise<number> {
  let exitCode: number = EXIT.holds;
  const done = (code: number) => {
    exitCode = code;
  };
  let line: Line | undefined;
  try {
    const asked = verbAsked(args);
    if (asked === null) return await overview(args);
    const command = await commandOf(asked.verb, verbs.get(asked.verb) as Verb, done);
    if (!asksForHelp(asked.args)) {
      line = await mend(command, asked.args);
      const causes = [...asked.causes, ...line.causes];
      if (causes.length > 0) throw new CliError(EXIT.usage, causes.join("; "), {});
    }
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
async function commandOf(
  verb: string,
  { load, about }: Verb,
  done: (exitCode: number) => void,
): Promise<Command> {
  const make = await load();
  return make(done)
    .description(about)
    .exitOverride()
    .configureOutput({ writeErr: (text) => process.stderr.write(text.split("\n").map(shown).join("\n")) })
    .showHelpAfterError(`(strategos ${verb} --help lists its flags)`);
}

const shown = (text: string): string => printable(text);

function asksForHelp(args: readonly string[]): boolean {
  const end = args.indexOf("--");
  return args.slice(0, end < 0 ? args.length : end).some((word) => word === "--help" || word === "-h");
}

/** Help and version, which load no verb. */
async function overview(args: readonly string[]): Promise<number> {
  const program = new Command("strategos")
    .description(
      "N processes agree on one order although some of them lie (Byzantine agreement), and show why",
    )
    .version(version())
    .addHelpText("after", EXIT_CODES)
    .exitOverride();
  for (const [name, { about }] of VERBS) program.addCommand(new Command(name).description(about));
  await program.parseAsync(args, { from: "user" });
  return EXIT.holds;
}

function failed(error: unknown, line: Line | undefined): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.holds : EXIT.usage;
  if (!(error instanceof CliError) || error.changes === undefined || !line) return reportFailure(error);
  for (const [name, value] of Object.entries(error.changes)) line.set(name, value);
  return reportFailure(new CliError(error.exitCode, `${error.message}\n  fix: ${line.text()}`));
}
