/**
 * The judgement of a whole run by the interactive consistency conditions (Lamport et al. 1982, §1):
 *  IC1: all loyal lieutenants decide the same order;
 *  IC2: if the general is loyal, every loyal lieutenant decides the order he gave.
 * Where every node gives a value, both are of all loyal nodes and all entries of their vectors (protocols/vector/rules.ts).
 * A node that is loyal by the config but failed in this run, an observed one, is judged as a traitor.
 */
import { wrongArgument } from "../core/argument.js";
import type { NodeId } from "../core/group.js";
import type { Outcome } from "../core/protocol.js";
import { protocolOf } from "../protocols/index.js";
import { demandOutcome } from "./given.js";

export const JUDGEMENTS = ["holds", "violated", "vacuous", "unknown"] as const;

export type Judgement = (typeof JUDGEMENTS)[number];

export interface Conditions {
  readonly ic1: Judgement;
  readonly ic2: Judgement;
}

export interface Verdict extends Conditions {
  /** The protocol tolerates m among n (om: n > 3m), and traitors and observed nodes together are at most m. */
  readonly guaranteed: boolean;
}

export function judge(outcome: Outcome): Verdict {
  demandOutcome("judge", outcome);
  const { group, order, traitors, observed, decisions } = outcome;
  const kind = protocolOf(group);
  const { everyone } = kind;
  const faulty = new Set([...traitors, ...observed]);
  const loyal = group.ids.filter((id) => (everyone || id !== group.general) && !faulty.has(id));
  const decided = loyal.map((id) => decisions.get(id) ?? null);
  const tooMany = faulty.size > group.m;
  const isMissing = (id: NodeId) => (decisions.get(id) ?? null) === null;
  const unknown = decided.includes(null) || (tooMany && observed.some(isMissing));
  const verdictOf = (isKept: boolean): Judgement => (unknown ? "unknown" : isKept ? "holds" : "violated");
  const guaranteed = kind.bound.tolerates(group.ids.length, group.m) && !tooMany;
  if (everyone) {
    const conditionOf = (isKept: boolean): Judgement =>
      loyal.length === 0 && !unknown ? "vacuous" : verdictOf(isKept);
    return {
      ic1: conditionOf(everyone.agree(outcome, loyal)),
      ic2: conditionOf(everyone.areTrue(outcome, loyal)),
      guaranteed,
    };
  }
  return {
    ic1: loyal.length === 0 && !unknown ? "vacuous" : verdictOf(new Set(decided).size === 1),
    ic2: faulty.has(group.general) ? "vacuous" : verdictOf(decided.every((it) => it === order)),
    guaranteed,
  };
}

/** The exit code of a run: 0 the conditions hold, 1 one is violated, 2 unknown. */
export function exitCodeOf(conditions: Conditions): 0 | 1 | 2 {
  const { ic1, ic2 } = conditions ?? {};
  if (![ic1, ic2].every((one) => JUDGEMENTS.some((known) => known === one)))
    throw wrongArgument("exitCodeOf", conditions, "conditions", "give those of a verdict: { ic1, ic2 }");
  if (ic1 === "unknown" || ic2 === "unknown") return 2;
  return ic1 === "violated" || ic2 === "violated" ? 1 : 0;
}
