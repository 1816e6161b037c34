/** A line a protocol, written by `npm run protocols`. */
import type { ProtocolName } from "../core/group.js";
import { prover as king } from "../protocols/king/check/prover.js";
import { prover as om } from "../protocols/om/check/prover.js";
import { prover as sm } from "../protocols/sm/check/prover.js";
import { prover as vector } from "../protocols/vector/check/prover.js";
import type { Proved, Prover } from "./prover.js";

export const PROVERS: Readonly<Record<ProtocolName, Prover<Proved>>> = { om, sm, king, vector };
