/** `strategos/sim`: the simulator and the checker. No input or output; it runs in a browser too. */

export type { ReleasePlan, ScriptedLie, TraitorEntry } from "./adversary/traitor.js";
export type { Group, NodeId, Order, ProtocolName } from "./core/group.js";
export type { Told } from "./core/kind.js";
export type { Recording } from "./core/recording.js";
export type { RunResult } from "./core/result.js";
export { type CampaignOptions, type Progress, runCampaign } from "./sim/campaign.js";
export {
  type CheckedCase,
  type CheckedProof,
  type CheckOptions,
  type CheckResult,
  check,
} from "./sim/check/check.js";
export type { NodeClass } from "./sim/check/commonPath.js";
export type { Counterexample } from "./sim/check/counterexample.js";
export type { Argument } from "./sim/check/proof.js";
export {
  type InjectedFault,
  type NodeTree,
  type Simulated,
  type SimulateOptions,
  simulate,
} from "./sim/network.js";
export type { Shard } from "./sim/shards.js";
export type { CampaignResult, Violation } from "./sim/tally.js";
export type { FrameFault, Which } from "./sim/world.js";
