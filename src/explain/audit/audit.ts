/**
 * The audit of a recording, of every protocol: each loyal node is played again by the shipped rules from what it was told
 * (loyal.ts), and must then have told what it told (reports.ts), and decided what it decided (decisions.ts); of what it was owed nothing may be
 * missing without a reason (inputs.ts); and the verdict must follow. Where what came in to each node is recorded, it must take every step
 * as it is recorded (steps.ts). Nothing that the run says of itself is believed, but
 * for who the traitors were, which nodes were observed to fail, and which values a node was brought at the end.
 *
 * Orders are judged as they are recorded, before digests are given names (recording/named.ts).
 */

import { demandRecording } from "../../recording/given.js";
import type { ReadRecording } from "../../recording/read.js";
import { type Recording, recordedOutcome } from "../../recording/recording.js";
import { judge, type Verdict } from "../../recording/verdict.js";
import { Facts } from "../facts.js";
import { count, indent, say, span, type Text } from "../text.js";
import { type Decided, judgeDecisions } from "./decisions.js";
import { Findings, type Place } from "./findings.js";
import { Inputs } from "./inputs.js";
import { LoyalNodes } from "./loyal.js";
import { judgeReports } from "./reports.js";
import { judgeSteps } from "./steps.js";

export interface Audit {
  /** what the recording contradicts itself in, a sentence each; none in a sound recording */
  readonly contradictions: readonly string[];
  /** where the first of them is, if it is about one relay, report or decision */
  readonly first?: Place;
  /** what could not be judged and why, a sentence each */
  readonly notJudged: readonly string[];
  /** how many things that came in loyal nodes were handed again, where the recording holds them */
  readonly replayed?: number;
}

/** What the recording contradicts itself in, a sentence each. Of what cannot be judged only {@link audit} tells. */
export function contradictionsIn(recording: Recording & Partial<ReadRecording>): string[] {
  return [...audit(recording).contradictions];
}

export function audit(recording: Recording & Partial<ReadRecording>): Audit {
  demandRecording("audit", recording);
  const findings = new Findings(recording);
  const facts = new Facts(recording);
  const inputs = new Inputs(facts, findings);
  const loyal = new LoyalNodes(facts, inputs, findings);
  judgeReports(facts, inputs, loyal, findings);
  const decided = judgeDecisions(facts, loyal, findings);
  judgeVerdict(facts, decided, findings);
  const replayed = judgeSteps(facts, findings);
  const { contradictions, notJudged, firstPlace: first } = findings;
  return { contradictions, notJudged, ...(first && { first }), ...(replayed > 0 && { replayed }) };
}

/** The judgement of a recording, whoever wrote it: what is wrong in it, the first first, and what the loyal nodes' decisions came to. */
export interface Judged extends Audit, Verdict {}

/** Of the decisions as they are recorded; whether they follow from what was told, the contradictions say. */
export function judged(recording: Recording): Judged {
  return { ...audit(recording), ...judge(recordedOutcome(recording)) };
}

/** Of more only the number is told. */
const CONTRADICTIONS_TOLD_MAX = 20;

/** What an audit came to, as a reader is told it at the end of a recording's story, or on top of its pictures. */
export function auditLines({ contradictions, notJudged, replayed }: Audit): Text {
  const told = contradictions.slice(0, CONTRADICTIONS_TOLD_MAX);
  const more = contradictions.length - told.length;
  const found = [
    say`This recording contradicts itself:`,
    ...told.map((line) => indent(1, say`${line}`)),
    ...(more > 0 ? [indent(1, say`… and ${count(more, "more contradiction")}.`)] : []),
  ];
  const none =
    notJudged.length > 0
      ? say`What could be judged of it does not contradict itself.`
      : say`Checked from its reports alone: every loyal node told what it owed and decided by what it was told, and the verdict follows.`;
  return [
    ...(contradictions.length > 0 ? found : [none]),
    ...(contradictions.length === 0 && replayed
      ? [
          say`Handed again what came in to them, ${count(replayed, "input")}, the loyal nodes took every step as it is recorded.`,
        ]
      : []),
    ...notJudged.map((line) => say`${span("note", `Not judged: ${line}`)}`),
  ];
}

/**
 * Whether the verdict follows: from what was decided, or from what had to be. Where a loyal node decided wrongly these differ, and the
 * decision is the contradiction: the verdict is right of the one in a run of wrong programs, of the other where the decision was changed later.
 */
function judgeVerdict({ group, recording }: Facts, decided: Decided, findings: Findings): void {
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
  const [asOwed, asDecided] = [judge({ ...outcome, decisions, vectors }), judge(outcome)];
  const recorded = { ...verdict.conditions, guaranteed: verdict.guaranteed };
  for (const key of ["ic1", "ic2", "guaranteed"] as const) {
    if (recorded[key] === asOwed[key] || recorded[key] === asDecided[key]) continue;
    const name = key === "guaranteed" ? key : key.toUpperCase();
    findings.contradiction(
      verdict,
      `the verdict says ${name}: ${recorded[key]}, but its reports give ${asOwed[key]}.`,
    );
  }
}
