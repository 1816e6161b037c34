/** Oral messages: rules and lies. */
import type { ProtocolRecord } from "../record.js";
import { vectorLying } from "../vector/lies.js";
import { oralLying } from "./lies.js";
import { oralMessages, oralTexts } from "./rules.js";

export const record: ProtocolRecord = {
  rules: oralMessages,
  lies: oralLying,
  ofAnyText: { rules: oralTexts, lies: vectorLying },
};
