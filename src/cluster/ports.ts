/** Ports on this machine: whether those of a configuration are available, and free ones where it names none. */
import { findListening, listenOnce } from "../net/listening.js";

/** A port or address that nobody can listen on now; exit code 69. */
class PortUnavailableError extends Error {
  override readonly name = "PortUnavailableError";
}

/** Rejects with PortUnavailableError naming each address that cannot be listened on. */
export async function assertAvailable(addresses: readonly string[]): Promise<void> {
  const spots = await Promise.all(addresses.map(findListening));
  const taken = spots.flatMap((spot, index) =>
    spot.kind === "free" ? [] : [{ ...spot, address: addresses[index]! }],
  );
  if (taken.length === 0) return;
  const isElsewhere = taken.every(({ kind }) => kind === "elsewhere" || kind === "unknownName");
  const fixes = isElsewhere
    ? ["start each node on its own machine with: strategos node ID --config FILE"]
    : new Set(taken.map(({ fix }) => fix));
  const causes = taken.map(({ address, cause }) => `${address} ${cause}`);
  throw new PortUnavailableError(`${causes.join("\n")}\n  fix: ${[...fixes].join("\n  fix: ")}`);
}

/** Whether somebody could listen on all of them now. */
export async function areFree(addresses: readonly string[]): Promise<boolean> {
  const spots = await Promise.all(addresses.map(findListening));
  return spots.every(({ kind }) => kind === "free");
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
        `no ${count} free ports on 127.0.0.1 between ${FREE_PORT_MIN} and ${FREE_PORT_MAX}\n  fix: stop what listens there, or name addresses in a configuration`,
      );
    const port = FREE_PORT_MIN + Math.floor(Math.random() * (FREE_PORT_MAX - FREE_PORT_MIN));
    if (!found.has(port) && (await listenOnce("127.0.0.1", port)) === null) found.add(port);
  }
  return [...found].map((port) => `tcp://127.0.0.1:${port}`);
}
