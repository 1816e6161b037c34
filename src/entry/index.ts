/** Strategos as a library: groups that agree, configurations, real runs, the simulator, the checker, and recordings. */

export { type Launched, type LaunchOptions, launch } from "../cluster/launch.js";
export { recordingOf } from "../cluster/of-members.js";
export type { ProcessEnd } from "../cluster/processes.js";
export type { Config, NodeEntry, WireChoice } from "../config/config.js";
export type { JsonValue } from "../config/contents.js";
export { CONFIG_FLAGS, type ConfigFlags, type TextFlag } from "../config/flags.js";
export { configHash, groupOf, parseConfig } from "../config/given.js";
export { type KeyPair, makeKeyPair, makeSigningKeyPair, type SigningKeyPair } from "../config/keys.js";
export type { ParseOptions } from "../config/parse.js";
export { type Complaint, ConfigError, type Problem, type Source, type Spot } from "../config/problem.js";
export type { Command as LogCommand, Json } from "../log/command.js";
export { commandText, signedText } from "../log/command.js";
export { KeyValue } from "../log/key-value.js";
export type { Place, StateMachine } from "../log/replica.js";
export { type AgreementResult, type EventOf, GroupError, type MemberEvents } from "../member/events.js";
export { type JoinOptions, joinGroup } from "../member/join.js";
export {
  type LogEntry,
  LogError,
  type LogEvents,
  type LogReason,
  type Submitted,
} from "../member/log/events.js";
export { type JoinLogOptions, joinLog } from "../member/log/join-log.js";
export type { EntryProof } from "../member/log/ledger.js";
export type { LogMember } from "../member/log/log-member.js";
export type { SubmitOptions } from "../member/log/submissions.js";
export { type Verified, verifyEntry } from "../member/log/verify.js";
export type { AgreeOptions, Membership } from "../member/membership.js";
export { PortInUseError } from "../net/listening.js";
export { NoZeromqError } from "../net/zeromq.js";
export type { Accepted, NodeEvent, NodeOutcome, RoundSummary, StampedEvent } from "../node/events.js";
export type { LaunchedMessage } from "../node/launched.js";
export type { AgreementRecord } from "../node/telling.js";
export { StoreError, type StoreTrouble } from "../store/failure.js";
export * from "./core.js";
export * from "./sim.js";
