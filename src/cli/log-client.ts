/** Asking a served log's members over HTTP: where they are, one after the other while nobody answers, and what refusals mean. */
import type { Config } from "../config/config.js";
import { printable } from "../core/printable.js";
import { CliError, EXIT, usage } from "./exit.js";
import { configFile, type MemberAddress, readMembers } from "./log-folder.js";
import { readConfiguration } from "./settings.js";
import type { SettingsOf } from "./verb.js";

export const WHERE_FLAGS = {
  "--at <url>": "a member's address for clients, e.g. http://127.0.0.1:7301; several with commas between",
  "--data <folder>": "the folder of a group that serve --all serves; instead of --at",
} as const;

export type WhereSettings = SettingsOf<typeof WHERE_FLAGS>;

/** Members that may be asked, in order. */
export function membersOf({ at, data }: WhereSettings): readonly MemberAddress[] {
  if (at !== undefined) return at.split(",").map((one) => ({ id: 0, client: addressOf(one) }));
  if (data !== undefined) return readMembers(data);
  const fix = "add --data FOLDER, that of strategos serve --all, or --at URL, where a member answers";
  throw usage("which log?", fix);
}

/** The group's first configuration, by which what members say is verified. */
export function trustedConfig({
  config,
  data,
}: {
  readonly config?: string;
  readonly data?: string;
}): Config {
  const file = config ?? (data === undefined ? undefined : configFile(data));
  if (file !== undefined) return readConfiguration(file);
  const fix = "add --config FILE, the group's first configuration, from somebody whom you trust";
  throw usage("by which members' keys?", fix);
}

function addressOf(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url?.protocol === "http:" || url?.protocol === "https:") return url.origin;
  throw usage(`--at ${printable(text, 80)} is no address`, "--at http://127.0.0.1:7301");
}

/** A member answers within this, but for commands and changes, which it waits for. */
const ANSWER_MS = 5000;
/** Those it gives up after 30 s. */
const DONE_MS = 35_000;

/**
 * The first member's answer that there is. The next one is asked only where nothing was sent, or only read, so that nothing is
 * asked for twice unseen. A member that stands still is dialled all the same, by its system: so it is greeted first.
 */
export async function ask(
  members: readonly MemberAddress[],
  path: string,
  init: RequestInit = {},
): Promise<Response> {
  const isRead = init.method === undefined;
  for (const [index, { client }] of members.entries()) {
    let isSent = false;
    try {
      if (!isRead) await (await begun(`${client}/healthz`, {}, ANSWER_MS)).body?.cancel();
      isSent = !isRead;
      return await begun(`${client}${path}`, init, isRead ? ANSWER_MS : DONE_MS);
    } catch (error) {
      const isLate = (error as Error).name === "TimeoutError";
      if (!(isUnsent(error) || (isLate && !isSent))) throw broken(client, error, isRead);
      if (index === members.length - 1) throw silent(members);
    }
  }
  throw silent(members);
}

/** An answer whose head is there within `limitMs`; its body takes its time, as that of a log that is followed. */
async function begun(url: string, init: RequestInit, limitMs: number): Promise<Response> {
  const late = new AbortController();
  const cause = `no answer within ${limitMs / 1000} s`;
  const timer = setTimeout(() => late.abort(new DOMException(cause, "TimeoutError")), limitMs);
  try {
    const signals = init.signal ? [init.signal, late.signal] : [late.signal];
    return await fetch(url, { ...init, signal: AbortSignal.any(signals) });
  } finally {
    clearTimeout(timer);
  }
}

/** The text of an answer; `isRead`: it was only read, so that nothing comes of it later. What breaks off within is told as what breaks off before. */
export async function textOf(response: Response, isRead = true): Promise<string> {
  try {
    return await response.text();
  } catch (error) {
    throw broken(originOf(response), error, isRead);
  }
}

/** What a member answered, which has this key; anything may answer where a member is thought to be. */
export async function saidIn<T>(response: Response, key: keyof T & string, isRead = true): Promise<T> {
  return keyed<T>(await textOf(response, isRead), key) ?? strange(response, isRead);
}

/** JSON with this key; null: it is something else. */
export function keyed<T>(text: string, key: keyof T & string): T | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && Object.hasOwn(value, key) ? (value as T) : null;
  } catch {
    return null;
  }
}

function originOf(response: Response): string {
  return new URL(response.url).origin;
}

export function strange(response: Response, isRead = true): never {
  const cause = `${originOf(response)} answers, and not as a member does`;
  if (isRead) throw new CliError(EXIT.port, cause, ADDRESS_FIX);
  throw new CliError(EXIT.unknown, `${cause}: what was asked for may still come true`, ADDRESS_FIX);
}

const ADDRESS_FIX = "see that it is a member's address for clients, and ask again";

/** A proof, which is the longest answer, as verify-entry reads it. */
export const PROOF_BYTES_MAX = 16 * 1024 * 1024;

/** The JSON that one member answers with; null where it does not within the limits, or refuses. */
export async function answerFrom<T>(url: string, limitMs: number): Promise<T | null> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(limitMs) });
    if (!response.ok) return null;
    const chunks: Uint8Array[] = [];
    let bytes = 0;
    for await (const chunk of response.body ?? []) {
      bytes += chunk.length;
      if (bytes > PROOF_BYTES_MAX) return null;
      chunks.push(chunk);
    }
    return JSON.parse(Buffer.concat(chunks).toString("utf8")) as T;
  } catch {
    return null;
  }
}

/** No link came about, so that nothing was sent. */
const UNSENT: readonly (string | undefined)[] = [
  "ECONNREFUSED",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "EADDRNOTAVAIL",
  "ENOTFOUND",
  "EAI_AGAIN",
  "UND_ERR_CONNECT_TIMEOUT",
];

function isUnsent(error: unknown): boolean {
  const cause = (error as Error).cause as NodeJS.ErrnoException | undefined;
  // fetch dials no port of the fetch standard's list of bad ports
  return UNSENT.includes(cause?.code) || cause?.message === "bad port";
}

export function silent(members: readonly MemberAddress[]): CliError {
  const tried = members.map(({ client }) => client).join(", ");
  return new CliError(
    EXIT.port,
    `no member answers: ${tried}`,
    "start the group, with strategos serve --all or each member with strategos serve",
  );
}

function broken(client: string, error: unknown, isRead: boolean): unknown {
  if ((error as Error).name === "AbortError") return error;
  const { cause, message } = error as Error;
  const why = (cause as NodeJS.ErrnoException | undefined)?.code ?? message;
  if (isRead) return new CliError(EXIT.port, `${client} broke off (${why})`, ADDRESS_FIX);
  return new CliError(
    EXIT.unknown,
    `${client} broke off (${why}): what was asked for may still come true`,
    "ask again, with the same --client and --sequence",
  );
}

const EXITS: Readonly<Record<number, number>> = {
  400: EXIT.usage,
  404: EXIT.usage,
  410: EXIT.usage,
  413: EXIT.usage,
  429: EXIT.port,
};

const AGAIN = "ask again in a moment, or another member with --at URL";

/** Where a member's answer names none. */
const FIXES: Readonly<Record<number, string>> = {
  400: "docs/LOG.md has what members take",
  404: "strategos log prints what there is",
  413: "send less at one time",
};

/** What a refusal is to a command line. */
export async function refusalOf(response: Response): Promise<CliError> {
  const body = (await response.json().catch(() => ({}))) as {
    error?: string;
    done?: string;
    digest?: string;
    first?: number;
  };
  const { error = `the member answered ${response.status}`, done, digest, first } = body;
  const fix = first === undefined ? (FIXES[response.status] ?? AGAIN) : `read on from there: --from ${first}`;
  const told = error.includes("\n  fix: ") ? error : `${error}\n  fix: ${fix}`;
  const exitCode = EXITS[response.status] ?? (done === "unknown" ? EXIT.unknown : EXIT.violated);
  return new CliError(
    exitCode,
    digest === undefined ? told : `${told}\n  done was the command of digest ${digest}`,
  );
}
