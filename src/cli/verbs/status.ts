/** `strategos status`: how each member of a served log is. It ends with 1 if one of them is not well, 69 if none answers. */
import { members as membersText } from "../../explain/log/words.js";
import type { LogMember } from "../../member/log/log-member.js";
import { isWell } from "../../member/log/well.js";
import { EXIT } from "../exit.js";
import { answerFrom, membersOf, silent, WHERE_FLAGS, type WhereSettings } from "../log-client.js";
import type { Verb } from "../verb.js";

type Status = LogMember["status"];

const ANSWER_MS = 5_000;

export const verb: Verb = {
  flags: { ...WHERE_FLAGS, "--json": "print the members' own words as one JSON object" },
  run: showStatus,
};

async function showStatus(settings: WhereSettings & { json?: boolean }): Promise<number> {
  const members = membersOf(settings);
  const statuses = await Promise.all(members.map(({ client }) => statusAt(client)));
  if (statuses.every((status) => status === null)) throw silent(members);
  const list = members.map(({ id, client }, at) => ({ id, client, status: statuses[at] ?? null }));
  const text = settings.json
    ? JSON.stringify({ members: list })
    : list.map(({ id, client, status }) => line(id, client, status)).join("\n");
  process.stdout.write(`${text}\n`);
  return statuses.every((status) => status && isWell(status)) ? EXIT.holds : EXIT.violated;
}

/** Null: nobody answers there, or somebody else than a member. */
async function statusAt(client: string): Promise<Status | null> {
  const status = await answerFrom<Status>(`${client}/v1/status`, ANSWER_MS);
  return Array.isArray(status?.heard) ? status : null;
}

function line(id: number, client: string, status: Status | null): string {
  if (!status) return `member ${id || "?"} at ${client} does not answer`;
  const { height, view, leader, members, heard, pending, isBehind, isStuck, evidence, failed } = status;
  const unheard = members.filter((one) => one !== status.id && !heard.includes(one));
  return [
    `member ${status.id} at ${client}: height ${height}, view ${view} led by member ${leader}`,
    ...(pending > 0 ? [pending === 1 ? "1 command waits" : `${pending} commands wait`] : []),
    ...(isBehind ? ["it is behind, and catches up"] : []),
    ...(isStuck ? ["nothing has become final for 30 s"] : []),
    ...(unheard.length > 0 ? [`it does not hear ${membersText(unheard)}`] : []),
    ...evidence.map(({ by, misdeed }) => `it holds evidence against member ${by}: ${misdeed}`),
    ...(failed === null ? [] : [`it has stopped: ${failed.split("\n")[0]}`]),
  ].join("; ");
}
