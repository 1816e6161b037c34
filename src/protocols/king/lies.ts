/** Lies in the phase king algorithm. Where the honest report proposes nothing, a lie is made from the default order. */

import { type Lying, relayByRelay } from "../../core/lying.js";
import { type KingReport, stepOf } from "./rules.js";

/** Among proposals, nothing is drawn as often as each order. */
export const kingLying: Lying<KingReport> = relayByRelay(
  ({ defaultOrder }, honest, say) => ({ ...honest, order: say(honest.order ?? defaultOrder, [honest.from]) }),
  ({ orders }, { round }) => (stepOf(round) === "proposals" ? [...orders, null] : orders),
);
