/**
 * Whether this process may open as many files and sockets as it will need. It is asked before the first one, for
 * libzmq aborts the whole process, without a word to us, where a socket of its own cannot be opened.
 */
import { readdirSync, readFileSync } from "node:fs";
import { parseAddress } from "../core/address.js";

/** This machine lacks what a process needs; `message` says what, and what to do. Exit code 69. */
export class NoResourcesError extends Error {
  override readonly name = "NoResourcesError";
}

/** Beside its links: libzmq's threads and monitor, Node's own files, and a few connections of strangers. */
const OWN = 18;
/** A socket of ours, the connection that it makes, the one that the peer makes, and one that is being replaced. */
const PER_PEER = 4;
/** A monitor of the socket, and a look-up. */
const PER_NAME = 3;

export function descriptorsOfNode(peers: readonly { readonly address: string }[]): number {
  const named = peers.filter(({ address }) => parseAddress(address)?.kind === "name");
  return OWN + PER_PEER * peers.length + PER_NAME * named.length;
}

/** Whether this process may open as many more. */
export function areDescriptorsFree(needed: number): boolean {
  const limit = limitOf();
  return limit === null || limit - openNow(limit) >= needed;
}

/** Throws NoResourcesError. Where the system does not tell (it does on Linux), nothing is known and nothing thrown. */
export function assertDescriptors(needed: number, who: string): void {
  const limit = limitOf();
  if (limit === null) return;
  const free = Math.max(0, limit - openNow(limit));
  if (free >= needed) return;
  throw new NoResourcesError(
    `${who} needs ${needed} more file descriptors, and may open ${free} (of ${limit}, the limit of a process)\n  fix: ${DESCRIPTORS_FIX}`,
  );
}

export const DESCRIPTORS_FIX =
  "allow more, e.g. ulimit -n 1024 in the shell that starts it, or LimitNOFILE= in systemd";

function limitOf(): number | null {
  try {
    const limits = readFileSync("/proc/self/limits", "utf8");
    const soft = /^Max open files\s+(\d+)/m.exec(limits)?.[1];
    return soft === undefined ? null : Number(soft);
  } catch (error) {
    return isExhausted(error) ? 0 : null;
  }
}

function openNow(limit: number): number {
  try {
    return readdirSync("/proc/self/fd").length;
  } catch {
    return limit;
  }
}

function isExhausted(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return code === "EMFILE" || code === "ENFILE";
}
