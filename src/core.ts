/** `strategos/core`: the rules, and what is read from recordings. No input or output; it runs in a browser too. */

export type { Evidence, SignedOrder } from "./core/evidence.js";
export type { Fault, FaultKind } from "./core/fault.js";
export type { Folded } from "./core/fold.js";
export type { Combine, Group, NodeId, Order, ProtocolName } from "./core/group.js";
export { maxTolerated, PROTOCOLS, planeOrdersOf } from "./core/group.js";
export type { Outcome, Told, Values, Vector } from "./core/kind.js";
export type { Observed } from "./core/observed.js";
export type { Path } from "./core/path.js";
export {
  type DecisionLine,
  type FaultLine,
  linesOf,
  type Recording,
  type RecordingLine,
  type ReportLine,
  type RunLine,
  type VerdictLine,
} from "./core/recording.js";
export type { Relay, Report, Rows } from "./core/report.js";
export type { NodeDecision, RunResult, Timing, Traffic } from "./core/result.js";
export type { Domain } from "./core/signer.js";
export type { Level, MessageTree } from "./core/tree.js";
export { exitCodeOf, type Judgement, judge, type Verdict } from "./core/verdict.js";
export { type Audit, audit, contradictionsIn } from "./explain/audit/audit.js";
export { explainNode } from "./explain/node.js";
export { type ReadRecording, readRecording } from "./explain/read.js";
export { type Line, type Role, type Span, type Text, toPlain } from "./explain/text.js";
