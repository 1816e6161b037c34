/** The ladder of each protocol. */
import type { ProtocolName } from "../../core/group.js";
import { kingLevels } from "./king.js";
import { oralLevels } from "./om.js";
import type { Level } from "./plan.js";
import { sealedLevels } from "./sm.js";
import { vectorLevels } from "./vector.js";

export const LEVELS: Readonly<Record<ProtocolName, readonly Level[]>> = {
  om: oralLevels,
  sm: sealedLevels,
  king: kingLevels,
  vector: vectorLevels,
};
