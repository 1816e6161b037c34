/** Whom a member is linked with, and whether it is one itself: both go with the log. */
import type { NodeId } from "../../core/group.js";
import type { LogNode, Members } from "../../log/members.js";
import type { Peer } from "../../net/links.js";
import { LogError, type LogEvents } from "./events.js";
import type { Lineage } from "./lineage.js";

export class Roster {
  /** `hasKeys`: links have; then one without a key has no link. */
  constructor(
    private readonly self: NodeId,
    private readonly lineage: Lineage,
    private readonly members: () => Members,
    private readonly hasKeys: boolean,
  ) {}

  get isMember(): boolean {
    return this.members().members.some(({ id }) => id === this.self);
  }

  /** Members, learners, and those that the last change removed, which may not know yet. */
  get peers(): readonly Peer[] {
    const { epoch, members, learners } = this.members();
    const before = this.lineage.at(epoch - 1)?.members ?? [];
    const nodes = new Map([...before, ...learners, ...members].map((node) => [node.id, node]));
    nodes.delete(this.self);
    const linked = [...nodes.values()].filter(({ publicKey }) => publicKey !== null || !this.hasKeys);
    return linked.map(({ id, address, publicKey }) => ({
      ...{ id, address },
      ...(publicKey !== null && { publicKey }),
    }));
  }

  get ids(): LogEvents["members"][0] {
    const { epoch, members, learners } = this.members();
    const idsOf = (nodes: readonly LogNode[]) => nodes.map(({ id }) => id);
    return { epoch, members: idsOf(members), learners: idsOf(learners) };
  }

  /** For one that was a member once. */
  refuseRemoved(): void {
    const { epoch } = this.members();
    if (this.isMember || this.lineage.keyOf(this.self) === undefined) return;
    throw new LogError(
      "removed",
      `member ${this.self} was removed from the group: epoch ${epoch} is without it`,
      "stop serving it; to come back, its machine needs an empty folder, a new key and a new id (docs/LOG.md)",
    );
  }

  refuseLearner(): void {
    if (this.isMember) return;
    throw new LogError("notDone", `node ${this.self} looks on, and is no member yet`, "ask a member");
  }
}
