/** The phase king: rules and lies. */
import type { ProtocolRecord } from "../record.js";
import { kingLying } from "./lies.js";
import { phaseKing } from "./rules.js";

export const record: ProtocolRecord = {
  rules: phaseKing,
  lies: kingLying,
};
