/**
 * The ports that Linux gives to outgoing connections (ip(7), ip_local_port_range). Where a node listens is better not among them:
 * until it does, any program of its machine may hold its port. And a peer on that machine, which dials it again and again, is
 * given that very port one day; TCP then connects the peer to itself (RFC 9293, section 3.5), and the node cannot listen.
 */
import { readFileSync } from "node:fs";

export interface PortRange {
  readonly first: number;
  readonly last: number;
}

/** The range, if it has this port and nobody reserved it; null also where the kernel does not tell. */
export function rangeGivenOut(port: number): PortRange | null {
  return within(port, setting("ip_local_port_range"), setting("ip_local_reserved_ports"));
}

/** `range`: as the kernel tells it, `32768	60999`; `reserved`: likewise, `8080,40000-40010`. */
export function within(port: number, range: string, reserved: string): PortRange | null {
  const [first = Number.NaN, last = Number.NaN] = range.trim().split(/\s+/).map(Number);
  const isReserved = reserved.split(",").some((part) => {
    const [from = Number.NaN, to = from] = part.trim().split("-").map(Number);
    return part.trim() !== "" && port >= from && port <= to;
  });
  return port >= first && port <= last && !isReserved ? { first, last } : null;
}

function setting(name: string): string {
  try {
    return readFileSync(`/proc/sys/net/ipv4/${name}`, "utf8");
  } catch {
    return "";
  }
}
