/** Whether a member can do its part: what its health, `strategos status` and so the probes of a cluster go by. */
import { quorumOf } from "../../protocols/simplex/rules.js";
import type { LogMember } from "./log-member.js";

/** It has not stopped, holds what is final, goes on, and is with a quorum of members, itself perhaps among them. */
export function isWell({ id, members, heard, isBehind, isStuck, failed }: LogMember["status"]): boolean {
  const present = members.filter((one) => one === id || heard.includes(one));
  return failed === null && !isBehind && !isStuck && present.length >= quorumOf(members.length);
}
