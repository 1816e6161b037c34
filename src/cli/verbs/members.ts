/**
 * `strategos members`: who the members of a served log are, and changes of them: made, signed by those whose keys are here until a
 * quorum has signed, and handed in.
 */
import { readKeyFile } from "../../config/key-file.js";
import { printable } from "../../core/printable.js";
import { wholeNumber } from "../../core/whole.js";
import { type Change, type Changing, changeText, type LogNode, type Members } from "../../log/members.js";
import type { ChangeState } from "../../member/log/changes.js";
import { signedWith } from "../../node/ed25519.js";
import { quorumOf } from "../../protocols/simplex/rules.js";
import { CliError, EXIT, usage } from "../exit.js";
import { ask, membersOf, refusalOf, saidIn, WHERE_FLAGS } from "../log-client.js";
import { joinFolder, keyFilesIn, type MemberAddress } from "../log-folder.js";
import { readNamedJson } from "../reading.js";
import type { SettingsOf, Verb } from "../verb.js";

const FILE_BYTES_MAX = 64 * 1024;

const FLAGS = {
  ...WHERE_FLAGS,
  "--data <folder>": `${WHERE_FLAGS["--data <folder>"]}; all its keys sign`,
  "--address <address>": "add: where the new member is dialled, e.g. tcp://host:7105",
  "--public-key <key>": "add: its publicKey, from strategos keygen",
  "--signing-key <key>": "add: its signingKey, from strategos keygen",
  "--key <file...>": "the key files of present members, which sign the change",
  "--json": "print the result as JSON",
  "--quiet": "no progress on stderr",
} as const;

type MembersSettings = SettingsOf<typeof FLAGS>;

export const verb: Verb = {
  operands: {
    "[action]": "add, remove, or approve; left out: print who they are",
    "[what]": "the id, or for approve the change as another operator printed it, a file",
  },
  flags: FLAGS,
  run,
};

async function run(
  action: string | undefined,
  what: string | undefined,
  settings: MembersSettings,
): Promise<number> {
  const members = membersOf(settings);
  const told = await membersTold(members);
  if (action === undefined) {
    process.stdout.write(`${settings.json ? JSON.stringify(told) : listText(told)}\n`);
    return EXIT.holds;
  }
  const file = await asked(action, what, told, settings);
  const keys = settings.key ?? (settings.data === undefined ? [] : keyFilesIn(settings.data, told));
  const signed = approved(file, told, keys);
  const missing = missingIn(signed, told);
  if (missing > 0) {
    process.stdout.write(`${JSON.stringify(signed)}\n`);
    process.stderr.write(
      `${missing === 1 ? "1 more member has" : `${missing} more members have`} to sign it: strategos members approve FILE --key KEY --at URL, with this output as FILE\n`,
    );
    return EXIT.unknown;
  }
  const say = (line: string) => void (settings.quiet || process.stderr.write(`${line}\n`));
  const { epoch } = await handIn(members, signed, say);
  process.stdout.write(`${settings.json ? JSON.stringify({ epoch }) : doneText(signed.change, epoch)}\n`);
  return EXIT.holds;
}

async function asked(
  action: string,
  what: string | undefined,
  told: Told,
  settings: MembersSettings,
): Promise<ChangeFile> {
  if (action === "approve" && what !== undefined) return changeIn(what);
  const id = what === undefined ? null : wholeNumber(what);
  if (action === "remove" && id !== null) return changeOf(told, { remove: onceMember(id, told) });
  if (action === "add" && settings.data !== undefined && settings.address === undefined)
    return changeOf(told, { add: await joinFolder(settings.data, id ?? told.highest + 1) });
  if (action === "add" && id !== null) return changeOf(told, { add: nodeOf(id, settings) });
  throw usage(
    `members ${printable([action, what ?? ""].join(" ").trim(), 80)} is nothing that can be asked for`,
    "members add ID, members remove ID, or members approve FILE",
  );
}

/** Whoever asks again for what is done is told that it is done; whoever mistypes an id removes nobody. */
function onceMember(id: number, { members, highest }: Told): number {
  if (members.some((one) => one.id === id) || (id >= 1 && id <= highest)) return id;
  const ids = members.map((one) => one.id).join(", ");
  throw usage(`node ${id} never was a member`, `name one of the members: ${ids}`);
}

function nodeOf(id: number, { address, publicKey, signingKey }: MembersSettings): LogNode {
  if (address !== undefined && signingKey !== undefined)
    return { id, address, publicKey: publicKey ?? null, signingKey };
  throw usage(
    "a new member has an address and keys",
    "make a key on its machine with: strategos keygen FILE, and give --address, --public-key and --signing-key",
  );
}

function changeIn(file: string): ChangeFile {
  const fix = "give what strategos members add or remove printed";
  const given = readNamedJson(file, {
    ...{ what: "the change", bytesMax: FILE_BYTES_MAX, exitCode: EXIT.usage, fix },
  }) as ChangeFile | null;
  const isChange =
    typeof given?.change === "object" && given.change !== null && Array.isArray(given.approvals);
  if (isChange && given.version === 1) return given;
  throw usage(`${printable(file)} is no change of members`, fix);
}

function listText({ epoch, members, learners }: Told): string {
  const line = (word: string) => (node: LogNode) => `${word} ${node.id} at ${printable(node.address, 300)}`;
  return [`epoch ${epoch}`, ...members.map(line("  member")), ...learners.map(line("  learner"))].join("\n");
}

function doneText(change: Change, epoch: number): string {
  const what =
    "add" in change ? `node ${change.add.id} is a member` : `node ${change.remove} is no member any more`;
  return `${what}: this is epoch ${epoch}`;
}

/** What a member tells of them. */
export interface Told extends Members {
  readonly group: string;
}

/** A change on its way from one operator to the next, as a file. */
export type ChangeFile = Omit<Changing, "isLearner"> & { readonly version: 1; readonly group: string };

const AGAIN_MS = 500;
/** A learner that comes no further for so long has no link, or is not there. */
const PATIENCE_MS = 60_000;

export async function membersTold(members: readonly MemberAddress[]): Promise<Told> {
  const response = await ask(members, "/v1/members");
  if (!response.ok) throw await refusalOf(response);
  return saidIn<Told>(response, "members");
}

export function changeOf({ group, epoch }: Told, change: Change): ChangeFile {
  return { version: 1, group, epoch, change, approvals: [] };
}

/** The same change with the signatures of these keys under it, too. */
export function approved(file: ChangeFile, told: Told, keyFiles: readonly string[]): ChangeFile {
  const { group, epoch, change } = file;
  if (group !== told.group || epoch !== told.epoch)
    throw usage(
      `the change is of ${group === told.group ? `epoch ${epoch}, and this is epoch ${told.epoch}` : "another group"}`,
      "make it anew with: strategos members add ID, or remove ID",
    );
  const approvals = new Map(file.approvals.map((one) => [one.by, one]));
  for (const keyFile of keyFiles) {
    const { signingKey, signingSecret } = readKeyFile(keyFile);
    const member = told.members.find((one) => one.signingKey === signingKey);
    if (!member || signingSecret === undefined)
      throw usage(
        `${printable(keyFile)} is the key of no present member`,
        `give those of members: ${told.members.map(({ id }) => id).join(", ")}`,
      );
    const signature = signedWith(signingSecret, changeText(group, epoch, change));
    approvals.set(member.id, { by: member.id, signature });
  }
  return { ...file, approvals: [...approvals.values()].toSorted((a, b) => a.by - b.by) };
}

export function missingIn({ approvals }: ChangeFile, { members }: Told): number {
  return Math.max(0, quorumOf(members.length) - approvals.length);
}

/** Hands it in until it is done. */
export async function handIn(
  members: readonly MemberAddress[],
  { epoch, change, approvals }: ChangeFile,
  say: (line: string) => void,
): Promise<Extract<ChangeState, { is: "done" }>> {
  const body = JSON.stringify({ epoch, change, approvals });
  const headers = { "content-type": "application/json" };
  // who leaves may be gone before it has answered
  const others = members.filter(({ id }) => !("remove" in change) || id !== change.remove);
  let [reached, sinceMs] = [-1, performance.now()];
  for (;;) {
    const response = await ask(others.length > 0 ? others : members, "/v1/members", {
      method: "POST",
      body,
      headers,
    });
    if (!response.ok) throw await refusalOf(response);
    const state = await saidIn<ChangeState>(response, "is", false);
    if (state.is === "done") return state;
    if (state.height > reached) {
      say(`node ${state.id} looks on, and has come to height ${state.height} of ${state.of}`);
      [reached, sinceMs] = [state.height, performance.now()];
    }
    if (performance.now() - sinceMs > PATIENCE_MS) throw stuck(state.id, change);
    await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
  }
}

function stuck(id: number, change: Change): CliError {
  const at = "add" in change ? printable(change.add.address) : "ADDRESS";
  const cause = `node ${id} has come no further for ${PATIENCE_MS / 1000} s: it is no member yet`;
  const fix = `start it with: strategos serve ${id} --address ${at} --key FILE, whose public keys the change names, and ask again; the change stands as it is. If that address, or a key in it, is wrong, add it once more with the right ones`;
  return new CliError(EXIT.unknown, cause, fix);
}
