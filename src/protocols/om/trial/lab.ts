/** Where the mistakes of OM(m) are told apart. */
import { heardBack, type Lab } from "../../../trial/diagnosis/lab.js";
import { MODELS, RIGHT_NODES } from "../../../trial/diagnosis/models.js";
import { diagnosisWorlds } from "../../../trial/diagnosis/worlds.js";

export const lab: Lab = {
  lastRound: ({ m }) => m,
  worlds: diagnosisWorlds,
  models: MODELS,
  rightNodes: RIGHT_NODES,
  // what a node tells itself and the general is its own affair
  isFree: ({ id, general }, { to }) => to === id || to === general,
  toSelf: heardBack,
};
