/** Strategos as a library: groups that agree, configurations, real runs, the simulator, the checker, and recordings. */

export { type LaunchOptions, launch } from "./cluster/launch.js";
export { type Config, configHash, groupOf, type NodeEntry } from "./config/config.js";
export { type KeyPair, makeKeyPair } from "./config/keys.js";
export { type ParseOptions, parseConfig } from "./config/parse.js";
export { ConfigError, type Problem } from "./config/problem.js";
export { makeSigningKeyPair, type SigningKeyPair } from "./config/signing-keys.js";
export * from "./core.js";
export { type AgreementResult, GroupError, type MemberEvents, type RoundSummary } from "./member/events.js";
export { type JoinOptions, joinGroup } from "./member/join.js";
export type { AgreeOptions, Membership } from "./member/membership.js";
export { PortInUseError } from "./net/sockets.js";
export * from "./sim.js";
