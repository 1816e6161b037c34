/** Who lies, and how: the `traitors` of a configuration. */
import type { NodeId, Order } from "./group.js";

/** One thing a `script` traitor says that is not what it accepted. */
export interface ScriptedLie {
  readonly round: number;
  readonly to: NodeId;
  /** General first, the traitor itself last; its length is round + 1. */
  readonly path: readonly NodeId[];
  /** null: this relay is left out, so that the default order stands for it. */
  readonly order: Order | null;
}

/** What the traitors of `release` hide, and when one of them shows it to whom. */
export interface ReleasePlan {
  readonly round: number;
  readonly to: NodeId;
  readonly order: Order;
  /** Who has signed it, the general first; the last one shows it. */
  readonly path: readonly NodeId[];
}

export type TraitorEntry =
  | { readonly id: NodeId; readonly strategy: "flip" | "split" | "random" | "silent" | "late" }
  | { readonly id: NodeId; readonly strategy: "always"; readonly order: Order }
  | { readonly id: NodeId; readonly strategy: "crash"; readonly round: number }
  | {
      readonly id: NodeId;
      readonly strategy: "collude";
      /** Receiver → what it is told. Left out in a file; `completeEntry` fills it in. */
      readonly tell?: Readonly<Record<NodeId, Order>>;
    }
  | { readonly id: NodeId; readonly strategy: "script"; readonly lies: readonly ScriptedLie[] }
  | {
      readonly id: NodeId;
      readonly strategy: "release";
      /** Never in a file; `completeEntry` fills it in where there is one. */
      readonly plan?: ReleasePlan;
    };

export type Strategy = TraitorEntry["strategy"];

/** `release` is against signed messages only. */
export const STRATEGIES = Object.keys({
  flip: 0,
  split: 0,
  always: 0,
  random: 0,
  silent: 0,
  crash: 0,
  late: 0,
  collude: 0,
  script: 0,
  release: 0,
} satisfies Record<Strategy, 0>) as Strategy[];

/** The lower floor(k/2) of k ids. */
export function lowerHalf(ids: readonly NodeId[]): ReadonlySet<NodeId> {
  return new Set(ids.toSorted((a, b) => a - b).slice(0, Math.floor(ids.length / 2)));
}
