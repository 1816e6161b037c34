/** What a run of real processes tells the page while it goes. */
import type { NodeId, Order } from "../core/group.js";
import type { ReportLine, RunLine } from "./recording.js";

/** What a live run tells, one after the other; `id` counts from 1, so that a break can be made good. */
export type LiveEvent =
  | {
      readonly type: "begin";
      readonly nodes: readonly NodeId[];
      /** null where every node orders */
      readonly general: NodeId | null;
      readonly rounds: number;
      /** what a recording of it begins with */
      readonly run: RunLine;
      /** whether each round waits for a word */
      readonly isGated: boolean;
    }
  /** what has come in to a node, as soon as it has */
  | { readonly type: "report"; readonly report: ReportLine }
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
