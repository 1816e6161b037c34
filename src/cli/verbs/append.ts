/** `strategos append`: one command for a log that is served; it ends when that is final. */
import { Command } from "commander";
import { wholeNumber } from "../../core/whole.js";
import type { Json } from "../../log/command.js";
import type { Submitted } from "../../member/log/events.js";
import { CliError, EXIT } from "../exit.js";
import { AT_HELP, ask, DATA_HELP, membersOf, refusalOf, type WhereSettings } from "../log-client.js";

interface AppendSettings extends WhereSettings {
  readonly client?: string;
  readonly sequence?: string;
  readonly until?: string;
  readonly json?: boolean;
}

export function appendCommand(done: (exitCode: number) => void): Command {
  return new Command("append")
    .argument("<command...>", "put KEY VALUE, delete KEY, cas KEY OLD NEW, or one JSON object")
    .option("--at <url>", AT_HELP)
    .option("--data <folder>", DATA_HELP)
    .option("--client <name>", "who appends; with --sequence it is done once, however often it is sent")
    .option("--sequence <number>", "which of the client's commands this is, from 0 on")
    .option("--until <height>", "the last height at which it may be done")
    .option("--json", "print the answer as JSON")
    .action(async (words: readonly string[], settings: AppendSettings) => {
      const { client, sequence, until } = settings;
      const body = JSON.stringify({
        command: commandOf(words),
        client,
        sequence: numberOf("--sequence", sequence),
        until: numberOf("--until", until),
      });
      const headers = { "content-type": "application/json" };
      const response = await ask(membersOf(settings), "/v1/commands", { method: "POST", body, headers });
      if (!response.ok) throw await refusalOf(response);
      const submitted = (await response.json()) as Submitted;
      process.stdout.write(`${settings.json ? JSON.stringify(submitted) : textOf(submitted)}\n`);
      done(EXIT.holds);
    });
}

function textOf({ height, index, result, repeated }: Submitted): string {
  const place = `height ${height}, index ${index}`;
  return `${repeated ? "done before" : "done"} at ${place}: ${JSON.stringify(result)}`;
}

function commandOf([verb = "", ...words]: readonly string[]): Json {
  if (words.length === 0 && verb.trimStart().startsWith("{")) {
    const value = jsonOf(verb);
    if (typeof value === "object") return value;
  }
  const [key, ...values] = words;
  if (verb === "delete" && key !== undefined && values.length === 0) return { delete: key };
  const count = verb === "put" ? 1 : verb === "cas" ? 2 : -1;
  if (key !== undefined && values.length === count) return { [verb]: [key, ...values.map(jsonOf)] };
  const fix = `put KEY VALUE, delete KEY, cas KEY OLD NEW, or one JSON object, e.g. '{"put":["key",1]}'`;
  throw new CliError(EXIT.usage, `that is no command\n  fix: ${fix}`);
}

/** What is JSON counts as that, and all else as a text. */
function jsonOf(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return text;
  }
}

function numberOf(flag: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const number = wholeNumber(text);
  if (number !== null) return number;
  throw new CliError(EXIT.usage, `${flag} is no whole number\n  fix: give a number from 0 on`);
}
