/**
 * Whether a member can record its agreements. It writes down all that it was told in one go, on the thread that its other agreements
 * run on, and the program gets it as one piece of plain data.
 */
import { type Config, groupOf } from "../config/config.js";
import type { Group } from "../core/group.js";
import { protocolOf } from "../protocols/index.js";
import { shown, usage } from "./refusals.js";

/** They take 0.4 s of processor time and 110 MB, as measured with Node 20. */
const RELAYS_MAX = 400_000;

/** As they came in, and as they were accepted. */
const TIMES_TOLD = 2;

/** What an agreement's record holds. */
function relaysRecorded(group: Group): number {
  const kind = protocolOf(group);
  let relays = 0;
  for (let round = 0; round <= kind.lastRound(group); round++)
    relays += kind.relaysEach(group, round) * kind.senders(group, round).length;
  return TIMES_TOLD * relays;
}

/** Throws GroupError. `joinLog` takes a folder by this name. */
export function refuseRecord(record: unknown, config: Config): void {
  if (record !== undefined && typeof record !== "boolean") {
    const fix = "give true, and write down what the event `record` tells";
    throw usage(`record is ${shown(record)}, and is true or false`, fix);
  }
  const group = groupOf(config);
  if (!record || relaysRecorded(group) <= RELAYS_MAX) return;
  const { ids, m } = group;
  const relays = relaysRecorded(group).toLocaleString("en-US");
  const cause = `the record of one agreement of ${ids.length} members with m = ${m} holds ${relays} relays, and ${RELAYS_MAX.toLocaleString("en-US")} are the most`;
  const fewer = largest(m - 1, (fewerM) => ({ ...group, m: fewerM }));
  const members = largest(ids.length - 1, (n) => ({ ...group, ids: ids.slice(0, n) }));
  // m is at most n - 2
  const smaller = members >= m + 2 ? `, or with m = ${m} in a group of ${members}` : "";
  throw usage(cause, `leave record out; it goes with m = ${fewer}${smaller}`);
}

function largest(most: number, groupAt: (number: number) => Group): number {
  let number = most;
  while (number > 0 && relaysRecorded(groupAt(number)) > RELAYS_MAX) number--;
  return number;
}
