/** What explanations need of each protocol: a line each (explained.ts). */
import type { ProtocolName } from "../core/group.js";
import { kingExplained } from "../protocols/king/explain/held.js";
import { oralExplained } from "../protocols/om/explain/held.js";
import { signedExplained } from "../protocols/sm/explain/held.js";
import { vectorExplained } from "../protocols/vector/explain/held.js";
import type { Explained, Held } from "./explained.js";

export const EXPLAINED: Readonly<Record<ProtocolName, Explained<Held>>> = {
  om: oralExplained,
  sm: signedExplained,
  king: kingExplained,
  vector: vectorExplained,
};
