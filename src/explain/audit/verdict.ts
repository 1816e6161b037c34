/**
 * Whether the verdict follows: from what was decided, or from what had to be. Where a loyal node decided wrongly these differ, and the
 * decision is the contradiction: the verdict is right of the one in a run of wrong programs, of the other where the decision was changed later.
 */
import { recordedOutcome } from "../../recording/recording.js";
import { judge } from "../../recording/verdict.js";
import type { Facts } from "../facts.js";
import type { Decided } from "./decisions.js";
import type { Findings } from "./findings.js";

export function judgeVerdict({ group, recording }: Facts, decided: Decided, findings: Findings): void {
  const { run, verdict } = recording;
  if (!verdict && recording.void) return;
  if (!verdict) {
    const why =
      "the recording ends before the run did, so that nobody knows which nodes were observed to fail";
    findings.cannotJudge(`there is no verdict: ${why}, and what is missing cannot be judged.`);
    return;
  }
  const traitors = run.traitors.map(({ id }) => id);
  const observed = verdict.observed.map(({ id }) => id);
  for (const [index, id] of observed.entries()) {
    const wrong = traitors.includes(id)
      ? "which is a traitor"
      : !group.ids.includes(id)
        ? "which is not in this run"
        : observed.indexOf(id) < index
          ? "which it has named before"
          : null;
    if (wrong) findings.contradiction(verdict, `the verdict observes node ${id} to fail, ${wrong}.`);
  }
  const outcome = recordedOutcome(recording);
  const { orders: decisions, vectors } = decided;
  const [judged, asDecided] = [judge({ ...outcome, decisions, vectors }), judge(outcome)];
  const recorded = { ...verdict.conditions, guaranteed: verdict.guaranteed };
  for (const key of ["ic1", "ic2", "guaranteed"] as const) {
    if (recorded[key] === judged[key] || recorded[key] === asDecided[key]) continue;
    const name = key === "guaranteed" ? key : key.toUpperCase();
    findings.contradiction(
      verdict,
      `the verdict says ${name}: ${recorded[key]}, but its reports give ${judged[key]}.`,
    );
  }
}
