/**
 * What is the same each time that a node takes part in a group's agreement by one protocol: whom it waits for in which round.
 * A group agrees again and again, so it is worked out once.
 */
import type { Group, NodeId } from "./group.js";
import type { Protocol, Report } from "./protocol.js";

/** What a protocol says of who reports when, whatever its reports are. */
type Course = Pick<Protocol<Report>, "lastRound" | "readiesNeeded" | "receivers" | "senders" | "ownIsNoNews">;

/** Who gets this node's report of a round. */
interface Receivers {
  readonly others: readonly NodeId[];
  /** whether it is handed its own report */
  readonly isOwn: boolean;
}

export class Standing {
  readonly peers: readonly NodeId[];
  readonly lastRound: number;
  readonly readiesNeeded: number;
  readonly #expects: (readonly NodeId[])[] = [];
  readonly #receivers: Receivers[] = [];

  constructor(
    readonly protocol: Course,
    readonly group: Group,
    readonly self: NodeId,
  ) {
    this.peers = group.ids.filter((id) => id !== self);
    this.lastRound = protocol.lastRound(group);
    this.readiesNeeded = protocol.readiesNeeded(group);
  }

  /** Bound, since it goes into a plan. */
  readonly expects = (round: number): readonly NodeId[] =>
    (this.#expects[round] ??= expected(this.protocol, this.group, round, this.self));

  receivers(round: number): Receivers {
    return (this.#receivers[round] ??= this.#receiversIn(round));
  }

  #receiversIn(round: number): Receivers {
    const { self, protocol, group } = this;
    const receivers = protocol.receivers(group, round);
    const others = receivers.filter((id) => id !== self);
    return { others, isOwn: others.length < receivers.length && !protocol.ownIsNoNews };
  }
}

const standings = new WeakMap<Group, readonly Standing[]>();

export function standingOf(protocol: Course, group: Group, self: NodeId): Standing {
  const all = standings.get(group) ?? [];
  const known = all.find((one) => one.self === self && one.protocol === protocol);
  if (known) return known;
  const standing = new Standing(protocol, group, self);
  standings.set(group, [...all, standing]);
  return standing;
}

/** Who owes `self` a report in a round, itself not counted, ascending. */
export function expected(protocol: Course, group: Group, round: number, self: NodeId): readonly NodeId[] {
  if (!protocol.receivers(group, round).includes(self)) return [];
  return protocol.senders(group, round).filter((id) => id !== self);
}
