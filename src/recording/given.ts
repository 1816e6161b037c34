/** What a program hands over as a recording, or as what came out of a run: whether it is one at all. What is in it is judged elsewhere. */
import { wrongArgument } from "../core/argument.js";
import { isGroup } from "../protocols/given.js";

type Loose = Readonly<Record<string, unknown>> | null | undefined;

/** Throws TypeError. `to`: the function that was given it. */
export function demandRecording(to: string, given: unknown): void {
  const recording = given as Loose;
  const run = recording?.run as Loose;
  const lists = [recording?.reports, recording?.faults, recording?.decisions, run?.traitors];
  const group = { ...run, ids: run?.nodes };
  if (isGroup(group) && lists.every(Array.isArray)) return;
  throw wrongArgument(to, given, "a recording", "give what readRecording(text) returns");
}

/** Throws TypeError. */
export function demandOutcome(to: string, given: unknown): void {
  const outcome = given as Loose;
  const isOutcome = [outcome?.traitors, outcome?.observed].every(Array.isArray);
  if (isOutcome && outcome?.decisions instanceof Map && isGroup(outcome.group)) return;
  const fix = "give { group, order, traitors, observed, decisions }, where decisions is a Map";
  throw wrongArgument(to, given, "an outcome", fix);
}
