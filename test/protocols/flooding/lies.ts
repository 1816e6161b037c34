/** Lies in a flood: whoever speaks for itself alone can say what it likes. */
import { type Lying, relayByRelay } from "../../../src/core/lying.js";
import type { FloodReport } from "./rules.js";

export const floodLying: Lying<FloodReport> = relayByRelay(({ defaultOrder }, honest, say) => ({
  ...honest,
  order: say(honest.order ?? defaultOrder, [honest.from]),
}));
