/** The file in which a machine names addresses by itself: `/etc/hosts` and its like. */
import { readFileSync, statSync } from "node:fs";
import { isIP } from "node:net";

const FILE =
  process.platform === "win32"
    ? `${process.env["SystemRoot"] ?? "C:\\Windows"}\\System32\\drivers\\etc\\hosts`
    : "/etc/hosts";

/** A larger one (lists of blocked sites are) is not read. */
const BYTES_MAX = 16 * 1024 * 1024;

/** lower-case name → addresses, as listed */
export type Hosts = ReadonlyMap<string, readonly string[]>;

let known: { readonly stamp: string; readonly hosts: Hosts } = { stamp: "", hosts: new Map() };

/** As the file says now; it is read again when it has changed. Where there is none it names nobody. */
export function readHosts(file = FILE): Hosts {
  try {
    const { size, mtimeMs, ino } = statSync(file);
    const stamp = `${file} ${size} ${mtimeMs} ${ino}`;
    if (size > BYTES_MAX) return new Map();
    if (stamp !== known.stamp) known = { stamp, hosts: parseHosts(readFileSync(file, "utf8")) };
    return known.hosts;
  } catch {
    return new Map();
  }
}

export function parseHosts(text: string): Hosts {
  const hosts = new Map<string, string[]>();
  for (const line of text.split("\n")) {
    const [address = "", ...names] = line.replace(/#.*/s, "").trim().split(/\s+/);
    if (isIP(address) === 0 || address.includes("%")) continue;
    for (const name of names.map((one) => one.toLowerCase())) {
      const listed = hosts.get(name) ?? [];
      if (!listed.includes(address)) hosts.set(name, [...listed, address]);
    }
  }
  return hosts;
}
