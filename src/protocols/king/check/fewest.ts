/** The fewest lies under each general with each set of traitors of the phase king, and the world in which they are told. */

import { groupOf } from "../../../check/lieutenants.js";
import type { Counterexample } from "../../../check/story.js";
import type { Least } from "../../../check/witness.js";
import type { Group, NodeId, Order } from "../../../core/group.js";
import { keptIn } from "../../../core/grouped.js";
import { KingLeast } from "./least.js";
import type { Rules, Values } from "./phase.js";
import { kingCounterexample } from "./story.js";
import type { KingStage } from "./turns.js";

export type Frame = Pick<KingStage, "n" | "m" | "phases">;

/** A violation with the fewest lies, and under whom. */
export interface KingBroken extends Least {
  readonly general: NodeId;
  readonly liars: readonly NodeId[];
}

export function kingGroup({ n, m }: Frame, general: NodeId): Group {
  return groupOf(n, m, "king", general);
}

export class KingFewest {
  readonly #ids: readonly NodeId[];
  /** by what matters of a cast: which kings are traitors, and who is the general */
  readonly #least = new Map<string, readonly Least[]>();

  constructor(
    private readonly frame: Frame,
    private readonly rules: Rules,
  ) {
    this.#ids = kingGroup(frame, 1).ids;
  }

  /** Nodes that are never king are alike. */
  of(general: NodeId, liars: readonly NodeId[]): readonly Least[] {
    const kings = this.#ids.slice(0, this.frame.phases);
    const place = kings.includes(general) ? general : liars.includes(general) ? "liar" : "loyal";
    const key = [liars.length, place, ...kings.filter((id) => liars.includes(id))].join(" ");
    return keptIn(this.#least, key, () => this.#leastLies(general, liars));
  }

  #leastLies(general: NodeId, liars: readonly NodeId[]): Least[] {
    const { orders } = kingGroup(this.frame, general);
    return ([1, 0] as const).flatMap((bit) => {
      const least = this.#ways(general, liars, bit);
      return (["ic1", "ic2"] as const).flatMap((condition) => {
        const end = least.least(this.#isWanted(condition, general, liars, bit));
        return end ? [{ condition, order: orders[bit] as Order, lies: end.lies }] : [];
      });
    });
  }

  #ways(general: NodeId, liars: readonly NodeId[], order: 0 | 1): KingLeast {
    const traitors = liars.map((id) => id - 1);
    return new KingLeast({ ...this.frame, general: general - 1, traitors }, order, this.rules);
  }

  /** Whether an end, a bit for each node, violates the condition. */
  #isWanted(condition: "ic1" | "ic2", general: NodeId, liars: readonly NodeId[], order: 0 | 1) {
    const judged = this.#ids.filter((id) => id !== general && !liars.includes(id));
    const isGeneralLoyal = !liars.includes(general);
    return (values: Values): boolean => {
      const decided = judged.map((id) => (values >>> (id - 1)) & 1);
      if (condition === "ic1") return new Set(decided).size > 1;
      return isGeneralLoyal && decided.some((it) => it !== order);
    };
  }

  spelledOut({ condition, order, general, liars }: KingBroken): Counterexample {
    const group = kingGroup(this.frame, general);
    const bit = group.orders.indexOf(order) as 0 | 1;
    const ways = this.#ways(general, liars, bit);
    const end = ways.least(this.#isWanted(condition, general, liars, bit));
    if (!end) throw new Error(`no way to violate ${condition}`);
    const plot = { group, order, phases: this.frame.phases, violated: condition };
    return kingCounterexample(plot, ways.liesTo(end));
  }
}
