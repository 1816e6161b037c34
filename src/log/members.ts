/**
 * The members of a log, and how a command in it changes them, one at a time. A change is nobody's to make alone: it counts
 * with the signatures of a quorum of the present members under it, and in the epoch alone that it was signed for. Every member
 * reads the same commands in the same order, so all hold the same list at every height.
 *
 * A new member is a **learner** first: the same change, marked `learner`, has the others send it the log, and only when it
 * stands in the log once more, unmarked, does it end the epoch. So a group never waits for one that has yet to catch up.
 */
import { canBeDialled } from "../core/address.js";
import { checkText } from "../core/value.js";
import { quorumOf } from "../protocols/simplex/rules.js";

export interface LogNode {
  readonly id: number;
  readonly address: string;
  /** of its links; null where links have no keys */
  readonly publicKey: string | null;
  /** of its votes; lower-case hex */
  readonly signingKey: string;
}

export interface Members {
  readonly epoch: number;
  /** ascending */
  readonly members: readonly LogNode[];
  /** those that are to be members */
  readonly learners: readonly LogNode[];
  /** the highest id that there ever was: a new member's is above it */
  readonly highest: number;
}

export type MembersData = Omit<Members, "members"> & { readonly members: readonly (LogNode | number)[] };

export type Change = { readonly add: LogNode } | { readonly remove: number };

interface Written {
  readonly members: Change & { readonly epoch: number };
  readonly approvals: readonly Approval[];
  readonly learner?: boolean;
}

export interface Approval {
  readonly by: number;
  /** under {@link changeText}; lower-case hex */
  readonly signature: string;
}

/** A change as it stands in a block. */
export interface Changing {
  readonly epoch: number;
  readonly change: Change;
  readonly approvals: readonly Approval[];
  readonly isLearner: boolean;
}

/** Whose rules: which log, and how its signatures are checked. */
export interface Electorate {
  /** hash of the group's first configuration */
  readonly group: string;
  readonly verify: (publicKey: string, text: string, signature: string) => boolean;
}

/** A group of fewer bears no fault at all. */
const MEMBERS_MIN = 4;
export const MEMBERS_MAX = 40;
const LEARNERS_MAX = 4;
/** Z85 (ZeroMQ RFC 32) of 32 bytes */
const LINK_KEY = /^[0-9a-zA-Z.:+=^!/*?&<>()[\]{}@%$#-]{40}$/;
const START = '{"members":';

/** What members sign who want it. */
export function changeText(group: string, epoch: number, change: Change): string {
  return JSON.stringify({ strategos: 1, log: group, members: { epoch, ...orderedChange(change) } });
}

export function changingText({ epoch, change, approvals, isLearner }: Changing): string {
  const members = { epoch, ...orderedChange(change) };
  const signed = approvals.map(({ by, signature }) => ({ by, signature }));
  return JSON.stringify({ members, approvals: signed, ...(isLearner && { learner: true }) });
}

/** The change that a text is; null: it is none. The text is the only one that stands for it. */
export function readChanging(text: string): Changing | null {
  if (!text.startsWith(START) || typeof checkText(text) !== "string") return null;
  try {
    const { members, approvals, learner } = JSON.parse(text) as Written;
    const { epoch, ...change } = members;
    const changing = { epoch, change, approvals, isLearner: learner === true };
    return changingText(changing) === text ? changing : null;
  } catch {
    return null;
  }
}

/** The change that a program or a client gives; null: it is none. */
export function changingOf(given: unknown): Changing | null {
  try {
    const { epoch, change, approvals } = given as Changing;
    return readChanging(changingText({ epoch, change, approvals, isLearner: false }));
  } catch {
    return null;
  }
}

/**
 * What of the members is the same everywhere: of the first ones the ids alone, for their addresses are each member's own
 * configuration, and may change there.
 */
export function sharedMembers(present: Members, first: Members): MembersData {
  const short = (node: LogNode) => (first.members.some(({ id }) => id === node.id) ? node.id : node);
  return { ...present, members: present.members.map(short) };
}

export function membersIn(data: MembersData, first: Members): Members {
  const whole = (node: LogNode | number) =>
    typeof node === "number" ? (first.members.find(({ id }) => id === node) as LogNode) : node;
  return { ...data, members: data.members.map(whole) };
}

/** Why a change does not count with these members, or null. */
export function changeFault(members: Members, changing: Changing, electorate: Electorate): string | null {
  const { epoch, change, approvals } = changing;
  if (epoch !== members.epoch)
    return `it was signed for epoch ${String(epoch)}, and this is epoch ${members.epoch}`;
  const fault = "add" in change ? additionFault(members, change.add) : removalFault(members, change.remove);
  if (fault !== null) return fault;
  if (changing.isLearner && !("add" in change)) return "only a new member can be a learner";
  return approvalFault(members, changeText(electorate.group, epoch, change), approvals, electorate);
}

/** The members behind a change that counts. */
export function changed(members: Members, { change, isLearner }: Changing): Members {
  if ("add" in change && isLearner) {
    const others = members.learners.filter(({ id }) => id !== change.add.id);
    return { ...members, learners: [...others, change.add].slice(-LEARNERS_MAX) };
  }
  const left = members.members.filter(({ id }) => !("remove" in change) || id !== change.remove);
  const added = "add" in change ? [change.add] : [];
  return {
    epoch: members.epoch + 1,
    members: [...left, ...added],
    learners: [],
    highest: Math.max(members.highest, ...added.map(({ id }) => id)),
  };
}

/** The change among a block's commands that ends the epoch: the first that counts; null: none does. */
export function sealingChange(
  members: Members,
  commands: readonly string[],
  electorate: Electorate,
): Changing | null {
  for (const text of commands) {
    const changing = readChanging(text);
    if (changing && !changing.isLearner && changeFault(members, changing, electorate) === null)
      return changing;
  }
  return null;
}

function additionFault({ members, highest }: Members, node: LogNode): string | null {
  const { id, address, publicKey, signingKey } = node;
  if (!(Number.isSafeInteger(id) && id > highest))
    return `a new member's id is above ${highest}, so that no id stands for two keys`;
  if (members.length >= MEMBERS_MAX) return `a group has at most ${MEMBERS_MAX} members`;
  if (typeof address !== "string" || !canBeDialled(address)) return `its address is not tcp://HOST:PORT`;
  if (typeof signingKey !== "string" || !/^[0-9a-f]{64}$/.test(signingKey)) return "it has no signingKey";
  if (publicKey !== null && !(typeof publicKey === "string" && LINK_KEY.test(publicKey)))
    return "its publicKey is none";
  // addresses and link keys of the first members are each one's own configuration: nothing may hang on them here
  const other = members.find((one) => one.signingKey === signingKey);
  return other ? `its signingKey is that of member ${other.id}` : null;
}

function removalFault({ members }: Members, id: number): string | null {
  if (!members.some((one) => one.id === id)) return `${String(id)} is no member`;
  if (members.length > MEMBERS_MIN) return null;
  return `${MEMBERS_MIN} members are the fewest that bear a fault: add another one first`;
}

function approvalFault(
  { members }: Members,
  text: string,
  approvals: readonly Approval[],
  { verify }: Electorate,
): string | null {
  const q = quorumOf(members.length);
  let last = 0;
  for (const { by, signature } of approvals) {
    const member = members.find(({ id }) => id === by);
    if (!member) return `${String(by)} signed it, and is no member`;
    if (by <= last) return "its signatures are not by ascending id, each id once";
    last = by;
    const isForm = typeof signature === "string" && /^[0-9a-f]{128}$/.test(signature);
    if (!isForm || !verify(member.signingKey, text, signature)) return `member ${by} did not sign it`;
  }
  return approvals.length < q ? `${approvals.length} members signed it, and ${q} make a quorum` : null;
}

function orderedChange(change: Change): Change {
  if (!("add" in change)) return { remove: change.remove };
  const { id, address, publicKey, signingKey } = change.add;
  return { add: { id, address, publicKey, signingKey } };
}
