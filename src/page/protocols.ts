/** A line a protocol, written by `npm run protocols`. */
import type { ProtocolName } from "../core/group.js";
import type { Held } from "../explain/explained.js";
import { view as king } from "../protocols/king/page/view.js";
import { view as om } from "../protocols/om/page/view.js";
import { view as sm } from "../protocols/sm/page/view.js";
import { view as vector } from "../protocols/vector/page/view.js";
import type { View } from "./view.js";

export const VIEWS: Readonly<Record<ProtocolName, View<Held>>> = { om, sm, king, vector };
