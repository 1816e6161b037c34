/** `strategos log`: the commands of a log that is served, in order, or as they come. */
import { setImmediate } from "node:timers/promises";
import type { Command } from "commander";
import { printable } from "../../core/printable.js";
import { wholeNumber } from "../../core/whole.js";
import type { LogEntry } from "../../member/log/events.js";
import { CliError, EXIT, usage } from "../exit.js";
import { ask, membersOf, refusalOf, silent, textOf, trustedConfig, WHERE_FLAGS } from "../log-client.js";
import { committed, followed } from "../log-lines.js";
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
  const lines = settings.follow ? followed : committed;
  for await (const { text, entry } of lines(settings, from, limit)) {
    process.stdout.write(`${json ? text : told(entry)}\n`);
    await setImmediate(); // a stream tells of its errors by then
    if (lost.aborted) break;
  }
  return EXIT.holds;
}

function limitOf(text: string): number {
  const limit = countOf("--limit", text);
  if (limit > 0) return limit;
  throw usage("--limit 0 prints nothing", { limit: "10" });
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
    if (response?.ok) return textOf(response);
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

function told({ height, index, client, sequence, command, result }: LogEntry): string {
  const who = client.startsWith("~") ? "" : `${printable(client, 40)}#${sequence} `;
  return `${height}.${index} ${who}${printable(JSON.stringify(command))} → ${printable(JSON.stringify(result))}`;
}
