/** The program's help: laid out here as commander lays out that of a verb, so that no verb and no commander is loaded for it. */
import { columnsOf, print } from "./print.js";
import { VERBS } from "./verbs.js";
import { version } from "./version.js";

const ABOUT = "N processes agree on one order although some of them lie (Byzantine agreement), and show why";

const OPTIONS: readonly (readonly [string, string])[] = [
  ["-V, --version", "output the version number"],
  ["-h, --help", "display help for command"],
];

const EXIT_CODES = `
strategos FILE is strategos run FILE. Where the folder has a strategos.yaml, verbs that take a configuration use it.

Exit codes:
  0   the conditions hold, or are vacuous        64  usage
  1   a condition is violated; a check failed    69  no port, or too few resources
  2   unknown: too many faults, or no start      70  a bug
  130 stopped by Ctrl-C or a signal              78  configuration`;

/** As `EXIT` has it, whose file is not loaded for this. */
const USAGE = 64;
/** Where there is no terminal. */
const COLUMNS = 80;
/** What is left for a description on a narrow terminal. */
const WIDTH_MIN = 40;

/** Whether a line asks for no more than that. */
export function asksForOverview(first: string | undefined): boolean {
  return first === undefined || ["--help", "-h", "--version", "-V"].includes(first);
}

/** The help or the version; who asks for nothing gets the help as a mistake. Returns the exit code. */
export function showOverview(first: string | undefined): number {
  if (first === "--version" || first === "-V") {
    print(`${version()}\n`);
    return 0;
  }
  const name = first === undefined ? "stderr" : "stdout";
  print(overviewText(columnsOf(name) ?? COLUMNS), name);
  return first === undefined ? USAGE : 0;
}

function overviewText(columns: number): string {
  const verbs = [...VERBS].map(([name, { about }]) => [name, about] as const);
  const commands = [...verbs, ["help [command]", "display help for command"] as const];
  const indent = 4 + Math.max(...commands.map(([name]) => name.length));
  const line = ([name, about]: readonly [string, string]) => {
    const [first = "", ...others] = wrapped(about, Math.max(WIDTH_MIN, columns - indent));
    return [`  ${name.padEnd(indent - 2)}${first}`, ...others.map((text) => " ".repeat(indent) + text)].join(
      "\n",
    );
  };
  return [
    "Usage: strategos [options] [command]\n",
    `${wrapped(ABOUT, Math.max(WIDTH_MIN, columns)).join("\n")}\n`,
    `Options:\n${OPTIONS.map(line).join("\n")}\n`,
    `Commands:\n${commands.map(line).join("\n")}`,
    `${EXIT_CODES}\n`,
  ].join("\n");
}

function wrapped(text: string, width: number): string[] {
  const lines = [""];
  for (const word of text.split(" ")) {
    const longer = [lines.at(-1), word].filter((part) => part !== "").join(" ");
    if (longer.length > width) lines.push(word);
    else lines[lines.length - 1] = longer;
  }
  return lines;
}
