/** The judgement of a recording, whoever wrote it: what is wrong in it, the first first, and what the loyal nodes' decisions came to. */
import { type Recording, recordedOutcome } from "../../recording/recording.js";
import { judge, type Verdict } from "../../recording/verdict.js";
import { type Audit, audit } from "./audit.js";

export interface Judged extends Audit, Verdict {}

/** Of the decisions as they are recorded; whether they follow from what was told, the contradictions say. */
export function judged(recording: Recording): Judged {
  return { ...audit(recording), ...judge(recordedOutcome(recording)) };
}
