/** The program: its help, how a command line becomes a verb that runs, and the exit code of each way to end. */
import type { Command, CommanderError } from "commander";
import { printable } from "../core/printable.js";
import { type Changes, CliError, EXIT, reportFailure, usage } from "./exit.js";
import type { Line } from "./line.js";
import { showOverview } from "./overview.js";
import { verbAsked } from "./verb-asked.js";
import { type NamedVerb, VERBS } from "./verbs.js";

const HELP = "put --help behind the verb for its help";

/** One change of a line may uncover another: this often, at the most. */
const PASSES_MAX = 8;

/** Runs one command line and returns its exit code. `verbs`: as they are, or with less in them where a test drives it. */
export async function main(
  args: readonly string[],
  verbs: ReadonlyMap<string, NamedVerb> = VERBS,
): Promise<number> {
  let exitCode: number = EXIT.holds;
  const done = (code: number) => {
    exitCode = code;
  };
  let typed: Typed | undefined;
  try {
    const asked = verbAsked(args);
    if (asked === null) return showOverview(args[0]);
    const named = verbs.get(asked.verb) as NamedVerb;
    const command = await loaded(asked.verb, named, done);
    if (!asksForHelp(asked.args)) {
      const { mend } = await import("./mend.js");
      const line = await mend(command, asked.args);
      typed = { line, named, command };
      const causes = [...asked.causes, ...line.causes];
      if (causes.length > 0) throw usage(causes.join("; "), {});
    }
    await parse(command, [asked.verb, ...asked.args]);
    return exitCode;
  } catch (error) {
    return await failed(error, typed);
  }
}

/** What was typed, as it was meant, and the verb that it asks for. */
interface Typed {
  readonly line: Line;
  readonly named: NamedVerb;
  readonly command: Command;
}

async function parse(command: Command, args: readonly string[]): Promise<void> {
  const { Command } = await import("commander");
  const program = new Command("strategos").exitOverride().addCommand(command);
  await program.parseAsync(args, { from: "user" });
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

async function failed(error: unknown, typed: Typed | undefined): Promise<number> {
  if (isOfCommander(error)) return error.exitCode === 0 ? EXIT.holds : EXIT.usage;
  if (!(error instanceof CliError) || error.changes === undefined) return reportFailure(error);
  // a flag took the wish for help as its value
  if (!typed) return reportFailure(new CliError(error.exitCode, error.message, HELP));
  const { line } = typed;
  // the line that is offered may have flags that do not go together, either
  for (let changes: Changes = error.changes, left = PASSES_MAX; left > 0; left--) {
    for (const [name, value] of Object.entries(changes)) line.set(name, value);
    changes = await refusal(typed);
    if (Object.keys(changes).length === 0) break;
  }
  const { fitExamples } = await import("./example.js");
  fitExamples(typed.command, line);
  return reportFailure(new CliError(error.exitCode, error.message, line.text()));
}

/** What the verb would have changed in the line before it reads anything. */
async function refusal({ line, named }: Typed): Promise<Changes> {
  const load = async () => ({ verb: { ...(await named.load()).verb, run: () => EXIT.holds } });
  const command = await loaded(line.verb, { ...named, load }, () => undefined);
  try {
    await parse(command.configureOutput({ writeErr: () => undefined }), line.args());
    return {};
  } catch (error) {
    return (error instanceof CliError && error.changes) || {};
  }
}

/** Known by its code: its class is not loaded before a verb is. */
function isOfCommander(error: unknown): error is CommanderError {
  return error instanceof Error && "code" in error && String(error.code).startsWith("commander.");
}
