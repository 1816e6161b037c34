/** What a program that joins gave wrongly, as another language's compiler, or none, lets through. */
import { isMainThread } from "node:worker_threads";
import type { Config } from "../config/config.js";
import { shown } from "./refusals.js";

export interface Misuse {
  readonly cause: string;
  readonly fix: string;
}

/** What no member can be joined with; null: nothing is wrong with it so far. */
export function misuseOf(options: {
  readonly config?: unknown;
  readonly id?: unknown;
  readonly signal?: unknown;
}): Misuse | null {
  const { config, id, signal } = options;
  if (!isMainThread) {
    const cause = "this is a worker thread, and ZeroMQ's addon can end the whole process from one";
    return { cause, fix: "join from the main thread, or from a process of its own (child_process.fork)" };
  }
  if (!isConfig(config)) {
    const cause = "the config is none that parseConfig made";
    return { cause, fix: "give parseConfig(text), with the file's text" };
  }
  if (typeof id !== "number")
    return { cause: `the id is ${shown(id)}, and ids are numbers`, fix: "give a number, e.g. Number(text)" };
  if (signal !== undefined && !(signal instanceof AbortSignal))
    return { cause: "the signal is no AbortSignal", fix: "give new AbortController().signal" };
  return null;
}

function isConfig(value: unknown): value is Config {
  if (typeof value !== "object" || value === null) return false;
  const { nodes, orders, m, roundTimeoutMs, startTimeoutMs } = value as Partial<Config>;
  const numbers = [m, roundTimeoutMs, startTimeoutMs];
  return Array.isArray(nodes) && Array.isArray(orders) && numbers.every((one) => typeof one === "number");
}

/** Closes a member once `signal` is aborted; whoever has left holds on to the signal no more. */
export function closeWith(
  signal: AbortSignal | undefined,
  member: { close(): Promise<void>; onClose(left: () => void): void },
): void {
  if (!signal) return;
  const close = () => void member.close();
  signal.addEventListener("abort", close, { once: true });
  member.onClose(() => signal.removeEventListener("abort", close));
  if (signal.aborted) close();
}
