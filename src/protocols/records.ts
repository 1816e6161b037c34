/** A line a protocol, written by `npm run protocols`. */
import type { ProtocolName } from "../core/group.js";
import { record as king } from "./king/record.js";
import { record as om } from "./om/record.js";
import type { ProtocolRecord } from "./record.js";
import { record as sm } from "./sm/record.js";
import { record as vector } from "./vector/record.js";

export const RECORDS: Readonly<Record<ProtocolName, ProtocolRecord>> = { om, sm, king, vector };
