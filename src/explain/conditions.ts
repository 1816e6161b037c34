/** What IC1, IC2 and the guarantee say of a run, in one line each: the words of every verdict. */
import type { NodeId } from "../core/group.js";
import { protocolOf } from "../protocols/index.js";
import type { RunLine, VerdictLine } from "../recording/recording.js";

export interface ConditionWords {
  readonly ic1: string;
  readonly ic2: string;
  readonly guarantee: string;
}

type Judged = Pick<RunLine, "protocol" | "n" | "m" | "general" | "order" | "traitors"> &
  Pick<VerdictLine, "guaranteed" | "observed">;

export function conditionWords(judged: Judged): ConditionWords {
  const { protocol, n, m, general, traitors, observed, guaranteed } = judged;
  const kind = protocolOf({ protocol });
  const faulty = traitors.length + observed.length;
  const guarantee = `${guaranteed ? "guaranteed" : "not guaranteed"}: ${kind.bound.said(n, m)}, ${faulty} of at most m = ${m} faulty`;
  if (kind.everyone) {
    const [ic1, ic2] = [
      "all loyal nodes hold the same vector",
      "in it the entry of every loyal node is its own value",
    ];
    return { ic1, ic2, guarantee };
  }
  const isFaulty = (id: NodeId) => [...traitors, ...observed].some((one) => one.id === id);
  const ic2 = isFaulty(general)
    ? `says nothing here: the general (node ${general}) is not loyal`
    : `the general (node ${general}) is loyal, and every loyal lieutenant decides his order, ${judged.order}`;
  return { ic1: "all loyal lieutenants decide the same order", ic2, guarantee };
}
