/** What a simulated member of a group says, is asked for and comes to, and what is around it. */
import type { Attended } from "../../core/attendance.js";
import type { NodeId, Order } from "../../core/group.js";
import type { LockstepMessage } from "../../core/lockstep.js";
import type { Decision } from "../../core/party.js";
import type { Report } from "../../core/protocol.js";
import type { Here, Life } from "../../core/sequence.js";
import type { Signer } from "../../core/signer.js";

export type Said = LockstepMessage<Report>;

export type Frame =
  | { readonly kind: "here"; readonly here: Here }
  | {
      readonly kind: "said";
      readonly life: Life;
      readonly to: Life;
      readonly instance: number;
      /** stands for the configuration's hash: who names another is not heard */
      readonly general: NodeId;
      readonly said: Said;
    };

/** What the program asks for. */
export interface Call {
  readonly agreement: number;
  readonly general: NodeId;
  readonly order: Order;
}

/** What a call came to. */
export type Outcome =
  | ({ readonly kind: "decided"; readonly instance: number; readonly attended: Attended } & Decision)
  /** too few said READY before it was given up */
  | { readonly kind: "notStarted" | "stopped" | "crashed"; readonly instance: number };

export interface Around {
  carry(to: NodeId, frame: Frame, now: number): void;
  later(atMs: number, action: (now: number) => void): void;
  ended(call: Call, outcome: Outcome, now: number): void;
  /** so many instances went by without it */
  behind(missed: number, now: number): void;
  freshLife(): Life;
  signerOf(instance: number, general: NodeId): Signer;
}
