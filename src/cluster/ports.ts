/** Ports on this machine: whether those of a configuration are available, and free ones where it names none. */
import { createServer } from "node:net";

/** A port or address that nobody can listen on now; exit code 69. */
class PortUnavailableError extends Error {
  override readonly name = "PortUnavailableError";
}

/** Rejects with PortUnavailableError naming each address that cannot be listened on. */
export async function assertAvailable(addresses: readonly string[]): Promise<void> {
  const taken = (await Promise.all(addresses.map(whyTaken))).filter((why) => why !== null);
  if (taken.length === 0) return;
  const isElsewhere = taken.every((why) => why.endsWith(NOT_HERE));
  const fix = isElsewhere
    ? "start each node on its own machine with: strategos node ID --config FILE"
    : "stop what listens there (ss -ltnp shows it), or give the nodes other ports in the configuration";
  throw new PortUnavailableError(`${taken.join("\n")}\n  fix: ${fix}`);
}

const NOT_HERE = "is not an address of this machine";

const CAUSES: Readonly<Record<string, string>> = {
  EADDRINUSE: "is in use by another process",
  EACCES: "may not be used by this user; ports below 1024 need rights",
  EADDRNOTAVAIL: NOT_HERE,
  EMFILE: "cannot be tried: this process has no file descriptor left",
};

/** A clause, or null where the address can be listened on. */
export async function whyTaken(address: string): Promise<string | null> {
  const { hostname, port } = new URL(address);
  const code = await listenOnce(hostname.replace(/^\[|\]$/g, ""), Number(port));
  return code === null ? null : `${address} ${CAUSES[code] ?? `cannot be listened on (${code})`}`;
}

/** The error code of listening there once, or null. */
function listenOnce(host: string, port: number): Promise<string | null> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    server.listen({ host, port, exclusive: true }, () => server.close(() => resolve(null)));
  });
}

/** Below the range from which the kernel takes ports for outgoing connections, which could take one in between. */
const FREE_PORT_MIN = 10_000;
const FREE_PORT_MAX = 32_000;

/** `count` loopback addresses on which nobody listens now. */
export async function freeAddresses(count: number): Promise<string[]> {
  const found = new Set<number>();
  for (let tries = 0; found.size < count; tries++) {
    if (tries > 50 * count)
      throw new PortUnavailableError(
        `no ${count} free ports on 127.0.0.1 between ${FREE_PORT_MIN} and ${FREE_PORT_MAX}`,
      );
    const port = FREE_PORT_MIN + Math.floor(Math.random() * (FREE_PORT_MAX - FREE_PORT_MIN));
    if (!found.has(port) && (await listenOnce("127.0.0.1", port)) === null) found.add(port);
  }
  return [...found].map((port) => `tcp://127.0.0.1:${port}`);
}
