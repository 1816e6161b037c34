/** OM(m) as in oral.ts, where orders are not listed: any text can be told, so the tree is an open one (open.ts). */
import type { Fault } from "../../core/fault.js";
import type { Group, NodeId, Order } from "../../core/group.js";
import type { Party } from "../../core/party.js";
import { formatPath, pathsOf } from "../../core/path.js";
import type { Protocol, Report, Seat } from "../../core/protocol.js";
import type { Relay } from "../../core/relay.js";
import { type FoldedOpen, foldOpen, OpenTree } from "./any-tree.js";
import { oralMessages } from "./rules.js";

/** All that one node tells another in one round, in canonical path order; nothing is left out. */
export interface OpenReport extends Report {
  readonly relays: readonly Relay[];
}

export class OpenOralMessages implements Party<OpenReport> {
  readonly tree: OpenTree;
  readonly #self: NodeId;
  readonly #ownOrder: Order;
  #folded: FoldedOpen | undefined;

  constructor({ group, self, order }: Seat) {
    this.tree = new OpenTree(group);
    this.#self = self;
    this.#ownOrder = order;
  }

  get #isGeneral(): boolean {
    return this.#self === this.tree.group.general;
  }

  send(round: number): OpenReport | null {
    if (this.#isGeneral !== (round === 0)) return null;
    const own = [{ path: [this.#self], order: this.#ownOrder }];
    const relays = round === 0 ? own : this.tree.relay(this.#self, round);
    return { round, from: this.#self, relays };
  }

  receive(_round: number, _from: NodeId, { relays }: OpenReport): readonly Fault[] {
    for (const relay of relays) this.tree.store(relay);
    return [];
  }

  decide(): Order {
    if (this.#isGeneral) return this.#ownOrder;
    this.#folded ??= foldOpen(this.tree);
    return this.#folded.decision;
  }
}

/** About what one relay takes in memory. */
const RELAY_BYTES = 128;

export const openOralMessages: Protocol<OpenReport> = {
  ...oralMessages,
  keepsTree: false,
  reportBytes: (group, round) => oralMessages.relaysEach(group, round) * RELAY_BYTES,
  packs: false,
  make: (part) => new OpenOralMessages(part),
  relaysOf: (_group, { relays }) => [...relays],
  reportOf: openReportOf,
  open: {
    brings: (round) => round === 0,
    only: (group, report, isHeld) => ({ ...report, relays: heldOr(group, report.relays, isHeld) }),
  },
};

function openReportOf(group: Group, round: number, from: NodeId, relays: readonly Relay[]): OpenReport {
  const told = new Map(relays.map(({ path, order }) => [formatPath(path), order]));
  const whole = pathsOf(group, round, from).map(
    (path): Relay => ({ path, order: told.get(formatPath(path)) ?? group.defaultOrder }),
  );
  return { round, from, relays: whole };
}

/** The relays, with the default order in the place of what is not held. */
export function heldOr(
  { defaultOrder }: Group,
  relays: readonly Relay[],
  isHeld: (order: Order) => boolean,
): Relay[] {
  return relays.map(({ path, order }) => ({ path, order: isHeld(order) ? order : defaultOrder }));
}
