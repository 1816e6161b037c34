/** `strategos test`: programs of others on trial, level by level. */
import { stripVTControlCharacters } from "node:util";
import { setFlagsFromString } from "node:v8";
import { diagnosisOf } from "../../trial/diagnosis/diagnose.js";
import { LEVELS } from "../../trial/levels/protocols.js";
import { CannotStartError } from "../../trial/program/process.js";
import { recordingOf } from "../../trial/record.js";
import type { When } from "../../trial/report/outcome.js";
import { type Points, withPoints } from "../../trial/report/points.js";
import { REPORTS } from "../../trial/report/reports.js";
import type { Failed } from "../../trial/shrink.js";
import { programHouse } from "../../trial/table.js";
import { type TrialOutcome, tryProgram } from "../../trial/trial.js";
import type { LevelReport, TrialReport } from "../../trial/trial-report.js";
import { unplayedReport } from "../../trial/trial-report.js";
import { EXIT } from "../exit.js";
import { assertWritable, replaceFile, replaceUnlessStream, writeRecording } from "../files.js";
import { type Asked, askedBy, TEST_FLAGS, type TestSettings } from "../test-settings.js";
import { endText, headText, levelText } from "../trial-text.js";
import type { Verb } from "../verb.js";

/** Up to so many worlds a level, of so many nodes, V8 takes longer to optimize code than the optimized code saves. */
const FEW_WORLDS = 100;
const FEW_NODES = 7;

/** A process needs so much more than its first answer does. */
const START_MS = 5000;
/** What a failed world is made smaller within. */
const SHRINKING = { replays: 400, ms: 5000 };

const STOPPED = "The trial was stopped before its end, by a person, a time limit or the program itself";

export const verb: Verb = {
  operands: { "<command...>": "the program on trial and its arguments, behind --" },
  flags: TEST_FLAGS,
  run: test,
};

async function test(command: readonly string[], settings: TestSettings): Promise<number> {
  const asked = askedBy(settings, command);
  const { nodes = FEW_NODES } = asked.plan;
  if (asked.worlds <= FEW_WORLDS && nodes <= FEW_NODES) setFlagsFromString("--no-opt");
  const points = await pointsOf(settings, asked);
  for (const file of [settings.output, settings.record]) if (file !== undefined) assertWritable(file);
  const format = settings.json ? "json" : settings.report;
  const seconds = new Map<string, number>();
  const page = new Page(format === "text" && settings.output === undefined, settings.quiet === true);
  const unplayed = (why: string): string => {
    const { protocol, seed } = asked.plan;
    const levels = asked.levels.map(({ name }) => name);
    return written(
      finished(unplayedReport({ command, protocol, seed }, levels, why), undefined, points),
      format,
      seconds,
    );
  };
  // whoever ends the trial with SIGKILL leaves this, and no report of a trial before
  if (settings.output !== undefined)
    await replaceUnlessStream(settings.output, format in REPORTS ? [unplayed(STOPPED)] : []);
  page.say(headText(command, settings.protocol, asked.plan.seed, whoText(settings)));
  const numbers = new Map(LEVELS[settings.protocol].map(({ name }, index) => [name, index + 1]));
  let beganMs = performance.now();
  const outcome = await onTrial(command, settings, asked, (level) => {
    const nowMs = performance.now();
    seconds.set(level.name, (nowMs - beganMs) / 1000);
    beganMs = nowMs;
    const about = asked.levels.find(({ name }) => name === level.name)?.about ?? "";
    page.say(`${levelText(level, about, numbers.get(level.name) ?? 0)}\n`);
  }).catch(async (error: unknown) => {
    const why = whyUnplayed(error);
    if (why !== undefined && format in REPORTS) await page.end(unplayed(why), settings.output);
    throw error;
  });
  const { failed } = outcome;
  const recording = failed ? settings.record : undefined;
  if (failed && recording !== undefined) await writeRecording(recording, recordingOf(failed.played));
  page.say(endText(outcome, asked.levels, { flags: repeatFlags(settings), recording }));
  const report = finished(outcome.report, recording, points);
  await page.end(format === "text" ? undefined : written(report, format, seconds), settings.output);
  return report.passed ? EXIT.holds : EXIT.violated;
}

/** Why there is no outcome; undefined for a bug of ours. */
function whyUnplayed(error: unknown): string | undefined {
  if (error instanceof CannotStartError) return error.why;
  return error instanceof Error && error.name === "AbortError" ? STOPPED : undefined;
}

/** Where text goes: to whoever waits for it, or as progress, or into a file. */
class Page {
  #text = "";

  constructor(
    private readonly isShown: boolean,
    private readonly isQuiet: boolean,
  ) {}

  say(text: string): void {
    this.#text += text;
    if (this.isShown) process.stdout.write(text);
    else if (!this.isQuiet) process.stderr.write(text);
  }

  /** `report`: in another format than text. */
  async end(report: string | undefined, file: string | undefined): Promise<void> {
    if (file !== undefined) await replaceFile(file, [report ?? stripVTControlCharacters(this.#text)]);
    else if (report !== undefined) process.stdout.write(report);
  }
}

async function onTrial(
  command: readonly string[],
  settings: TestSettings,
  asked: Asked,
  onLevel: (done: LevelReport) => void,
): Promise<TrialOutcome> {
  const { plan, levels, worlds, tables } = asked;
  const limits = { answerMs: asked.answerMs, startMs: START_MS };
  const house = programHouse({
    ...asked,
    protocol: plan.protocol,
    reuses: settings.reuse === true,
    limits,
  });
  const shrinking = { replays: SHRINKING.replays, ms: SHRINKING.ms, now: () => performance.now() };
  const diagnose = (failed: Failed) => diagnosisOf(failed, house, { seed: plan.seed, tables });
  const trial = { command, plan, levels, worlds, tables, house, shrinking, diagnose };
  return untilStopped(
    // of programs that are ended with the trial nothing is to be said
    (stop) => tryProgram({ ...trial, onLevel: (done) => stop.aborted || onLevel(done) }),
    () => house.end(),
  );
}

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/**
 * Programs are in groups of their own, which no Ctrl-C reaches: whoever stops the trial stops them. So signals are heard before
 * the first one is started.
 */
async function untilStopped<T>(
  work: (stop: AbortSignal) => Promise<T>,
  end: () => Promise<void>,
): Promise<T> {
  const stop = new AbortController();
  const onSignal = () => stop.abort();
  for (const signal of SIGNALS) process.on(signal, onSignal);
  const stopped = new Promise<never>((_, reject) => {
    stop.signal.addEventListener("abort", () => reject(stop.signal.reason as Error));
  });
  try {
    return await Promise.race([work(stop.signal), stopped]);
  } finally {
    await end();
    for (const signal of SIGNALS) process.off(signal, onSignal);
  }
}

/** Most trials have no such file, and what reads it takes longer to load than a level. */
async function pointsOf({ points }: TestSettings, { levels }: Asked): Promise<Points | undefined> {
  if (points === undefined) return undefined;
  const { readPoints } = await import("../points-file.js");
  return readPoints(
    points,
    levels.map(({ name }) => name),
  );
}

function finished(
  report: TrialReport,
  recording: string | undefined,
  points: Points | undefined,
): TrialReport {
  const { failure } = report;
  const whole =
    failure && recording !== undefined ? { ...report, failure: { ...failure, recording } } : report;
  return points ? withPoints(whole, points) : whole;
}

function written(report: TrialReport, format: string, seconds: When["seconds"]): string {
  if (format === "json") return `${JSON.stringify(report)}\n`;
  return REPORTS[format as keyof typeof REPORTS](report, { at: new Date(), seconds });
}

function whoText({ only, as = [] }: TestSettings): string {
  const others =
    as.length === 0 ? "" : `, but for ${as.map((one) => one.replace("=", " is ")).join(" and ")}`;
  if (only === undefined) return `every node is this program${others}`;
  return `node ${only} is this program, the trial plays the others${others}`;
}

/** What has to be said again to play the same worlds. */
function repeatFlags(settings: TestSettings): string[] {
  const { protocol, speak, only, as = [], nodes, m, general, seed, worlds, timeout, reuse } = settings;
  const given = (name: string, value: string | undefined, usual?: string) =>
    value === undefined || value === usual ? [] : [`--${name}`, value];
  return [
    ...given("protocol", protocol, "om"),
    ...given("speak", speak, "json"),
    ...given("only", only),
    ...as.flatMap((one) => ["--as", one]),
    ...given("nodes", nodes),
    ...given("m", m),
    ...given("general", general),
    ...given("seed", seed, "1"),
    ...given("worlds", worlds, "20"),
    ...given("timeout", timeout, "2s"),
    ...(reuse ? ["--reuse"] : []),
  ];
}
