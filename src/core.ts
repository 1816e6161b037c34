/** `strategos/core`: the rules, and what is read from recordings. No input or output; it runs in a browser too. */

export type { Fault, FaultKind } from "./core/fault.js";
export type { Group, NodeId, Order, ProtocolName } from "./core/group.js";
export { maxTolerated, PROTOCOLS } from "./core/group.js";
export type { Outcome, Values, Vector } from "./core/kind.js";
export { linesOf, type Recording, type RecordingLine } from "./core/recording.js";
export type { RunResult, Traffic } from "./core/result.js";
export { exitCodeOf, type Judgement, judge, type Verdict } from "./core/verdict.js";
export { contradictionsIn } from "./explain/judge.js";
export { explainNode } from "./explain/node.js";
export { readRecording } from "./explain/read.js";
export { toPlain } from "./explain/text.js";
