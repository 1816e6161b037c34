/**
 * Hosts of a test's own: network namespaces joined by a bridge, which is in a namespace too. No link leads out of
 * them, so nothing here touches the machine's network. 192.0.2.0/24 is nobody's (RFC 5737).
 */
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, rmdirSync, rmSync, writeFileSync } from "node:fs";

/** What `ip netns exec` lays over /etc, a folder for each namespace. */
const ETC = "/etc/netns";

export class Network {
  readonly #name: string;
  readonly #ids: readonly number[];
  readonly #switch: string;
  readonly #hadEtc = existsSync(ETC);

  /** Every namespace has this name in front, which nobody else may use. */
  constructor(name: string, ids: readonly number[]) {
    this.#name = name;
    this.#ids = ids;
    this.#switch = `${name}-switch`;
  }

  /** Makes the hosts, plugged in. They know each other as host-1, host-2 …, and ask no name server. */
  build(): void {
    ip("netns", "add", this.#switch);
    ip("-n", this.#switch, "link", "add", "bridge", "up", "type", "bridge");
    for (const id of this.#ids) {
      const host = this.#host(id);
      ip("netns", "add", host);
      const cable = ["type", "veth", "peer", "name", "eth0", "netns", host];
      ip("-n", this.#switch, "link", "add", port(id), "up", "master", "bridge", ...cable);
      ip("-n", host, "address", "add", `192.0.2.${id}/24`, "dev", "eth0");
      for (const device of ["lo", "eth0"]) ip("-n", host, "link", "set", device, "up");
      mkdirSync(`${ETC}/${host}`, { recursive: true });
      writeFileSync(`${ETC}/${host}/resolv.conf`, "");
      writeFileSync(`${ETC}/${host}/hosts`, this.#ids.map((one) => `192.0.2.${one} host-${one}\n`).join(""));
    }
  }

  /** What stands before a command that is to run on this host. The command keeps its process id. */
  on(id: number): readonly string[] {
    return ["ip", "netns", "exec", this.#host(id)];
  }

  /** Gives the host one more address, such as `192.0.2.50/32` or `fd00::1/128`. */
  addAddress(id: number, address: string): void {
    const early = address.includes(":") ? ["nodad"] : [];
    ip("-n", this.#host(id), "address", "add", address, "dev", "lo", ...early);
  }

  /** What the host, and its processes that run already, read in `/etc/hosts` or `/etc/resolv.conf`. */
  writeEtc(id: number, file: "hosts" | "resolv.conf", text: string): void {
    writeFileSync(`${ETC}/${this.#host(id)}/${file}`, text);
  }

  /** Pulls the host's cable out of the switch. */
  unplug(id: number): void {
    ip("-n", this.#switch, "link", "set", port(id), "down");
  }

  plugIn(id: number): void {
    ip("-n", this.#switch, "link", "set", port(id), "up");
  }

  /** The names of a host's devices. */
  devices(id: number): string[] {
    return linksIn(this.#host(id));
  }

  /** Takes away what `build` made, however far it came, and returns the ids of processes that were still there. */
  remove(): string[] {
    const left = namespaces().filter((name) => name.startsWith(`${this.#name}-`));
    const pids = left.flatMap((name) => lines(ip("netns", "pids", name)));
    for (const name of left) {
      ip("netns", "delete", name);
      rmSync(`${ETC}/${name}`, { recursive: true, force: true });
    }
    if (!this.#hadEtc && existsSync(ETC) && readdirSync(ETC).length === 0) rmdirSync(ETC);
    return pids;
  }

  #host(id: number): string {
    return `${this.#name}-${id}`;
  }
}

function namespaces(): string[] {
  return lines(ip("netns", "list")).map((line) => line.split(" ")[0]!);
}

/** The names of the devices of a namespace, or of this machine itself. */
export function linksIn(namespace?: string): string[] {
  const where = namespace === undefined ? [] : ["-n", namespace];
  const links = JSON.parse(ip(...where, "-json", "link", "show")) as readonly { ifname: string }[];
  return links.map(({ ifname }) => ifname);
}

function port(id: number): string {
  return `port-${id}`;
}

function ip(...args: readonly string[]): string {
  return execFileSync("ip", args, { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
}

function lines(text: string): string[] {
  return text.split("\n").filter((line) => line !== "");
}
