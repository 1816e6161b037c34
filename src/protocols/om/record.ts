/** Oral messages: rules and lies. */
import type { ProtocolRecord } from "../record.js";
import { vectorLying } from "../vector/lies.js";
import { openOralMessages } from "./any-rules.js";
import { oralLying } from "./lies.js";
import { oralMessages } from "./rules.js";
import { slicedOralMessages } from "./sliced.js";

export const om: ProtocolRecord = {
  rules: oralMessages,
  lies: oralLying,
  ofAnyText: { rules: openOralMessages, lies: vectorLying },
  sliced: slicedOralMessages,
};
