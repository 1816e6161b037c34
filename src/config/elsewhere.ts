/** What other programs and papers call the keys of a configuration, and of a node in it. */

import { type Meanings, meantBy, plainName } from "./suggest.js";

const CONFIG_KEYS: Meanings = {
  m: ["f", "t", "faults", "tolerance"],
  general: ["commander", "leader", "source", "sender"],
  order: ["command", "proposal"],
  protocol: ["algorithm"],
  traitors: ["byzantine", "liars"],
  roundTimeout: ["timeout"],
};

/** The key of a configuration that another name stands for. */
export function configKeyMeant(name: string): string | undefined {
  return meantBy(plainName(name), CONFIG_KEYS)[0];
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
