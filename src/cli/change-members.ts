/** A change of a log's members, from the command line: made, signed by those whose keys are here, and handed in. */
import { readKeyFile } from "../config/key-file.js";
import { printable } from "../core/printable.js";
import { type Change, type Changing, changeText, type Members } from "../log/members.js";
import type { ChangeState } from "../member/log/changes.js";
import { signedWith } from "../node/ed25519.js";
import { quorumOf } from "../protocols/simplex/rules.js";
import { CliError, EXIT, usage } from "./exit.js";
import { ask, refusalOf } from "./log-client.js";
import type { MemberAddress } from "./log-folder.js";

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
  return (await response.json()) as Told;
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

/** How many signatures it still needs. */
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
    const state = (await response.json()) as ChangeState;
    if (state.is === "done") return state;
    if (state.height > reached) {
      say(`node ${state.id} looks on, and has come to height ${state.height} of ${state.of}`);
      [reached, sinceMs] = [state.height, performance.now()];
    }
    if (performance.now() - sinceMs > PATIENCE_MS) throw stuck(state.id);
    await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
  }
}

function stuck(id: number): CliError {
  const cause = `node ${id} has come no further for ${PATIENCE_MS / 1000} s: it is no member yet`;
  const fix = `start it with: strategos serve ${id} --address ADDRESS --key FILE, whose public keys the change names, and ask again; the change stands as it is`;
  return new CliError(EXIT.unknown, cause, fix);
}
