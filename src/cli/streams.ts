/** Writing to a pipe or a device, never waiting in a system call: a signal is heard while nobody reads. */
import { closeSync, constants, openSync, statSync, writeSync } from "node:fs";
import { resolve } from "node:path";
import { setTimeout } from "node:timers/promises";

/** How long nobody may open the pipe for reading, and how long its reader may take nothing. */
const WAIT_MS_MAX = 30_000;

const PAUSE_MS = 20;

/**
 * The descriptor of this process that a name such as /dev/stdout stands for: what is behind it is open already and is
 * written on; opened by its name a file would be written from its start, and a socket not at all.
 */
export function descriptorOf(file: string): number | null {
  const name = /^\/(?:dev|proc\/self)\/(stdout|stderr|fd\/\d+)$/.exec(resolve(file))?.[1];
  if (name === undefined) return null;
  return name.startsWith("fd/") ? Number(name.slice("fd/".length)) : name === "stdout" ? 1 : 2;
}

/** Rejects with the system's error (ENXIO: nobody reads; EAGAIN: the reader takes nothing), or the signal's. */
export async function writeStream(
  file: string,
  chunks: Iterable<string | Uint8Array>,
  signal: AbortSignal | undefined,
  waitMsMax = WAIT_MS_MAX,
): Promise<void> {
  const patient = { waitMsMax, ...(signal && { signal }) };
  const own = descriptorOf(file);
  const handle = own ?? (await opened(file, patient));
  try {
    for (const chunk of chunks) {
      const bytes = typeof chunk === "string" ? Buffer.from(chunk) : chunk;
      for (let at = 0; at < bytes.length; ) {
        const from = at;
        at += await repeated("EAGAIN", () => writeSync(handle, bytes, from), patient);
      }
    }
  } finally {
    if (own === null) closeSync(handle);
  }
}

interface Patience {
  readonly waitMsMax: number;
  readonly signal?: AbortSignal;
}

function opened(file: string, patience: Patience): Promise<number> {
  const waitMsMax = statSync(file).isFIFO() ? patience.waitMsMax : 0;
  const flags = constants.O_WRONLY | constants.O_NONBLOCK;
  return repeated("ENXIO", () => openSync(file, flags), { ...patience, waitMsMax });
}

/** What `attempt` returns once it does not fail with `code`; its error after `waitMsMax`. */
async function repeated(
  code: string,
  attempt: () => number,
  { waitMsMax, signal }: Patience,
): Promise<number> {
  for (let waitedMs = 0; ; waitedMs += PAUSE_MS) {
    signal?.throwIfAborted();
    try {
      return attempt();
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== code || waitedMs >= waitMsMax) throw error;
    }
    await setTimeout(PAUSE_MS, undefined, signal && { signal });
  }
}
