/** Changes of the members over HTTP: what is told of them, and a change that somebody hands in. */
import { BodyError, objectOf } from "../http/body.js";
import { type Changing, changingText, readChanging } from "../log/members.js";
import type { LogMember } from "../member/log/log-member.js";

/** With what proves it to whoever knows the first configuration. */
export function membersTold(member: LogMember) {
  return { version: 1, group: member.group, ...member.members };
}

/** `{"epoch":0,"change":{"remove":1},"approvals":[{"by":2,"signature":"…"}…]}` */
export function changeIn(body: string): Changing {
  const { epoch, change, approvals } = objectOf(body) as Partial<Changing> as Changing;
  const text = isObject(change) && Array.isArray(approvals) && approvals.every(isObject);
  const changing = text ? readChanging(changingText({ epoch, change, approvals, isLearner: false })) : null;
  if (changing) return changing;
  throw new BodyError(
    "the body has epoch, change, which is add or remove, and approvals, and they make no change",
  );
}

function isObject(value: unknown): boolean {
  return typeof value === "object" && value !== null;
}
