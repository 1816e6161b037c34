/**
 * Two copies of one member: its key in two processes, with a folder each. Neither can be told before both have signed, but
 * then each sees the other's votes in certificates, and the one that does so first stops for good: two that went on would
 * contradict each other. A folder that was put back from a copy shows in the same way, by what was signed since.
 */
import type { NodeId } from "../../core/group.js";
import type { Out } from "../../protocols/simplex/types.js";
import type { Archive } from "../../store/archive.js";
import { REPLACE } from "../../store/failure.js";
import { LogError } from "./events.js";

const KEY = "copied";

/** What this member ends with; later starts end with it, too. */
export function copied(archive: Archive, id: NodeId, seen: Extract<Out, { kind: "copied" }>): LogError {
  archive.put(KEY, JSON.stringify(seen));
  return errorOf(id, seen);
}

/** Throws `LogError` where an earlier life has ended so. */
export function refuseCopied(archive: Archive, id: NodeId): void {
  const seen = archive.get(KEY);
  if (seen !== null) throw errorOf(id, JSON.parse(seen) as Extract<Out, { kind: "copied" }>);
}

function errorOf(id: NodeId, { epoch, view }: Extract<Out, { kind: "copied" }>): LogError {
  const cause = `the key of member ${id} signed in view ${view} of epoch ${epoch} what this folder does not hold: another process has the key, or the folder is an old copy`;
  return new LogError("copied", cause, `end the other process, if there is one; ${REPLACE}`);
}
