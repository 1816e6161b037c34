/**
 * zeromq.js, loaded when it is first needed: its binary part may not load on this machine, and then only what needs it
 * fails, with a sentence.
 */
import { createRequire } from "node:module";

import type { Router } from "zeromq";

type Zeromq = typeof import("zeromq");

const FIX =
  "run npm ci (or npm rebuild zeromq) on this machine, with the Node.js that runs this; where no ready-made binary fits, that builds one and takes CMake and a C++ compiler";

/** The binary part of zeromq does not load here; `message` says why and what to do. Exit code 69. */
export class NoZeromqError extends Error {
  override readonly name = "NoZeromqError";
  override readonly cause: string;
  readonly fix = FIX;

  constructor(reason: string) {
    const cause = `zeromq, which moves the messages, cannot be loaded here: ${reason}`;
    super(`${cause}\n  fix: ${FIX}`);
    this.cause = cause;
  }
}

let loaded: Zeromq | null = null;

/** Throws NoZeromqError. */
export function zeromq(): Zeromq {
  loaded ??= load();
  return loaded;
}

/** Its loader tells the reason to the console only, trace by trace, and throws that nothing was found. */
function load(): Zeromq {
  /* oxlint-disable no-console -- nothing is printed: what would be is kept */
  const told: string[] = [];
  const { warn } = console;
  console.warn = (...texts: readonly unknown[]) => told.push(texts.map(String).join(" "));
  try {
    return createRequire(import.meta.url)("zeromq") as Zeromq;
  } catch (error) {
    throw new NoZeromqError(reasonIn(told, error));
  } finally {
    console.warn = warn;
    /* oxlint-enable no-console */
  }
}

/** A file that is there and does not load tells more than one that is missing. */
function reasonIn(told: readonly string[], error: unknown): string {
  const reasons = told.flatMap(
    (text) => /Failed to load addon at .*?: (?:\w*Error: )?(.*)/.exec(text)?.[1] ?? [],
  );
  const reason = reasons.find((one) => !one.startsWith("Cannot find module")) ?? reasons[0];
  return reason ?? (error as Error).message.split("\n")[0]!;
}

/** It is done when this returns, or lost: the other side or the socket itself may be gone. */
export function sendOrLose(socket: Router, parts: Uint8Array[]): void {
  try {
    socket.send(parts).catch(() => undefined);
  } catch {
    // thrown at once for a socket that is closed
  }
}

/**
 * Does what may fail because the other side or the socket itself is gone; false if it did. zeromq.js rejects for some of
 * that, and throws at once for the rest: a socket that is closed, or busy with another message.
 */
export async function attempt(action: () => unknown): Promise<boolean> {
  try {
    await action();
    return true;
  } catch {
    return false;
  }
}

/** A socket, or its monitor. */
export interface Source<T> {
  readonly closed: boolean;
  receive(): Promise<T>;
}

/**
 * Its next message or event; null once it is closed. A loop over a socket that is closed meanwhile ends in silence, but not
 * where messages were always there: then one in 513 is handed over later, and instead of it comes ENOTSOCK.
 */
export async function next<T>(source: Source<T>): Promise<T | null> {
  if (source.closed) return null;
  try {
    return await source.receive();
  } catch (error) {
    if (source.closed) return null;
    throw error;
  }
}
