/** Strategos as a library: groups that agree, configurations, real runs, the simulator, the checker, and recordings. */

export { type Launched, type LaunchOptions, launch } from "../cluster/launch.js";
export type { ProcessEnd } from "../cluster/processes.js";
export { type Config, configHash, groupOf, type NodeEntry, type WireChoice } from "../config/config.js";
export type { JsonValue } from "../config/contents.js";
export { CONFIG_FLAGS, type ConfigFlags, type TextFlag } from "../config/flags.js";
export { parseConfig } from "../config/given.js";
export { type KeyPair, makeKeyPair } from "../config/keys.js";
export type { ParseOptions } from "../config/parse.js";
export { type Complaint, ConfigError, type Problem, type Source, type Spot } from "../config/problem.js";
export { makeSigningKeyPair, type SigningKeyPair } from "../config/signing-keys.js";
export {
  type AgreementResult,
  type EventOf,
  GroupError,
  type MemberEvents,
  type RoundSummary,
} from "../member/events.js";
export { type JoinOptions, joinGroup } from "../member/join.js";
export type { AgreeOptions, Membership } from "../member/membership.js";
export { PortInUseError } from "../net/listening.js";
export { NoZeromqError } from "../net/zeromq.js";
export type { Accepted, NodeEvent, NodeOutcome, StampedEvent } from "../node/events.js";
export type { LaunchedMessage } from "../node/launched.js";
export * from "./core.js";
export * from "./sim.js";
