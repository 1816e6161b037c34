/** `strategos/core`: the rules, and what is read from recordings. No input or output; it runs in a browser too. */

export { maxTolerated } from "../core/bound.js";
export type { Evidence, SignedOrder } from "../core/evidence.js";
export type { Fault, FaultKind } from "../core/fault.js";
export type { Combine, Group, NodeId, Order } from "../core/group.js";
export { planeOrdersOf } from "../core/group.js";
export type { Path } from "../core/path.js";
export type { Outcome, Report as Told, Values, Vector } from "../core/protocol.js";
export type { Relay } from "../core/relay.js";
export type { Domain } from "../core/signer.js";
export { type Audit, audit, contradictionsIn } from "../explain/audit/audit.js";
export { explainNode } from "../explain/node.js";
export { type Line, type Role, type Span, type Text, toPlain } from "../explain/text.js";
export { PROTOCOLS, type ProtocolName } from "../protocols/names.js";
export type { BitTree as MessageTree } from "../protocols/om/bit-tree.js";
export type { Folded } from "../protocols/om/fold.js";
export type { Level } from "../protocols/om/levels.js";
export type { OralReport as Report, Rows } from "../protocols/om/report.js";
export type { Observed } from "../recording/observed.js";
export { type ReadRecording, readRecording } from "../recording/read.js";
export {
  type DecisionLine,
  type FaultLine,
  linesOf,
  type Recording,
  type RecordingLine,
  type ReportLine,
  type RunLine,
  type VerdictLine,
} from "../recording/recording.js";
export type { NodeDecision, RunResult, Timing, Traffic } from "../recording/result.js";
export { exitCodeOf, type Judgement, judge, type Verdict } from "../recording/verdict.js";
