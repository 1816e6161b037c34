/** The reports of a trial for graders and for machines, by the name that `--report` takes. Beside them stand `text` and `json`. */
import { escaped } from "../../core/markup.js";
import type { TrialReport } from "../trial-report.js";
import {
  commandLine,
  earnedIn,
  hasPoints,
  headlineOf,
  type LevelOutcome,
  outcomesOf,
  type When,
} from "./outcome.js";

type WriteReport = (report: TrialReport, when: When) => string;

export const REPORTS: Readonly<Record<"gradescope" | "junit" | "tap" | "vpl" | "markdown", WriteReport>> = {
  gradescope: gradescopeReport,
  junit: junitReport,
  tap: tapReport,
  vpl: vplReport,
  markdown: markdownReport,
};

/**
 * For Gradescope: the results.json that an autograder leaves, one test a level, each with its score of a highest score. The
 * total is left to Gradescope, which adds the tests up.
 */
function gradescopeReport(report: TrialReport): string {
  const tests = outcomesOf(report).map(({ level, number, is, why, worth, earned }) => ({
    name: level.name,
    number: String(number),
    score: earned,
    max_score: worth,
    status: is === "passed" ? "passed" : "failed",
    output: why.join("\n"),
    output_format: "text",
    visibility: "visible",
  }));
  const output = `${commandLine(report)}\n${headlineOf(report)}`;
  return `${JSON.stringify({ output, output_format: "text", visibility: "visible", tests }, null, 2)}\n`;
}

/**
 * The Test Anything Protocol, version 13, one test a level. A level that was not reached is `not ok` and says so in its name:
 * with a directive it would pass.
 */
function tapReport(report: TrialReport): string {
  const tests = outcomesOf(report).flatMap(({ level, number, is, why }) => {
    const name = level.name.replaceAll(/[\\#]/g, "\\$&");
    const worlds = is === "not reached" ? is : `${level.worlds} ${level.worlds === 1 ? "world" : "worlds"}`;
    const result = `${is === "passed" ? "ok" : "not ok"} ${number} - ${name} (${worlds})`;
    return [result, ...why.map((line) => `# ${line}`)];
  });
  const head = ["TAP version 13", `# ${commandLine(report)}`, `1..${report.levels.length}`];
  return [...head, ...tests, `# ${headlineOf(report)}`, ""].join("\n");
}

/** The highest grade of an activity, unless its teacher says otherwise. */
const GRADE_MAX = 100;

/**
 * For Moodle's Virtual Programming Lab, which looks for a grade and for comments in all that its evaluation script prints: the
 * last line that begins with `Grade :=>>` counts. Each comment has its own mark before it, so that no text of the
 * program on trial can begin a line; in a comment a dash in front makes a title. The grade is the points earned, where a file of
 * points says what levels are worth; else the levels that were passed, of 100.
 */
function vplReport(report: TrialReport): string {
  const outcomes = outcomesOf(report);
  const levels = outcomes.flatMap(({ level, number, is, why }) => [
    `- Level ${number}, ${level.name}: ${is}`,
    ...why,
  ]);
  const comments = [`- ${headlineOf(report)}`, commandLine(report), ...levels];
  const earned = earnedIn(outcomes);
  const ofMost = Math.round((earned / outcomes.length) * GRADE_MAX * 100) / 100;
  const grade = `Grade :=>> ${hasPoints(report) ? earned : ofMost}`;
  return [...comments.map((line) => `Comment :=>>${line}`), grade, ""].join("\n");
}

/** Markdown with a table of the levels, as GitHub shows it in the summary of a job. */
function markdownReport(report: TrialReport): string {
  const outcomes = outcomesOf(report);
  const isGraded = hasPoints(report);
  const columns = ["level", "name", "result", "worlds", ...(isGraded ? ["points"] : [])];
  const failed = outcomes.find(({ is }) => is === "failed");
  return [
    `### ${report.passed ? "✅" : "❌"} ${headlineOf(report)}`,
    "",
    `${inMarkdown(commandLine(report))}, protocol ${report.protocol}, seed ${report.seed}`,
    "",
    row(columns),
    row(columns.map((name) => (name === "name" || name === "result" ? "---" : "---:"))),
    ...outcomes.map((outcome) => row(cellsOf(outcome, isGraded))),
    ...(isGraded
      ? [row(["", "", "", "", `**${earnedIn(outcomes)} of ${earnedIn(outcomes, "worth")}**`])]
      : []),
    ...(failed?.why.flatMap((line) => ["", inMarkdown(line)]) ?? []),
    "",
  ].join("\n");
}

function cellsOf({ level, number, is, worth, earned }: LevelOutcome, isGraded: boolean): string[] {
  return [
    String(number),
    inMarkdown(level.name),
    is === "passed" ? "passed" : `**${is}**`,
    String(level.worlds),
    ...(isGraded ? [`${earned} of ${worth}`] : []),
  ];
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(" | ")} |`;
}

/** A backslash before ASCII punctuation makes it stand for itself; a number or a line at the beginning would make a list. */
function inMarkdown(text: string): string {
  return text
    .replaceAll(/[!-/:-@[-`{-~]/g, (sign) => (PLAIN.includes(sign) ? sign : `\\${sign}`))
    .replace(/^(\d*)([-.=)])/, "$1\\$2");
}

const PLAIN = ",.;:'\"?%=/()-";

/**
 * JUnit's XML, one test case a level, as both schemas that are widespread take it (Ant's, and the one of Jenkins): no element
 * `skipped`, so that a level that was not reached is an error; properties and both streams always there; times as
 * decimals, and the moment without zone or fraction.
 */
function junitReport(report: TrialReport, { at, seconds }: When): string {
  const outcomes = outcomesOf(report);
  const suite = attributes({
    name: `strategos test ${report.protocol}`,
    tests: outcomes.length,
    failures: outcomes.filter(({ is }) => is === "failed").length,
    errors: outcomes.filter(({ is }) => is === "not reached").length,
    time: outcomes.reduce((sum, { level }) => sum + (seconds.get(level.name) ?? 0), 0).toFixed(3),
    timestamp: at.toISOString().replace(/\.\d+Z$/, ""),
    hostname: "localhost",
    id: 0,
    package: "strategos",
  });
  const properties = Object.entries({
    command: commandLine(report),
    protocol: report.protocol,
    seed: report.seed,
  }).map(([name, value]) => `      <property${attributes({ name, value })}/>`);
  return [
    `<?xml version="1.0" encoding="UTF-8"?>`,
    `<testsuites>`,
    `  <testsuite${suite}>`,
    `    <properties>`,
    ...properties,
    `    </properties>`,
    ...outcomes.map((outcome) => testCase(report, outcome, seconds.get(outcome.level.name) ?? 0)),
    `    <system-out>${escaped(headlineOf(report))}</system-out>`,
    `    <system-err></system-err>`,
    `  </testsuite>`,
    `</testsuites>`,
    "",
  ].join("\n");
}

function testCase(
  { protocol, failure }: TrialReport,
  { level, is, why }: LevelOutcome,
  seconds: number,
): string {
  const named = { name: level.name, classname: `strategos.${protocol}`, time: seconds.toFixed(3) };
  const head = `    <testcase${attributes(named)}`;
  if (is === "passed") return `${head}/>`;
  const element = is === "failed" ? "failure" : "error";
  const type = is === "failed" ? failure?.kind : "not-reached";
  const body = `<${element}${attributes({ message: why[0], type })}>${escaped(why.join("\n"))}</${element}>`;
  return `${head}>\n      ${body}\n    </testcase>`;
}

function attributes(values: Readonly<Record<string, string | number | undefined>>): string {
  return Object.entries(values)
    .map(([name, value]) => ` ${name}="${escaped(String(value)).replaceAll("\n", "&#10;")}"`)
    .join("");
}
