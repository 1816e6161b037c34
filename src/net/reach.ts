/**
 * Whether a peer can be reached from here, and what to say of it: for the doctor before a start, and for a node that
 * waits. A name is looked up, and each address that it stands for is dialled.
 */
import { parseAddress } from "../core/address.js";
import type { NodeId } from "../core/group.js";
import type { Peer } from "./links-options.js";
import { lookUp } from "./names.js";
import { type ProbeAnswer, probe } from "./probe.js";
import type { Keys } from "./sockets.js";

/** How it stands with a peer. */
export interface Reach {
  /** `absent`: nothing listens there, as before a peer has started */
  readonly kind: "met" | "absent" | "failed";
  readonly what: string;
  /** null where nothing is to be done */
  readonly fix: string | null;
}

/** ms that a name server has to answer, then the address, and that once more where it hung up. */
const PROBE_MS_MAX = 3_000;

/** What tells most of several addresses' answers comes first. */
const TELLING: readonly ProbeAnswer["kind"][] = [
  "met",
  "refused",
  "otherKey",
  "stranger",
  "silent",
  "nothing",
];

/** `signal` gives it up, and what is returned then means nothing. */
export async function reach(peer: Peer, keys: Keys | undefined, signal?: AbortSignal): Promise<Reach> {
  const address = parseAddress(peer.address);
  if (address === null) throw new RangeError(`${peer.address} is not an address`);
  const { host, port, kind } = address;
  const found = await lookUp(host, { limitMs: PROBE_MS_MAX, signal });
  if ("why" in found) {
    const what = `the name in ${peer.address} stands for no address: ${found.why}`;
    return {
      kind: "failed",
      what,
      fix: `make ${host} known to this machine's name server or hosts file, or correct the address`,
    };
  }
  const { publicKey } = peer;
  const dial = (one: string) =>
    probe({ host: one, port, ...(keys && publicKey !== undefined && { publicKey }) }, keys, {
      limitMs: PROBE_MS_MAX,
      ...(signal && { signal }),
    });
  const answers = await Promise.all(found.addresses.map(dial));
  const answer = TELLING.flatMap((one) => answers.find((each) => each.kind === one) ?? [])[0]!;
  const where = kind === "name" ? `${peer.address} (${found.addresses.join(", ")})` : peer.address;
  return told(answer, { id: peer.id, where, hasKeys: keys !== undefined });
}

interface Dialled {
  readonly id: NodeId;
  readonly where: string;
  readonly hasKeys: boolean;
}

function told(answer: ProbeAnswer, { id, where, hasKeys }: Dialled): Reach {
  const failed = (what: string, fix: string): Reach => ({ kind: "failed", what, fix });
  switch (answer.kind) {
    case "met":
      return {
        kind: "met",
        what: `${where} is reachable${hasKeys ? " and its key matches" : "; links have no keys"}`,
        fix: null,
      };
    case "nothing":
      return nothing(answer.code, where, id);
    case "refused":
      return failed(
        `${where} is reachable, its key matches, and it does not know this node's key`,
        `give node ${id} the same configuration: it has another publicKey for this node`,
      );
    case "otherKey": {
      const what =
        answer.mechanism === "CURVE" && hasKeys ? "with another key" : "with keys on one side only";
      return failed(
        `${where} is reachable, and a node listens there ${what}`,
        `put the publicKey that node ${id} runs with into every node's configuration, or give it its own --key`,
      );
    }
    case "stranger":
      return failed(
        `something listens on ${where} that is not a node`,
        `start node ${id} there, or correct its address`,
      );
    case "silent":
      return failed(
        `${where} accepts connections and says nothing`,
        `see whether node ${id} is stopped, or something else listens there`,
      );
  }
}

/** Nodes start in any order, so one that is not there yet is no failure; a host that cannot be found is. */
function nothing(code: string, where: string, id: NodeId): Reach {
  if (code === "ECONNREFUSED") {
    return {
      kind: "absent",
      what: `nothing listens on ${where}`,
      fix: `start node ${id} there; nodes start in any order`,
    };
  }
  return {
    kind: "failed",
    what: `${where} cannot be reached (${code})`,
    fix: "see name, route and firewall between here and there",
  };
}
