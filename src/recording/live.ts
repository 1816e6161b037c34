/** What a run of real processes tells the page while it goes. */
import type { NodeId, Order } from "../core/group.js";

/** What a live run tells, one after the other; `id` counts from 1, so that a break can be made good. */
export type LiveEvent =
  | {
      readonly type: "begin";
      readonly nodes: readonly NodeId[];
      /** null where every node orders */
      readonly general: NodeId | null;
      readonly rounds: number;
    }
  | {
      readonly type: "node";
      readonly node: NodeId;
      readonly kind: string;
      readonly text: string;
      readonly round: number | null;
      readonly order: Order | null;
    }
  | { readonly type: "recording"; readonly text: string }
  | { readonly type: "failed"; readonly message: string };
