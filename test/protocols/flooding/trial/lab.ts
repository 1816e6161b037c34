/** No mistakes of flooding are typical enough to have a name. */
import { heardBack, type Lab } from "../../../../src/trial/diagnosis/lab.js";

export const lab: Lab = {
  lastRound: () => 1,
  worlds: () => [],
  models: [],
  rightNodes: [],
  isFree: () => true,
  toSelf: heardBack,
};
