/** What the page needs of each protocol: a line each (view.ts). */
import type { ProtocolName } from "../core/group.js";
import type { Held } from "../explain/explained.js";
import { kingView } from "../protocols/king/page/view.js";
import { oralView } from "../protocols/om/page/view.js";
import { signedView } from "../protocols/sm/page/view.js";
import { vectorView } from "../protocols/vector/page/view.js";
import type { View } from "./view.js";

export const VIEWS: Readonly<Record<ProtocolName, View<Held>>> = {
  om: oralView,
  sm: signedView,
  king: kingView,
  vector: vectorView,
};
