/** Signed messages: rules and lies. */
import type { ProtocolRecord } from "../record.js";
import { signedLying } from "./lies.js";
import { signedMessages } from "./rules.js";

export const record: ProtocolRecord = {
  rules: signedMessages,
  lies: signedLying,
};
