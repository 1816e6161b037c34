/** A line a protocol, written by `npm run protocols`. */
import type { ProtocolName } from "../../core/group.js";
import { levels as king } from "../../protocols/king/trial/levels.js";
import { levels as om } from "../../protocols/om/trial/levels.js";
import { levels as sm } from "../../protocols/sm/trial/levels.js";
import { levels as vector } from "../../protocols/vector/trial/levels.js";
import type { Level } from "./plan.js";

export const LEVELS: Readonly<Record<ProtocolName, readonly Level[]>> = { om, sm, king, vector };
