/**
 * Whether a group's folder is served already. A second `serve --all` would find its members' addresses taken, and write others
 * into the configuration of those that run: one of them that is started again would then be dialled by nobody.
 */
import { printable } from "../core/printable.js";
import { logGroup } from "../member/log/identity.js";
import { claimed } from "./claim.js";
import { CliError, EXIT } from "./exit.js";
import { answerFrom } from "./log-client.js";
import { configFile, readMembers } from "./log-folder.js";
import { readConfiguration } from "./settings.js";
import { commandText } from "./shell.js";

/** Also while it is only being started, when nobody answers yet. From here on it is this process's. */
export async function refuseStarted(folder: string): Promise<void> {
  if (await claimed(folder)) return;
  throw servedAlready(folder, "another strategos serve --all has it");
}

/** A member answers within this, even on a busy machine. */
const ANSWER_MS = 3000;

export async function refuseServed(folder: string): Promise<void> {
  // a folder that is new, or that cannot be read, is told of by whoever reads it next
  const client = await servedAt(folder).catch(() => null);
  if (client === null) return;
  throw servedAlready(folder, `a member answers at ${client}`);
}

function servedAlready(folder: string, how: string): CliError {
  const shown = printable(folder, 200);
  const cause = `the group in ${shown} is served already: ${how}`;
  const fix = `ask it, e.g. ${commandText("status", "--data", folder)}; or end the other strategos serve first`;
  return new CliError(EXIT.port, cause, fix);
}

async function servedAt(folder: string): Promise<string> {
  const group = logGroup(readConfiguration(configFile(folder)));
  const asked = readMembers(folder).map(async ({ client }) => {
    const members = await answerFrom<{ readonly group?: unknown }>(`${client}/v1/members`, ANSWER_MS);
    // another program may have that port by now
    if (members?.group !== group) throw new Error("of another group");
    return client;
  });
  return await Promise.any(asked);
}
