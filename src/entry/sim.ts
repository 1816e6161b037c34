/** `strategos/sim`: the simulator and the checker. No input or output; it runs in a browser too. */

export {
  type CheckedCase,
  type CheckedProof,
  type CheckOptions,
  type CheckResult,
  check,
} from "../check/check.js";
export type { NodeClass } from "../check/common-path.js";
export type { Argument } from "../check/proof.js";
export type { Counterexample } from "../check/story.js";
export type { Group, NodeId, Order } from "../core/group.js";
export type { Report as Told } from "../core/protocol.js";
export type { ReleasePlan, ScriptedLie, TraitorEntry } from "../core/traitor.js";
export type { ProtocolName } from "../protocols/names.js";
export type { Recording } from "../recording/recording.js";
export type { RunResult } from "../recording/result.js";
export { type CampaignOptions, type Progress, runCampaign } from "../sim/campaign.js";
export {
  type InjectedFault,
  type NodeTree,
  type Simulated,
  type SimulateOptions,
  simulate,
} from "../sim/network.js";
export type { Shard } from "../sim/shards.js";
export type { CampaignResult, Violation } from "../sim/tally.js";
export type { FrameFault, Which } from "../sim/world.js";
