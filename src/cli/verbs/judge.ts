/** `strategos judge`: whether the nodes of a recording did what they had to; for programs that run by themselves, above all. */
import pc from "picocolors";
import { printable } from "../../core/printable.js";
import { type Judged, judged } from "../../explain/audit/audit.js";
import { protocolOf } from "../../protocols/index.js";
import type { ReadRecording } from "../../recording/read.js";
import { exitCodeOf } from "../../recording/verdict.js";
import { EXIT, usage } from "../exit.js";
import { readRecordingFile } from "../recording-file.js";
import type { Verb } from "../verb.js";
import { conditionLines } from "../verdict.js";

/** Of more only the number is told. */
const CONTRADICTIONS_TOLD_MAX = 20;

export const verb: Verb = {
  operands: {
    "<recording>": "what your program, or run, wrote: JSON lines or their plain form (docs/RECORDING.md)",
  },
  flags: { "--json": "print the judgement as one JSON object" },
  run: judge,
};

function judge(file: string, { json }: { json?: boolean }): number {
  const recording = readRecordingFile(file, { isForeign: true });
  const judgement = judged(recording);
  refuseWhatCannotBeJudged(file, judgement);
  process.stdout.write(json ? `${jsonText(judgement)}\n` : `${text(recording, judgement)}\n`);
  return judgement.contradictions.length > 0 ? EXIT.violated : exitCodeOf(judgement);
}

/** What is judged in part only would pass too easily. */
function refuseWhatCannotBeJudged(file: string, { notJudged }: Judged): void {
  const [why] = notJudged;
  if (why === undefined) return;
  const fix = "write down every relay of every report, of a smaller run if it is too large";
  throw usage(`${printable(file)} cannot be judged: ${why}`, fix);
}

function jsonText({ contradictions, ic1, ic2, guaranteed }: Judged): string {
  const isKept = exitCodeOf({ ic1, ic2 }) === EXIT.holds;
  const passed = contradictions.length === 0 && isKept;
  return JSON.stringify({ version: 1, passed, contradictions, conditions: { ic1, ic2 }, guaranteed });
}

function text(recording: ReadRecording, judgement: Judged): string {
  const { run, verdict } = recording;
  const { contradictions, guaranteed, ic1, ic2 } = judgement;
  const observed = verdict?.observed ?? [];
  const conditions = conditionLines({ ...run, conditions: { ic1, ic2 }, guaranteed, observed });
  return [headLine(recording), "", ...contradictionLines(contradictions), "", ...conditions].join("\n");
}

function headLine({ run }: ReadRecording): string {
  const traitors = run.traitors.map(({ id }) => id);
  const liars = traitors.length === 0 ? "no traitors" : `traitors ${traitors.join(", ")}`;
  const orders = protocolOf(run).everyone
    ? ""
    : `, general ${run.general} with order ${printable(run.order, 64)}`;
  return `${protocolOf(run).title(run.m)}, ${run.n} nodes${orders}, ${liars}`;
}

function contradictionLines([first, ...rest]: readonly string[]): string[] {
  if (first === undefined) return ["Every loyal node told what it owed, and decided by what it was told."];
  const told = rest.slice(0, CONTRADICTIONS_TOLD_MAX);
  const more = rest.length - told.length;
  return [
    pc.red("The first that is wrong:"),
    `  ${first}`,
    ...(told.length > 0 ? ["After that:", ...told.map((line) => `  ${line}`)] : []),
    ...(more > 0 ? [`  … and ${more} more.`] : []),
  ];
}
