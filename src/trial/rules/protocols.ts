/** A line a protocol, written by `npm run protocols`. */
import type { ProtocolName } from "../../core/group.js";
import { rules as king } from "../../protocols/king/trial/rules.js";
import { rules as om } from "../../protocols/om/trial/rules.js";
import { rules as sm } from "../../protocols/sm/trial/rules.js";
import { rules as vector } from "../../protocols/vector/trial/rules.js";
import type { Rules } from "./rules.js";

export const RULES: Readonly<Record<ProtocolName, Rules>> = { om, sm, king, vector };
