/** `strategos serve`: one member of a log that goes on, or a whole group of them on this machine. */
import { refuseCommands, refuseOpenListener, refuseTraitors, refuseWithoutKeys } from "../../config/apart.js";
import type { Config } from "../../config/config.js";
import { FaultBook } from "../../core/fault-book.js";
import { printable } from "../../core/printable.js";
import { wholeNumber } from "../../core/whole.js";
import { members as membersText } from "../../explain/log/words.js";
import { KeyValue } from "../../log/key-value.js";
import { isForGood } from "../../member/log/events.js";
import { joinLog } from "../../member/log/join-log.js";
import type { LogMember } from "../../member/log/log-member.js";
import { faultyMax, quorumOf } from "../../protocols/simplex/rules.js";
import { serveClients } from "../../serve/server.js";
import { CliError, EXIT, usage } from "../exit.js";
import { idOf, LISTEN_FLAGS, memberKeys, readListen } from "../identity.js";
import { atFreeAddresses, groupIn, type MemberAddress, refuseOtherSize } from "../log-folder.js";
import { onPort, readPort } from "../numbers.js";
import { outputLost } from "../print.js";
import { serveAllMembers } from "../serve-all.js";
import { refuseServed, refuseStarted } from "../served.js";
import { readSettings } from "../settings.js";
import { commandText } from "../shell.js";
import type { SettingsOf, Verb } from "../verb.js";

const FLAGS = {
  "--all": "all members of a group, each a process on this machine that is started again when it dies",
  "--nodes <count>": "with --all: how many members a new group has; 4 if left out",
  "--data <folder>": "where the log is kept; with --all a folder for the whole group",
  "-c, --config <file>": "configuration file with each member's publicKey and signingKey",
  "--key <file>": "this member's secret key file; a mark is kept beside it",
  "--port <port>":
    "where clients are answered on 127.0.0.1: 7300 and the id if left out, 0 takes a free one; with --all the first of as many",
  "--round-timeout <duration>": "with --all: how long a new group waits for a leader, e.g. 2s",
  "--address <address>": "of a member that the configuration does not name: where its peers dial it",
  ...LISTEN_FLAGS,
  "--record <folder>":
    "write down what each member does and hears, within bounds, for strategos explain FOLDER",
  "--insecure": "allow addresses beyond this machine without keys",
  "--json": "print where clients are answered as one line of JSON, once they are",
  "--quiet": "no progress on stderr",
} as const;

type ServeSettings = SettingsOf<typeof FLAGS>;

export const verb: Verb = {
  operands: { "[id]": "which of the configuration's members this is; with --all, none" },
  flags: FLAGS,
  run: (id: string | undefined, settings: ServeSettings) =>
    settings.all ? serveAll(id, settings) : serveOne(id, settings),
};

async function serveOne(idText: string | undefined, settings: ServeSettings): Promise<number> {
  if (idText === undefined)
    throw usage(
      "which member is this?",
      "strategos serve ID --config FILE --key FILE --data FOLDER, or --all for a whole group here",
    );
  const config = readSettings(settings.config === undefined ? {} : { config: settings.config }, {
    isQuiet: settings.quiet === true,
  });
  const id = settings.address === undefined ? idOf(config, idText) : newIdOf(config, idText);
  const listen = readListen(settings.listen);
  refuse(config, settings, listen);
  const folder = required(settings.data, "--data FOLDER", "where this member keeps its log");
  const file = required(settings.key, "--key FILE", `the secrets of member ${id}, from strategos keygen`);
  const { publicKey, secretKey, signingKey, signingSecret } = memberKeys(config, id, file);
  const port = settings.port === undefined ? 7300 + id : readPort("--port", settings.port);
  const machine = new KeyValue();
  const hasKeys = config.nodes.some((node) => node.publicKey !== undefined);
  const address = settings.address;
  const member = await joinLog({
    ...{ config, id, signingSecret, folder, keyFile: file, machine },
    ...(hasKeys && { secretKey }),
    ...(listen !== undefined && { listen }),
    ...(settings.record !== undefined && { record: settings.record }),
    ...(address !== undefined && {
      joining: { id, address, publicKey: hasKeys ? publicKey : null, signingKey },
    }),
  }).catch((error: unknown) => {
    throw ended(error);
  });
  const failed = new Promise<Error>((resolve) => member.once("failed", resolve));
  const serve = (on: number) => serveClients(on, { member, machine });
  const server = await onPort("--port", port, serve).catch(async (error: unknown) => {
    await member.close();
    throw error;
  });
  const say = sayOf(settings);
  tell(member, say);
  if (address !== undefined) tellOtherAddress(member, address, say);
  const ending = stopped();
  await Promise.race([quorumHeard(member, say), ending, failed]);
  if (settings.json) process.stdout.write(`${JSON.stringify({ id, client: server.url })}\n`);
  say(`member ${id} answers clients at ${server.url}`);
  const failure = await Promise.race([ending, failed]);
  await server.close();
  await member.close();
  // the channel to whoever started this would keep it alive
  if (process.connected) process.disconnect();
  if (failure instanceof Error) throw ended(failure);
  return EXIT.holds;
}

/** What the same start would only meet again ends with another code than what may pass. */
function ended(error: unknown): unknown {
  return isForGood(error) ? new CliError(EXIT.config, error.message) : error;
}

/** One that is to become a member, or became one later than the configuration was written. */
function newIdOf(config: Config, text: string): number {
  const id = wholeNumber(text);
  if (id !== null && id > 0 && !config.nodes.some((node) => node.id === id)) return id;
  const cause =
    id === null
      ? `${printable(text, 40)} is no id`
      : `node ${id} is in the configuration, which has its address`;
  throw usage(cause, "leave --address out, or give the id of a new member");
}

function refuse(config: Config, { insecure }: ServeSettings, listen: string | undefined): void {
  const open = () =>
    refuseWithoutKeys(config) ?? (listen === undefined ? undefined : refuseOpenListener(config, listen));
  const refusal = refuseCommands(config) ?? (insecure ? undefined : open()) ?? refuseTraitors(config);
  if (refusal) throw new CliError(EXIT.config, refusal.cause, refusal.fix);
}

function required(value: string | undefined, flag: string, what: string): string {
  if (value !== undefined) return value;
  throw usage(`${flag.split(" ")[0]} is missing: ${what}`, `add ${flag}`);
}

function sayOf({ quiet }: ServeSettings): (line: string) => void {
  return (line) => {
    if (!quiet) process.stderr.write(`${line}\n`);
  };
}

/** What people should know of a member while it serves. */
function tell(member: LogMember, say: (line: string) => void): void {
  const book = new FaultBook(0);
  member.on("fault", (fault) => {
    const told = book.news(fault);
    if (told) say(`${told.from === null ? "somebody" : `member ${told.from}`}: ${told.kind}, ${told.detail}`);
  });
  member.on("behind", ({ height, isBehind }) =>
    say(
      isBehind
        ? `this member is behind, at height ${height}, and catches up`
        : `this member has caught up, at height ${height}`,
    ),
  );
  member.on("members", ({ epoch, members, learners }) =>
    say(
      `epoch ${epoch}: members ${members.join(", ")}${learners.length > 0 ? `; looking on: ${learners.join(", ")}` : ""}`,
    ),
  );
  member.on("unrecorded", (error) =>
    say(`nothing is recorded any more, since the recording cannot be written: ${error.message}`),
  );
  member.on("snapshot", ({ height }) => say(`a quorum signed the state after height ${height}`));
}

/** Where a member is dialled that joined stands in the log, and does not change. */
function tellOtherAddress(member: LogMember, address: string, say: (line: string) => void): void {
  const { members, learners } = member.members;
  const known = [...members, ...learners].find(({ id }) => id === member.id)?.address;
  if (known === undefined || known === address) return;
  say(
    `the others dial member ${member.id} at ${known}, where the log has it, and not at ${printable(address)}; with --listen it listens elsewhere, and to move it, let a new member take its place`,
  );
}

/** With fewer members nothing becomes final. */
async function quorumHeard(member: LogMember, say: (line: string) => void): Promise<void> {
  const { members } = member.status;
  const needed = quorumOf(members.length) - 1;
  const missing = () => members.filter((id) => id !== member.id && !member.status.heard.includes(id));
  // nobody hears one that looks on before the log says that it may
  if (member.status.heard.length >= needed || !members.includes(member.id)) return;
  say(`member ${member.id} waits for ${membersText(missing())}`);
  await new Promise<void>((resolve) => {
    const look = () => {
      if (member.status.heard.length < needed) return;
      member.off("heard", look);
      resolve();
    };
    member.on("heard", look);
  });
}

/** Ctrl-C, a signal, the end of whoever started this, or an address that nobody can be told. */
function stopped(): Promise<null> {
  const lost = outputLost();
  return new Promise((resolve) => {
    lost.addEventListener("abort", () => resolve(null));
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => resolve(null));
    process.once("disconnect", () => resolve(null));
  });
}

async function serveAll(id: string | undefined, settings: ServeSettings): Promise<number> {
  if (id !== undefined)
    throw usage("--all serves all members, and an id one of them", "give one or the other");
  const folder = required(settings.data, "--data FOLDER", "where the group keeps its keys and its log");
  const count = settings.nodes === undefined ? null : wholeNumber(settings.nodes);
  if (settings.nodes !== undefined && count === null) throw usage("--nodes is no number", "give --nodes 4");
  const firstPort = settings.port === undefined ? 0 : readPort("--port", settings.port);
  refuseOtherSize(folder, count);
  await refuseServed(folder);
  await refuseStarted(folder);
  const group = await groupIn(folder, count, settings.roundTimeout ?? "1s");
  const config = await atFreeAddresses(folder, group);
  const say = sayOf(settings);
  const { length: n } = config.nodes;
  if (faultyMax(n) === 0)
    say(
      n === 3
        ? "a group of 3 bears one that stands still, and none that lies: 4 are the fewest that do"
        : `a group of ${n} stands still when one member does: 3 bear that, and 4 one that lies`,
    );
  const onReady = (members: readonly MemberAddress[]) => {
    if (settings.json) process.stdout.write(`${JSON.stringify({ members })}\n`);
    for (const { id: member, client } of members) say(`member ${member} answers clients at ${client}`);
    say(
      `try: ${commandText("append", "--data", folder, "put", "greeting", "hello")}; Ctrl-C ends the group, and the same command goes on`,
    );
  };
  const { record } = settings;
  await serveAllMembers({ folder, config, firstPort, record, say, onReady, ending: stopped() });
  return EXIT.holds;
}
