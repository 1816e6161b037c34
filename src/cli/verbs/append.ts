/** `strategos append`: one command for a log that is served; it ends when that is final. */
import { isDeepStrictEqual } from "node:util";
import type { Config } from "../../config/config.js";
import { wholeNumber } from "../../core/whole.js";
import type { Json } from "../../log/command.js";
import type { Vouched } from "../../member/log/answers.js";
import type { Submitted } from "../../member/log/events.js";
import { CliError, EXIT, usage } from "../exit.js";
import { ask, membersOf, refusalOf, saidIn, trustedConfig, WHERE_FLAGS } from "../log-client.js";
import type { MemberAddress } from "../log-folder.js";
import { provedEntry } from "../log-proof.js";
import type { SettingsOf, Verb } from "../verb.js";

const FLAGS = {
  ...WHERE_FLAGS,
  "--client <name>": "who appends; with --sequence it is done once, however often it is sent",
  "--sequence <number>": "which of the client's commands this is, from 0 on",
  "--until <height>": "the last height at which it may be done",
  "--vouched":
    "wait until f + 1 members signed what came of it; without --client and --sequence a member may show an equal command",
  "-c, --config <file>": "with --vouched: the group's first configuration; with --data it is there",
  "--json": "print the answer as JSON",
} as const;

type AppendSettings = SettingsOf<typeof FLAGS>;

export const verb: Verb = {
  operands: { "<command...>": "put KEY VALUE, delete KEY, cas KEY OLD NEW, or one JSON object" },
  flags: FLAGS,
  run: append,
};

async function append(words: readonly string[], settings: AppendSettings): Promise<number> {
  const { client, sequence, until } = settings;
  const config = settings.vouched ? trustedConfig(settings) : null;
  const members = membersOf(settings);
  const asked = { command: commandOf(words), client, sequence: numberOf("--sequence", sequence) };
  const body = JSON.stringify({ ...asked, until: numberOf("--until", until) });
  const headers = { "content-type": "application/json" };
  const response = await ask(members, "/v1/commands", { method: "POST", body, headers });
  if (!response.ok) throw await refusalOf(response);
  const submitted = await saidIn<Submitted>(response, "height", false);
  const vouched = config && (await vouchedFor(members, config, submitted, asked));
  const told = vouched ? { ...submitted, result: vouched.value, by: vouched.by } : submitted;
  process.stdout.write(`${settings.json ? JSON.stringify(told) : textOf(told)}\n`);
  return EXIT.holds;
}

interface Asked {
  readonly command: Json;
  readonly client: string | undefined;
  readonly sequence: number | undefined;
}

/** What f + 1 members say of the place that one named, if it is this command that stands there, under its name if it has one. */
async function vouchedFor(
  members: readonly MemberAddress[],
  config: Config,
  place: Submitted,
  { command, client, sequence }: Asked,
): Promise<Vouched> {
  const { verified } = await provedEntry(members, config, place);
  const said = verified.command;
  const isNamed = client === undefined || (said.client === client && said.sequence === sequence);
  if (isNamed && isDeepStrictEqual(said.command, command)) return verified.result as Vouched;
  const cause = "the member answered with a place where another command stands: it lies";
  throw new CliError(EXIT.unknown, cause, "ask another, with the same --client and --sequence");
}

function textOf({ height, index, result, repeated, by }: Submitted & Partial<Vouched>): string {
  const place = `height ${height}, index ${index}`;
  const who = by === undefined ? "" : `, as members ${by.join(", ")} signed`;
  return `${repeated ? "done before" : "done"} at ${place}: ${JSON.stringify(result)}${who}`;
}

function commandOf([action = "", ...words]: readonly string[]): Json {
  if (words.length === 0 && action.trimStart().startsWith("{")) {
    const value = jsonOf(action);
    if (typeof value === "object") return value;
  }
  const [key, ...values] = words;
  if (action === "delete" && key !== undefined && values.length === 0) return { delete: key };
  const count = action === "put" ? 1 : action === "cas" ? 2 : -1;
  if (key !== undefined && values.length === count) return { [action]: [key, ...values.map(jsonOf)] };
  const fix = `put KEY VALUE, delete KEY, cas KEY OLD NEW, or one JSON object, e.g. '{"put":["key",1]}'`;
  throw usage("that is no command", fix);
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
  throw usage(`${flag} is no whole number`, "give a number from 0 on");
}
