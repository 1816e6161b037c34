/** The protocols that programs can be on trial for. */
import type { ProtocolName } from "../../core/group.js";
import { king } from "./king.js";
import { oral } from "./om.js";
import type { Rules } from "./rules.js";
import { sealed } from "./sm.js";
import { vector } from "./vector.js";

export const RULES: Readonly<Record<ProtocolName, Rules>> = { om: oral, sm: sealed, king, vector };
