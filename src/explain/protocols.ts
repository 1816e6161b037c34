/** A line a protocol, written by `npm run protocols`. */
import type { ProtocolName } from "../core/group.js";
import { explained as king } from "../protocols/king/explain/held.js";
import { explained as om } from "../protocols/om/explain/held.js";
import { explained as sm } from "../protocols/sm/explain/held.js";
import { explained as vector } from "../protocols/vector/explain/held.js";
import type { Explained, Held } from "./explained.js";

export const EXPLAINED: Readonly<Record<ProtocolName, Explained<Held>>> = { om, sm, king, vector };
