/** Interactive consistency: rules and lies. */
import type { ProtocolRecord } from "../record.js";
import { vectorLying } from "./lies.js";
import { interactiveConsistency } from "./rules.js";

export const record: ProtocolRecord = {
  rules: interactiveConsistency,
  lies: vectorLying,
};
