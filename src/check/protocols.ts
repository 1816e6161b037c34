/** What `check` needs of each protocol: a line each (prover.ts). */
import type { ProtocolName } from "../core/group.js";
import { kingProver } from "../protocols/king/check/prover.js";
import { oralProver } from "../protocols/om/check/prover.js";
import { signedProver } from "../protocols/sm/check/prover.js";
import { vectorProver } from "../protocols/vector/check/prover.js";
import type { Proved, Prover } from "./prover.js";

export const PROVERS: Readonly<Record<ProtocolName, Prover<Proved>>> = {
  om: oralProver,
  sm: signedProver,
  king: kingProver,
  vector: vectorProver,
};
