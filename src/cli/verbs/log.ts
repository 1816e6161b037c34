/** `strategos log`: the commands of a log that is served, in order, or as they come. */
import { setImmediate } from "node:timers/promises";
import type { Command } from "commander";
import { printable } from "../../core/printable.js";
import { wholeNumber } from "../../core/whole.js";
import type { LogEntry } from "../../member/log/events.js";
import { CliError, EXIT, usage } from "../exit.js";
import { ask, membersOf, refusalOf, silent, trustedConfig, WHERE_FLAGS } from "../log-client.js";
import { provedEntry } from "../log-proof.js";
import { countOf } from "../numbers.js";
import { outputLost } from "../print.js";
import type { SettingsOf, Verb } from "../verb.js";

const FLAGS = {
  ...WHERE_FLAGS,
  "--from <height>": { help: "the first height to print", default: "1" },
  "--limit <count>": "how many commands to print; all if left out",
  "--follow": "go on printing as the log grows, until Ctrl-C",
  "--proof <place>": "print what proves a command and what came of it, e.g. 1.0: for verify-entry",
  "--evidence <id>": "print what proves that this member lied, if one has it: for verify-evidence",
  "-c, --config <file>": "with --proof: the group's first configuration; with --data it is there",
  "--json": "print each as one line of JSON",
} as const;

type LogSettings = SettingsOf<typeof FLAGS>;

export const verb: Verb = { flags: FLAGS, run };

async function run(settings: LogSettings, command: Command): Promise<number> {
  const from = countOf("--from", settings.from);
  const limit = settings.limit === undefined ? Number.POSITIVE_INFINITY : limitOf(settings.limit);
  refuseBesideFile(settings, (name) => command.getOptionValueSource(name) === "cli");
  const { json, proof, evidence } = settings;
  const printed =
    proof !== undefined
      ? await proofText(proof, settings)
      : evidence !== undefined && (await evidenceText(evidence, settings));
  if (printed) {
    process.stdout.write(`${printed}\n`);
    return EXIT.holds;
  }
  const lost = outputLost();
  for await (const text of settings.follow
    ? followed(settings, from, limit)
    : committed(settings, from, limit)) {
    process.stdout.write(`${json ? text : textOf(JSON.parse(text) as LogEntry)}\n`);
    await setImmediate(); // a stream tells of its errors by then
    if (lost.aborted) break;
  }
  return EXIT.holds;
}

/** Commands that are asked for at one time. */
const PAGE_LINES = 1000;
/** An answer that is shorter, and has fewer commands than were asked for, comes to the log's end: a member cuts none below that. */
const PAGE_CHARS = 1_000_000;

/** From a height on, page by page, as many as were asked for, or up to the log's end. */
async function* committed(settings: LogSettings, first: number, limit: number): AsyncGenerator<string> {
  let left = limit;
  let from = String(first);
  for (let isEnd = false; !isEnd; ) {
    const asked = Math.min(left, PAGE_LINES);
    const response = await ask(membersOf(settings), `/v1/log?from=${from}&limit=${asked}`);
    if (!response.ok) throw await refusalOf(response);
    const lines = (await response.text()).split("\n").filter((line) => line !== "");
    yield* lines;
    left -= lines.length;
    const chars = lines.reduce((sum, { length }) => sum + length, 0);
    isEnd = left <= 0 || (lines.length < asked && chars < PAGE_CHARS);
    from = (response.headers.get("strategos-next") ?? "").replace(".", "&index=");
  }
}

function limitOf(text: string): number {
  const limit = countOf("--limit", text);
  if (limit > 0) return limit;
  throw usage("--limit 0 prints nothing", { limit: "10" });
}

/** As it grows, until Ctrl-C, or as many as were asked for. */
async function* followed(settings: LogSettings, from: number, limit: number): AsyncGenerator<string> {
  const stop = new AbortController();
  process.once("SIGINT", () => stop.abort());
  const given = { headers: { accept: "text/event-stream" }, signal: stop.signal };
  const response = await ask(membersOf(settings), `/v1/log?from=${from}`, given);
  if (!response.ok) throw await refusalOf(response);
  let isGone = false;
  let left = limit;
  for await (const line of linesOf(response)) {
    if (line.startsWith("event:")) isGone = line.endsWith("gone");
    const data = dataIn(line);
    if (isGone && data[0] !== undefined) throw await refusalOf(new Response(data[0], { status: 410 }));
    yield* data;
    left -= data.length;
    if (left <= 0) return; // the answer is let go of with its loop
  }
}

/** What goes with a proof or evidence: where it is asked for, and by whose keys. */
const WITH_FILE = ["at", "data", "config"];

function refuseBesideFile(settings: LogSettings, isGiven: (name: string) => boolean): void {
  const file = settings.proof !== undefined ? "proof" : "evidence";
  if (settings[file] === undefined) return;
  const others = Object.keys(settings).filter(
    (name) => name !== file && !WITH_FILE.includes(name) && isGiven(name),
  );
  if (others.length === 0) return;
  const changes = Object.fromEntries(others.map((name) => [name, null]));
  throw usage(`--${file} and --${others[0]} do not go together`, changes);
}

async function proofText(text: string, settings: LogSettings): Promise<string> {
  const place = /^(\d{1,15})\.(\d{1,9})$/.exec(text);
  if (!place)
    throw usage(
      `--proof ${printable(text, 40)} is no place`,
      "height and index, as strategos log prints them, e.g. --proof 1.0",
    );
  const [height, index] = [Number(place[1]), Number(place[2])];
  const { proof } = await provedEntry(membersOf(settings), trustedConfig(settings), { height, index });
  return JSON.stringify(proof);
}

/** The first that one of the members has; those that do not answer are passed over. */
async function evidenceText(id: string, settings: LogSettings): Promise<string> {
  if (wholeNumber(id) === null)
    throw usage(`--evidence ${printable(id, 40)} is no id`, "give one, e.g. --evidence 4");
  const members = membersOf(settings);
  let answered = 0;
  for (const member of members) {
    const response = await ask([member], `/v1/evidence/${id}`).catch(() => null);
    if (response?.ok) return response.text();
    if (response && response.status !== 404) throw await refusalOf(response);
    if (response) answered += 1;
  }
  if (answered === 0) throw silent(members);
  const cause = `has evidence against member ${id}`;
  if (answered === members.length)
    throw usage(`no member ${cause}`, "see with strategos status against whom there is some");
  throw new CliError(
    EXIT.unknown,
    `of ${members.length} members ${answered} answered, and none of these ${cause}`,
    "ask again when the others answer",
  );
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
  for await (const chunk of response.body ?? []) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split("\n");
    rest = lines.pop() ?? "";
    yield* lines.filter((line) => line !== "");
  }
  if (rest !== "") yield rest;
}
