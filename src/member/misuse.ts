/** What a program that joins gave wrongly, as another language's compiler, or none, lets through. */
import { isMainThread } from "node:worker_threads";
import type { Config } from "../config/config.js";
import { madeConfig } from "../config/made.js";
import { ConfigError } from "../config/problem.js";
import { ArgumentError, isSignal } from "../core/argument.js";
import { shown } from "./refusals.js";

export interface Misuse {
  readonly cause: string;
  readonly fix: string;
}

/** A copy of the configuration to join with. Throws what `refusal` makes of what no member can be joined with. */
export function joinedConfig(
  { config, id, signal }: { readonly config?: unknown; readonly id?: unknown; readonly signal?: unknown },
  refusal: (cause: string, fix: string) => Error,
): Config {
  if (!isMainThread) {
    const cause = "this is a worker thread, and ZeroMQ's addon can end the whole process from one";
    throw refusal(cause, "join from the main thread, or from a process of its own (child_process.fork)");
  }
  const sound = soundConfig(config, refusal);
  if (typeof id !== "number")
    throw refusal(`the id is ${shown(id)}, and ids are numbers`, "give a number, e.g. Number(text)");
  if (signal !== undefined && !isSignal(signal))
    throw refusal("the signal is no AbortSignal", "give new AbortController().signal");
  return sound;
}

function soundConfig(given: unknown, refusal: (cause: string, fix: string) => Error): Config {
  const cause = "the config is none that parseConfig made";
  try {
    return madeConfig("joining", given);
  } catch (error) {
    if (error instanceof ArgumentError) throw refusal(cause, "give parseConfig(text), with the file's text");
    const [first] = error instanceof ConfigError ? error.problems : [];
    throw first ? refusal(`${cause}: ${first.cause}`, first.fix) : error;
  }
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
