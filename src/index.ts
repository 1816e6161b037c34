/** Strategos as a library: configurations, real runs, the simulator, the checker, and recordings. */

export type { TraitorEntry } from "./adversary/traitor.js";
export { type LaunchOptions, launch } from "./cluster/launch.js";
export { type Config, configHash, groupOf } from "./config/config.js";
export { type ParseOptions, parseConfig } from "./config/parse.js";
export { ConfigError, type Problem } from "./config/problem.js";
export type { Fault, FaultKind } from "./core/fault.js";
export type { Group, NodeId, Order } from "./core/group.js";
export { linesOf, type Recording } from "./core/recording.js";
export type { RunResult } from "./core/result.js";
export { exitCodeOf, type Judgement, judge, type Verdict } from "./core/verdict.js";
export { contradictionsIn } from "./explain/judge.js";
export { explainNode } from "./explain/node.js";
export { readRecording } from "./explain/read.js";
export { toPlain } from "./explain/text.js";
export { type CampaignOptions, runCampaign } from "./sim/campaign.js";
export { type CheckOptions, type CheckResult, check } from "./sim/check/check.js";
export { type InjectedFault, type SimulateOptions, simulate } from "./sim/network.js";
