/**
 * What a run takes in memory, from its plan. The constants were fitted to peaks of resident memory that were measured
 * with Node 20 on Linux, at most: 52 MB a node at n = 7, 65 at 13 (json), 61 at 16, 72 at 19, 239 at 22 and 750 at 25, of
 * which all together held 93 MB at n = 7, 433 MB at 19, 3.7 GB at 22 and 16.1 GB at 25, what they share counted once.
 */
import type { Plan } from "./plan.js";

export interface Memory {
  /** of one node process, at the most */
  readonly nodeBytes: number;
  /** of all node processes of a run on one machine, what they share counted once */
  readonly allBytes: number;
  /** of one process that simulates the run */
  readonly simBytes: number;
}

/** Node and libzmq without a report: what every process has for itself, and what all of them share. */
const PRIVATE_BYTES = 20_000_000;
const SHARED_BYTES = 40_000_000;
/** Of what is on its way no more than this is there at once: pieces are collected as they are copied. */
const ON_ITS_WAY_BYTES_MAX = 256_000_000;
/** Heap that grows once there are reports to speak of. */
const BUSY_BYTES = 10_000_000;
/** A simulator before it begins. */
const SIMULATOR_BYTES = 100_000_000;
/** A relay as an object with its path, in a recording that spells everything out. */
const SPELLED_RELAY_BYTES = 200;

export interface Load {
  /** traitors that tell every receiver another report, so that each is kept by itself */
  readonly apart: number;
  /** the recording spells every relay out */
  readonly recordsAll: boolean;
}

/**
 * A node holds its tree, and once more what is on its way: pieces that were copied into the tree and are not yet
 * collected. Reports that are not packed pass through text and objects too.
 */
export function memoryOf(plan: Plan, wire: "json" | "packed", { apart, recordsAll }: Load): Memory {
  const { n, node, rounds } = plan;
  const onItsWay = wire === "json" ? 2 * node.heldBytes : Math.min(node.heldBytes, ON_ITS_WAY_BYTES_MAX);
  const own = PRIVATE_BYTES + BUSY_BYTES + node.treeBytes + onItsWay;
  const spelled = recordsAll ? (n - 1) * node.leaves * SPELLED_RELAY_BYTES : 0;
  const reportBytes = rounds.reduce((sum, { rowBytesEach }) => sum + rowBytesEach, 0);
  // in a simulation all trees share what loyal nodes told; a traitor's honest report is there beside its lie
  const reports = 2 * n + apart * (n - 2);
  return {
    nodeBytes: SHARED_BYTES + own + (apart > 0 ? node.heldBytes : 0),
    allBytes: SHARED_BYTES + n * own + apart * node.heldBytes + spelled,
    simBytes: SIMULATOR_BYTES + 1.2 * reports * reportBytes + n * node.foldedBytes + spelled,
  };
}

/** The largest m below this plan's at which a run takes no more than `bytes`; null if none does. */
export function largestFitting(m: number, bytes: number, memoryAt: (m: number) => Memory): number | null {
  for (let fewer = m - 1; fewer >= 0; fewer--) {
    if (memoryAt(fewer).allBytes <= bytes) return fewer;
  }
  return null;
}
