/** What a trial is asked to play, and how worlds of that are drawn by seed. */
import type { Group, NodeId, Order, ProtocolName } from "../../core/group.js";
import { lieutenantsOf } from "../../core/group.js";
import { protocolOf } from "../../protocols/index.js";
import { Dice } from "../../sim/dice.js";
import type { Judged, World } from "../world.js";

export interface Plan {
  readonly protocol: ProtocolName;
  readonly seed: number;
  /** the same for all levels, where somebody said so */
  readonly nodes?: number;
  readonly m?: number;
  readonly general?: NodeId;
  /** the places of the list at which programs stand; null: all */
  readonly programs: readonly number[] | null;
}

/** One level of the ladder. Its worlds are the worst first, then drawn by seed for as long as anybody asks. */
export interface Level {
  readonly name: string;
  /** what a program that passes it can do, in a few words */
  readonly about: string;
  worlds(plan: Plan): Iterable<World>;
}

const TWO_ORDERS = ["retreat", "attack"] as const;

export interface Shape {
  readonly n: number;
  readonly m?: number;
  readonly ids?: readonly NodeId[];
  readonly orders?: readonly Order[];
  readonly general?: NodeId;
  readonly default?: Order;
}

/** Draws all that a world leaves open. One for each world, so that each is what its seed and its number say. */
export class Draw extends Dice {
  readonly #seed: number;

  constructor(
    readonly plan: Plan,
    level: string,
    number: number,
  ) {
    super(plan.seed, ...Array.from(level, (char) => char.codePointAt(0) as number), number);
    this.#seed = this.below(2 ** 32);
  }

  isOneIn(chances: number): boolean {
    return this.below(chances) === 0;
  }

  /** `count` of them, as they stand. */
  override some<T>(list: readonly T[], count: number): T[] {
    const left = [...list];
    while (left.length > count) left.splice(this.below(left.length), 1);
    return left;
  }

  /** The group of this shape, or of the size that was asked for. The general is the first, or a program now and then. */
  group({ n: wanted, m, ids, orders = TWO_ORDERS, general, default: fallback }: Shape): Group {
    const { plan } = this;
    const { protocol } = plan;
    const n = plan.nodes ?? wanted;
    const all = ids?.length === n ? ids : idsUpTo(n);
    const least = protocolOf({ protocol }).bound.mMax(n);
    const tolerated = plan.m ?? (plan.nodes === undefined ? (m ?? least) : least);
    return {
      ...{ protocol, ids: all, m: tolerated, orders },
      general: this.#general(all, general),
      defaultOrder: fallback ?? this.pick(orders),
    };
  }

  #general(ids: readonly NodeId[], wanted: NodeId | undefined): NodeId {
    const { general, programs } = this.plan;
    if (general !== undefined && ids.includes(general)) return general;
    const places = (programs ?? []).filter((place) => place <= ids.length);
    if (places.length > 0 && this.isOneIn(4)) return ids[this.pick(places) - 1] as NodeId;
    return wanted ?? (ids[0] as NodeId);
  }

  /** Who may be a traitor: nobody whose place was named for a program. */
  suspects(group: Group, among: readonly NodeId[] = lieutenantsOf(group)): NodeId[] {
    const { programs } = this.plan;
    return among.filter((id) => !programs?.includes(group.ids.indexOf(id) + 1));
  }

  /** Whether a program stands there; the trial's own nodes are not taken in by anything unsound. */
  isOnTrial({ ids }: Group, id: NodeId): boolean {
    return this.plan.programs?.includes(ids.indexOf(id) + 1) ?? true;
  }

  /** A world of this group, with whatever is not said drawn. */
  world(
    group: Group,
    given: Partial<Pick<World, "order" | "traitors" | "lies">> & { judged?: Judged },
  ): World {
    const { order = this.pick(group.orders), traitors = [], lies = [], judged = "all" } = given;
    const masked = traitors.filter(() => this.isOneIn(2));
    const isVector = protocolOf(group).everyone !== undefined;
    const values = isVector && Object.fromEntries(group.ids.map((id) => [id, this.pick(group.orders)]));
    return { group, order, ...(values && { values }), traitors, lies, masked, judged, seed: this.#seed };
  }
}

const lists: (readonly NodeId[])[] = [];

/** The same list whenever it is asked for: what is known of a group of these nodes is known of the next one. */
export function idsUpTo(n: number): readonly NodeId[] {
  lists[n] ??= Array.from({ length: n }, (_, place) => place + 1);
  return lists[n];
}
