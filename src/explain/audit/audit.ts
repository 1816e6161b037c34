/**
 * The audit of a recording, of every protocol: each loyal node is played again by the shipped rules from what it was told
 * (loyal.ts), and must then have told what it told (reports.ts), and decided what it decided (decisions.ts); of what it was owed nothing may be
 * missing without a reason (inputs.ts); and the verdict must follow. Where what came in to each node is recorded, it must take every step
 * as it is recorded (steps.ts). Nothing that the run says of itself is believed, but
 * for who the traitors were, which nodes were observed to fail, and which values a node was brought at the end.
 *
 * Orders are judged as they are recorded, before digests are given names (recording/named.ts).
 */
import type { ReadRecording } from "../../recording/read.js";
import { type Recording, recordedOutcome } from "../../recording/recording.js";
import { judge, type Verdict } from "../../recording/verdict.js";
import { Facts } from "../facts.js";
import { judgeDecisions } from "./decisions.js";
import { Findings, type Place } from "./findings.js";
import { Inputs } from "./inputs.js";
import { LoyalNodes } from "./loyal.js";
import { judgeReports } from "./reports.js";
import { judgeSteps } from "./steps.js";
import { judgeVerdict } from "./verdict.js";

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
