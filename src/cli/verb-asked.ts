/** Which verb a command line asks for, wherever it stands and however it is spelt. */
import { existsSync, readFileSync, statSync } from "node:fs";
import { show } from "../config/problem.js";
import { printable } from "../core/printable.js";
import { CliError, usage } from "./exit.js";
import { verbMeant } from "./meant.js";
import { asksForOverview } from "./overview.js";
import { beginsAsRecording } from "./recordings.js";
import { commandText } from "./shell.js";
import { VERBS } from "./verbs.js";

export interface Asked {
  readonly verb: string;
  /** what follows it */
  readonly args: readonly string[];
  /** what was wrong, if the verb had to be guessed */
  readonly causes: readonly string[];
}

/** Null where the program itself is asked: for its help or its version. */
export function verbAsked(args: readonly string[]): Asked | null {
  refuseLostBytes(args);
  const [first, ...rest] = args;
  if (first === undefined || asksForOverview(first)) return null;
  if (first === "help") return rest[0] === undefined ? null : { ...asked(rest), args: ["--help"] };
  return asked(args);
}

/** Node.js hands on U+FFFD for what is not UTF-8: a file so named is not found, and one that is written gets another name. */
function refuseLostBytes(args: readonly string[]): void {
  const isThere = (one: string) => existsSync(one) || existsSync(one.slice(one.indexOf("=") + 1));
  const word = args.find((one) => one.includes("\uFFFD") && !isThere(one) && !isTyped(one));
  if (word === undefined) return;
  const cause = `${printable(word, 200)} is not in UTF-8, and each \uFFFD stands for bytes of it that are lost`;
  throw usage(cause, "write it in UTF-8, and rename a file that has such a name");
}

/**
 * Whether the sign itself was typed: among the bytes that this process was started with, where the system shows them. npx, which is
 * of Node.js too, has lost them before.
 */
function isTyped(word: string): boolean {
  if (process.env["npm_command"] !== undefined) return false;
  try {
    return readFileSync("/proc/self/cmdline").includes(`\0${word}\0`);
  } catch {
    return false;
  }
}

function asked(args: readonly string[]): Asked {
  const [first = "", ...rest] = args;
  if (VERBS.has(first)) {
    if (isHelp(rest)) throw instead("help is a flag there", first, "--help");
    return { verb: first, args: rest, causes: [] };
  }
  if (/^(?:-v|-?version)$/i.test(first)) throw instead(`there is no ${show(first)}`, "--version");
  if (/^[-–—−]/u.test(first)) return behindFlags(args);
  if (isFile(first)) return ofFile(first, args);
  const meant = verbMeant(first.slice(0, 64), [...VERBS.keys()]);
  const cause = `there is no verb ${show(first)}`;
  if (meant !== undefined && isHelp(rest)) throw instead(cause, meant, "--help");
  if (meant !== undefined) return { verb: meant, args: rest, causes: [cause] };
  throw usage(cause, `${commandText("--help")} lists the verbs`);
}

function isHelp([first]: readonly string[]): boolean {
  return first === "help" && !existsSync("help");
}

function instead(cause: string, ...words: readonly string[]): CliError {
  return usage(cause, commandText(...words));
}

/** `strategos --nodes 7 run`: a verb stands behind its flags, or there is none. */
function behindFlags(args: readonly string[]): Asked {
  const at = args.findIndex((word) => VERBS.has(word));
  if (at < 0) return { verb: "run", args, causes: ["the verb is missing"] };
  const others = args.filter((_, index) => index !== at);
  return { verb: args[at] as string, args: others, causes: ["the verb comes first"] };
}

function isFile(word: string): boolean {
  return /\.(?:ya?ml|json|jsonl)$/i.test(word) || (existsSync(word) && statSync(word).isFile());
}

/** A configuration alone is to be run; a recording was run already. */
function ofFile(file: string, args: readonly string[]): Asked {
  if (!beginsAsRecording(file)) return { verb: "run", args, causes: [] };
  return { verb: "explain", args, causes: [`${printable(file, 200)} is a recording, and needs a verb`] };
}
