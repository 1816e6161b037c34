/** One node's life: it opens its links, takes part in one agreement (agreement.ts), and leaves. */

import { monotonicMs } from "../net/clock.js";
import type { WireContext } from "../wire/codec.js";
import { Agreement } from "./agreement.js";
import type { Brake } from "./brake.js";
import { assertDescriptors, descriptorsOfNode } from "./descriptors.js";
import type { NodeCounters, NodeOutcome, StampedEvent } from "./events.js";
import type { NodeOptions } from "./options.js";
import { Peers } from "./peers.js";

/** Who looks on, if anybody does. */
export interface Onlookers {
  /** gets a look at the node's counters, once it listens */
  readonly onUp?: (count: () => NodeCounters) => void;
  readonly brake?: Brake;
}

/**
 * Runs until the node has decided and may leave, has given up, or `signal` stops it. Rejects with PortInUseError,
 * NoZeromqError or NoResourcesError.
 */
export async function runNode(
  options: NodeOptions,
  onEvent: (event: StampedEvent) => void,
  signal: AbortSignal,
  { onUp, brake }: Onlookers = {},
): Promise<NodeOutcome> {
  assertDescriptors(descriptorsOfNode(options.peers), `node ${options.self}`);
  const { group, hash, run, wire } = options;
  const context: WireContext = { group, hash, run, instance: 0, wire };
  const peers = await Peers.open(options, { context, serve: "one" });
  try {
    const agreement = new Agreement(options, context, peers, onEvent, { ...(brake && { brake }) });
    peers.tell(agreement);
    onUp?.(() => ({ unheard: peers.unheard, traffic: agreement.traffic, links: peers.links.stats() }));
    onEvent({ kind: "up", note: peers.links.note, atMs: monotonicMs() });
    const living = agreement.live();
    const stop = () => agreement.stop();
    signal.addEventListener("abort", stop, { once: true });
    if (signal.aborted) stop();
    return await living.finally(() => signal.removeEventListener("abort", stop));
  } finally {
    await peers.close();
  }
}
