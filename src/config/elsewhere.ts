/** What other programs and papers call the keys of a configuration, and of a node in it. */

const CONFIG_KEYS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    f: "m",
    t: "m",
    faults: "m",
    tolerance: "m",
    commander: "general",
    leader: "general",
    source: "general",
    sender: "general",
    command: "order",
    proposal: "order",
    algorithm: "protocol",
    byzantine: "traitors",
    liars: "traitors",
    timeout: "roundTimeout",
  }),
);

/** The key of a configuration that another name stands for. */
export function configKeyMeant(name: string): string | undefined {
  return CONFIG_KEYS.get(plainName(name));
}

/** Names of a node's id, its host (perhaps with the port) and its port, as `plainName` gives them. */
export const ID_NAMES = [
  "id",
  "nodeid",
  "node",
  "index",
  "number",
  "rank",
  "serverid",
  "memberid",
  "peerid",
  "name",
];
export const HOST_NAMES = [
  ...["address", "addr", "endpoint", "url", "uri", "hostport", "host", "hostname", "ip", "ipaddress"],
  ...["server", "peer", "bind", "listen"],
];
export const PORT_NAMES = ["port", "tcpport", "peerport"];

/** The key of a node that another name stands for. */
export function nodeKeyMeant(name: string): "id" | "address" | undefined {
  const plain = plainName(name);
  if (ID_NAMES.includes(plain)) return "id";
  return HOST_NAMES.includes(plain) ? "address" : undefined;
}

/** In lower case and without `-` and `_`. */
export function plainName(name: string): string {
  return name.slice(0, 64).toLowerCase().replaceAll(/[-_ ]/g, "");
}
