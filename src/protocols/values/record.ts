/** Agreement on values of any kind: a protocol about digests, with the values beside them. */
import type { Protocol } from "../../core/protocol.js";
import type { Play, ProtocolRecord } from "../record.js";
import { carriedLying } from "./lies.js";
import { type CarriedReport, carried, type OpenKind } from "./rules.js";

export interface OfValues extends Play<CarriedReport> {
  readonly rules: Protocol<CarriedReport> & { readonly inner: OpenKind };
}

export function ofValues({ ofAnyText, ...listed }: ProtocolRecord): OfValues {
  const { rules, lies } = ofAnyText ?? listed;
  const wrapped = carried(rules);
  return { rules: wrapped, lies: carriedLying(wrapped.inner, lies) };
}
