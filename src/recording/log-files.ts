/** Where real members' recordings of a log lie: a folder for each epoch, in it a file for each member, and one with what was before. */
import type { NodeId } from "../core/group.js";

const EPOCH_FOLDER = /^epoch-(\d{1,15})$/;
const MEMBERS_FILE = /^member-\d+(\.before)?\.jsonl$/;

export const epochFolder = (epoch: number): string => `epoch-${epoch}`;

/** Null: it is no epoch's folder. */
export function epochOf(name: string): number | null {
  const digits = EPOCH_FOLDER.exec(name)?.[1];
  return digits === undefined ? null : Number(digits);
}

export function membersFiles(id: NodeId): { readonly now: string; readonly before: string } {
  return { now: `member-${id}.jsonl`, before: `member-${id}.before.jsonl` };
}

export const isMembersFile = (name: string): boolean => MEMBERS_FILE.test(name);
