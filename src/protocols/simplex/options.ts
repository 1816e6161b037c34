/** What a group that goes on has where nobody says otherwise. */
import type { Limits, Timing } from "./types.js";

/** A second for Δ: a network that loses packets keeps one message in a hundred for that long. */
export const DEFAULT_TIMING: Timing = { deltaMs: 1000, growth: 1.5, exponentMax: 6, heartbeatMs: 15_000 };

export const DEFAULT_LIMITS: Limits = {
  commandCharsMax: 65_536,
  blockCharsMax: 524_288,
  blockCommandsMax: 4096,
  poolCharsMax: 4_194_304,
  poolCommandsMax: 16_384,
  windowBlocks: 64,
};
