/** Whether nodes can meet from here: libzmq, a mesh of two on loopback, the ports to listen on, and each peer. */
import { freeAddresses, whyTaken } from "../../cluster/ports.js";
import { type KeyPair, makeKeyPair } from "../../config/keys.js";
import { isLoopback } from "../../config/values.js";
import type { NodeId } from "../../core/group.js";
import { type Check, failed, ok, warning } from "./check.js";

/** Time for a handshake on a machine that is several times overloaded. */
const MEET_MS_MAX = 10_000;
const PROBE_MS_MAX = 3_000;

/** libzmq, and two nodes with fresh keys that meet on loopback and speak. zeromq is loaded here, since that can fail. */
export async function checkZeromq(): Promise<readonly Check[]> {
  const fix = "npm ci in this folder builds or fetches it for this machine; npm rebuild zeromq tries again";
  try {
    const { libzmq } = await import("../../net/probe.js");
    if (!libzmq.hasCurve) return [failed("libzmq", `${libzmq.version} was built without CURVE`, fix)];
    return [ok("libzmq", `${libzmq.version} with CURVE`), await checkMeeting()];
  } catch (error) {
    return [failed("libzmq", `zeromq cannot be loaded (${(error as Error).message.split("\n")[0]})`, fix)];
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
  const { Links } = await import("../../net/links.js");
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

/** The node's own address; without one, all that only this machine can have. */
export async function checkPorts(nodes: readonly Entry[], self: NodeId | null): Promise<Check> {
  const meant = nodes.filter(({ id, address }) => (self === null ? isLoopback(address) : id === self));
  const taken = (await Promise.all(meant.map(({ address }) => whyTaken(address)))).filter(
    (why) => why !== null,
  );
  const elsewhere = self === null ? nodes.length - meant.length : 0;
  const beyond = elsewhere === 0 ? "" : `; ${elsewhere} beyond this machine: see --id`;
  if (taken.length > 0) {
    const fix = "stop what listens there (ss -ltnp shows it), or give other ports in the configuration";
    return failed("ports", `${taken.join("; ")}${beyond}`, fix);
  }
  const only = meant.length === 1 ? `${meant[0]!.address} is available` : null;
  return ok("ports", `${only ?? `${meant.length} of ${meant.length} are available`}${beyond}`);
}

/** Dials every peer as node `self` would, all at once. */
export async function checkPeers(
  nodes: readonly Entry[],
  self: NodeId,
  keys: KeyPair | undefined,
): Promise<readonly Check[]> {
  const { probe } = await import("../../net/probe.js");
  const peers = nodes.filter(({ id }) => id !== self);
  return Promise.all(
    peers.map(async ({ id, address, publicKey }) => {
      const peer = keys && publicKey !== undefined ? { address, publicKey } : { address };
      return peerCheck({ id, address, hasKeys: keys !== undefined }, await probe(peer, keys, PROBE_MS_MAX));
    }),
  );
}

type ProbeAnswer = import("../../net/probe.js").ProbeAnswer;

interface Peer {
  readonly id: NodeId;
  readonly address: string;
  readonly hasKeys: boolean;
}

function peerCheck({ id, address, hasKeys }: Peer, answer: ProbeAnswer): Check {
  const name = `peer ${id}`;
  switch (answer.kind) {
    case "met":
      return ok(name, `${address} is reachable${hasKeys ? " and its key matches" : "; links have no keys"}`);
    case "nothing":
      return nothingCheck(name, address, answer.code, id);
    case "refused":
      return failed(
        name,
        `${address} is reachable, its key matches, and it does not know this node's key`,
        `give node ${id} the same configuration: it has another publicKey for this node`,
      );
    case "otherKey": {
      const fix = `put the publicKey that node ${id} runs with into every node's configuration, or give it its own --key`;
      const what =
        answer.mechanism === "CURVE" && hasKeys ? "with another key" : "with keys on one side only";
      return failed(name, `${address} is reachable, and a node listens there ${what}`, fix);
    }
    case "stranger":
      return failed(
        name,
        `something listens on ${address} that is not a node`,
        `start node ${id} there, or correct its address`,
      );
    case "silent":
      return failed(
        name,
        `${address} accepts connections and says nothing`,
        `see whether node ${id} is stopped, or something else listens there`,
      );
  }
}

/** Nodes start in any order, so one that is not there yet is no failure; a host that cannot be found is. */
function nothingCheck(name: string, address: string, code: string, id: NodeId): Check {
  if (code === "ECONNREFUSED") {
    return warning(name, `nothing listens on ${address}`, `start node ${id} there; nodes start in any order`);
  }
  const fix = "see name, route and firewall between here and there";
  return failed(name, `${address} cannot be reached (${code})`, fix);
}
