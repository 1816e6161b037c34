/** Where a protocol's mistakes are told apart. */
import type { ProtocolName } from "../../core/group.js";
import { kingLab } from "./king.js";
import { heardBack, type Lab } from "./lab.js";
import { MODELS, RIGHT_NODES } from "./models.js";
import { sealedLab } from "./sealed.js";
import { vectorLab } from "./vector.js";
import { diagnosisWorlds } from "./worlds.js";

export const oralLab: Lab = {
  lastRound: ({ m }) => m,
  worlds: (seed) => diagnosisWorlds(seed),
  models: MODELS,
  rightNodes: RIGHT_NODES,
  // what a node tells itself and the general is its own affair
  isFree: ({ id, general }, { to }) => to === id || to === general,
  toSelf: heardBack,
};

export const LABS: Readonly<Record<ProtocolName, Lab>> = {
  om: oralLab,
  sm: sealedLab,
  king: kingLab,
  vector: vectorLab,
};
