/** A sender's reports of one round, bundled: receivers that were told the same share a bundle. */
import type { NodeId, Order } from "../../core/group.js";
import type { Relay } from "../../core/relay.js";
import { protocolOf } from "../../protocols/index.js";
import type { ReportLine } from "../../recording/recording.js";
import type { Run } from "./runs.js";

export interface Bundle {
  readonly round: number;
  readonly from: NodeId;
  /** ascending; the sender itself is not among them */
  readonly to: readonly NodeId[];
  readonly relays: readonly Relay[];
  /** relays for each order that has any, in the order of `orders` */
  readonly counts: readonly { readonly order: Order; readonly count: number }[];
}

/** The bundles of a round by sender; of what came to one node only, if one is given. */
export function bundlesOf({ recording, group }: Run, round: number, onlyTo: NodeId | null): Bundle[] {
  const isSigned = protocolOf(group).tells === "chains";
  const bundles = new Map<string, { from: NodeId; to: NodeId[]; relays: readonly Relay[] }>();
  for (const line of recording.reports) {
    if (line.round !== round || line.from === line.to || (onlyTo !== null && line.to !== onlyTo)) continue;
    const key = keyOf(line, isSigned);
    const bundle = bundles.get(key);
    if (bundle) bundle.to.push(line.to);
    else bundles.set(key, { from: line.from, to: [line.to], relays: line.relays ?? [] });
  }
  return [...bundles.values()]
    .map(({ from, to, relays }) => ({
      ...{ round, from, relays },
      to: to.sort((a, b) => a - b),
      counts: group.orders
        .map((order) => ({ order, count: relays.filter((relay) => relay.order === order).length }))
        .filter(({ count }) => count > 0),
    }))
    .sort((a, b) => a.from - b.from || (a.to[0] as number) - (b.to[0] as number));
}

/** Chains of one order differ in who signed them; elsewhere a round's reports of one sender have the same paths. */
function keyOf({ from, relays = [] }: ReportLine, isSigned: boolean): string {
  if (isSigned) return JSON.stringify([from, relays]);
  return JSON.stringify([from, relays.map(({ order }) => order)]);
}

/** Receivers that accepted nothing of this round from a sender that owed it, by sender. */
export function missingIn(
  { recording, group }: Run,
  round: number,
  onlyTo: NodeId | null,
): Map<NodeId, NodeId[]> {
  const kind = protocolOf(group);
  const heard = new Set(
    recording.reports.filter((line) => line.round === round).map(({ from, to }) => `${from}>${to}`),
  );
  const missing = new Map<NodeId, NodeId[]>();
  for (const from of kind.senders(group, round)) {
    const to = kind
      .receivers(group, round)
      .filter((id) => id !== from && (onlyTo === null || id === onlyTo) && !heard.has(`${from}>${id}`));
    if (to.length > 0) missing.set(from, to);
  }
  return missing;
}
