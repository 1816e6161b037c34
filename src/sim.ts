/** `strategos/sim`: the simulator and the checker. No input or output; it runs in a browser too. */

export type { TraitorEntry } from "./adversary/traitor.js";
export type { Group, NodeId, Order } from "./core/group.js";
export type { Recording } from "./core/recording.js";
export type { RunResult } from "./core/result.js";
export { type CampaignOptions, runCampaign } from "./sim/campaign.js";
export { type CheckOptions, type CheckResult, check } from "./sim/check/check.js";
export { type InjectedFault, type SimulateOptions, simulate } from "./sim/network.js";
