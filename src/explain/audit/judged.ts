/** The judgement of a recording, whoever wrote it: what is wrong in it, the first first, and what the loyal nodes' decisions came to. */
import { groupOfRun, type Recording, vectorsIn } from "../../recording/recording.js";
import { judge, type Verdict } from "../../recording/verdict.js";
import { type Audit, audit } from "./audit.js";

export interface Judged extends Audit, Verdict {}

/** Of the decisions as they are recorded; whether they follow from what was told, the contradictions say. */
export function judged(recording: Recording): Judged {
  const { run, decisions, verdict } = recording;
  const { order, values } = run;
  const verdictOf = judge({
    ...{ group: groupOfRun(run), order },
    traitors: run.traitors.map(({ id }) => id),
    observed: verdict?.observed.map(({ id }) => id) ?? [],
    decisions: new Map(decisions.map(({ node, order: decided }) => [node, decided])),
    ...vectorsIn(decisions),
    ...(values && { values }),
  });
  return { ...audit(recording), ...verdictOf };
}
