/** A larger m is not safer: what `plan` and `check` say where it survives fewer traitors than a smaller one would. */
import type { ProtocolName } from "../core/group.js";
import { protocolOf } from "../protocols/index.js";

/** Null where m is not too large; signed messages do not mind, and for the phase king check says it. */
export function tooLargeText(protocol: ProtocolName, n: number, m: number): string | null {
  const rules = protocolOf({ protocol });
  const best = rules.bound.mMax(n);
  const survived = rules.survives?.(n, m) ?? best;
  if (m <= best || survived >= best) return null;
  const traitors =
    survived === 0 ? "not even one traitor" : survived === 1 ? "one traitor" : `${survived} traitors`;
  return `warning: m = ${m} is too large: among ${n} nodes OM(${m}) survives ${traitors}, OM(${best}) ${best}; with more rounds liars have more to say`;
}
