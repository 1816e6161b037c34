/** Whether nodes can meet from here: libzmq, a mesh of two on loopback, the ports to listen on, and each peer. */
import { freeAddresses } from "../../cluster/ports.js";
import { type KeyPair, makeKeyPair } from "../../config/keys.js";
import { isLoopback, parseAddress } from "../../core/address.js";
import type { NodeId } from "../../core/group.js";
import { listed } from "../../core/listed.js";
import { type PortRange, rangeGivenOut } from "../../net/given-out.js";
import { Links } from "../../net/links.js";
import { findListening } from "../../net/listening.js";
import { lookUp } from "../../net/names.js";
import { type Reach, reach } from "../../net/reach.js";
import { NoZeromqError, zeromq } from "../../net/zeromq.js";
import { type Check, failed, ok, warning } from "./check.js";

/** Time for a handshake on a machine that is several times overloaded. */
const MEET_MS_MAX = 10_000;

/** libzmq, and two nodes with fresh keys that meet on loopback and speak. */
export async function checkZeromq(): Promise<readonly Check[]> {
  try {
    const { capability, version } = zeromq();
    if (capability.curve === true) return [ok("libzmq", `${version} with CURVE`), await checkMeeting()];
    return [
      failed("libzmq", `${version} was built without CURVE`, "npm rebuild zeromq builds it with CURVE"),
    ];
  } catch (error) {
    if (!(error instanceof NoZeromqError)) throw error;
    return [failed("libzmq", error.cause, error.fix)];
  }
}

async function checkMeeting(): Promise<Check> {
  const begun = performance.now();
  const why = await meet().catch((error: unknown) => String(error));
  if (why === null) {
    return ok("CURVE", `two nodes met on loopback and spoke in ${Math.round(performance.now() - begun)} ms`);
  }
  return failed("CURVE", why, "see whether a firewall or a sandbox closes 127.0.0.1 to this user");
}

/** Null, or why they did not. */
async function meet(): Promise<string | null> {
  const [first, second] = (await freeAddresses(2)).map((address, index) => ({
    id: index + 1,
    address,
    keys: makeKeyPair(),
  })) as [End, End];
  let timer: NodeJS.Timeout | undefined;
  const open: { close(): Promise<void> }[] = [];
  try {
    return await new Promise<string | null>((resolve, reject) => {
      timer = setTimeout(() => resolve(`two nodes did not meet in ${MEET_MS_MAX} ms`), MEET_MS_MAX);
      const quiet = { onUp: () => undefined, onFault: () => undefined };
      const heard = { ...quiet, onFrame: () => resolve(null) };
      const deaf = { ...quiet, onFrame: () => undefined };
      const start = async () => {
        const speaker = await Links.open(optionsOf(first, second), deaf);
        open.push(speaker);
        speaker.send(second.id, [Buffer.from("doctor"), Buffer.from("hello")]);
        open.push(await Links.open(optionsOf(second, first), heard));
      };
      start().catch(reject);
    });
  } finally {
    clearTimeout(timer);
    await Promise.all(open.map((links) => links.close()));
  }
}

interface End {
  readonly id: NodeId;
  readonly address: string;
  readonly keys: KeyPair;
}

function optionsOf({ id, address, keys }: End, peer: End) {
  return {
    self: id,
    address,
    keys,
    peers: [{ id: peer.id, address: peer.address, publicKey: peer.keys.publicKey }],
    frameBytesMax: 100,
    budget: { frames: 100, bytes: 10_000 },
  };
}

interface Entry {
  readonly id: NodeId;
  readonly address: string;
  readonly publicKey?: string;
}

/**
 * The address where the node listens, its own or another; without one node, all addresses that only this machine can
 * have.
 */
export async function checkPorts(
  nodes: readonly Entry[],
  self: NodeId | null,
  listen: string | undefined,
): Promise<readonly Check[]> {
  const meant = nodes.filter(({ id, address }) => (self === null ? isLoopback(address) : id === self));
  const addresses = listen === undefined ? meant.map(({ address }) => address) : [listen];
  const looks = await Promise.all(
    addresses.map(async (address) => ({ address, spot: await findListening(address) })),
  );
  const beyond = nodes.length - meant.length;
  const rest = self !== null || beyond === 0 ? "" : `; ${beyond} beyond this machine: see --id`;
  const taken = looks.flatMap(({ address, spot }) => (spot.kind === "free" ? [] : [{ address, ...spot }]));
  if (taken.length > 0) {
    const fixes = [...new Set(taken.map(({ fix }) => fix))];
    return [
      failed(
        "ports",
        `${taken.map(({ address, cause }) => `${address} ${cause}`).join("; ")}${rest}`,
        fixes.join("; "),
      ),
    ];
  }
  const notes = looks.flatMap(({ spot }) => (spot.kind === "free" && spot.note !== null ? [spot.note] : []));
  const warnings = notes.map(({ what, fix }) => warning("ports", what, fix)).concat(givenOut(addresses));
  if (warnings.length > 0) return warnings;
  const only = addresses.length === 1 ? `${addresses[0]} is available` : null;
  return [ok("ports", `${only ?? `${addresses.length} of ${addresses.length} are available`}${rest}`)];
}

/** At most one warning, of all whose ports may be taken before their nodes start. */
export function givenOut(addresses: readonly string[], rangeOf = rangeGivenOut): Check[] {
  const among = addresses.flatMap((address) => {
    const range = rangeOf(parseAddress(address)!.port);
    return range === null ? [] : [{ address, range }];
  });
  if (among.length === 0) return [];
  const { first, last }: PortRange = among[0]!.range;
  return [
    warning(
      "ports",
      `this machine gives ports from ${first} to ${last} to outgoing connections, and one may hold that of ${listed(
        among.map(({ address }) => address),
        "or",
      )} when a node is to start there`,
      "choose ports outside that range, or reserve these: sysctl net.ipv4.ip_local_reserved_ports",
    ),
  ];
}

/** Of the group as a whole: whether each name stands for an address. With one node, its own look at each peer says so. */
export async function checkNames(nodes: readonly Entry[]): Promise<readonly Check[]> {
  const named = nodes.flatMap(({ id, address }) => {
    const read = parseAddress(address);
    return read?.kind === "name" && !isLoopback(address) ? [{ id, host: read.host }] : [];
  });
  if (named.length === 0) return [];
  const looks = await Promise.all(named.map(async (one) => ({ ...one, found: await lookUp(one.host) })));
  const unknown = looks.flatMap(({ id, host, found }) =>
    "why" in found ? [`${host} of node ${id} stands for no address here: ${found.why}`] : [],
  );
  const all = `${named.length} of ${named.length} stand for addresses`;
  if (unknown.length === 0) return [ok("names", all)];
  const fix =
    "make the name known to this machine's name server or hosts file, unless only other machines use it";
  return [warning("names", unknown.join("; "), fix)];
}

/** Dials every peer as node `self` would, all at once. */
export async function checkPeers(
  nodes: readonly Entry[],
  self: NodeId,
  keys: KeyPair | undefined,
): Promise<readonly Check[]> {
  const peers = nodes.filter(({ id }) => id !== self);
  return Promise.all(peers.map(async (peer) => peerCheck(`peer ${peer.id}`, await reach(peer, keys))));
}

function peerCheck(name: string, { kind, what, fix }: Reach): Check {
  if (fix === null) return ok(name, what);
  return kind === "absent" ? warning(name, what, fix) : failed(name, what, fix);
}
