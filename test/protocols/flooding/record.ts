/** A toy of a protocol, all of it: what a folder has to hold. */
import type { ProtocolRecord } from "../../../src/protocols/record.js";
import { floodLying } from "./lies.js";
import { flooding } from "./rules.js";

export const record: ProtocolRecord = { rules: flooding, lies: floodLying };
