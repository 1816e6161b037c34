/** `strategos log`: the commands of a log that is served, in order, or as they come. */
import { Command } from "commander";
import { printable } from "../../core/printable.js";
import type { LogEntry } from "../../member/log/events.js";
import { EXIT } from "../exit.js";
import { AT_HELP, ask, DATA_HELP, membersOf, refusalOf, type WhereSettings } from "../log-client.js";

interface LogSettings extends WhereSettings {
  readonly from: string;
  readonly limit: string;
  readonly follow?: boolean;
  readonly json?: boolean;
}

export function logCommand(done: (exitCode: number) => void): Command {
  return new Command("log")
    .option("--at <url>", AT_HELP)
    .option("--data <folder>", DATA_HELP)
    .option("--from <height>", "the first height to print", "1")
    .option("--limit <count>", "how many commands to print", "1000")
    .option("--follow", "go on printing as the log grows, until Ctrl-C")
    .option("--json", "print each as one line of JSON")
    .action(async (settings: LogSettings) => {
      const { from, limit, follow, json } = settings;
      const query = `?from=${encodeURIComponent(from)}&limit=${encodeURIComponent(limit)}`;
      const stop = new AbortController();
      process.once("SIGINT", () => stop.abort());
      const headers = follow ? { accept: "text/event-stream" } : {};
      const response = await ask(membersOf(settings), `/v1/log${query}`, { headers, signal: stop.signal });
      if (!response.ok) throw await refusalOf(response);
      for await (const line of linesOf(response))
        for (const text of follow ? dataIn(line) : [line])
          process.stdout.write(`${json ? text : textOf(JSON.parse(text) as LogEntry)}\n`);
      done(EXIT.holds);
    });
}

function textOf({ height, index, client, sequence, command, result }: LogEntry): string {
  const who = client.startsWith("~") ? "" : `${printable(client, 40)}#${sequence} `;
  return `${height}.${index} ${who}${printable(JSON.stringify(command))} → ${printable(JSON.stringify(result))}`;
}

/** What an event's line brings; the other lines are its name and beats. */
function dataIn(line: string): string[] {
  return line.startsWith("data:") ? [line.slice("data:".length).trim()] : [];
}

async function* linesOf(response: Response): AsyncGenerator<string> {
  let rest = "";
  const decoder = new TextDecoder();
  for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split("\n");
    rest = lines.pop() ?? "";
    yield* lines.filter((line) => line !== "");
  }
  if (rest !== "") yield rest;
}
