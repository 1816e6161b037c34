/**
 * JUnit's XML, one test case a level, as both schemas that are widespread take it (Ant's, and the one of Jenkins): no element
 * `skipped`, so that a level that was not reached is an error; properties and both streams always there; times as
 * decimals, and the moment without zone or fraction.
 */
import { escaped } from "../../core/markup.js";
import type { TrialReport } from "../trial-report.js";
import type { When } from "./outcome.js";
import { commandLine, headlineOf, type LevelOutcome, outcomesOf } from "./outcome.js";

export function junitReport(report: TrialReport, { at, seconds }: When): string {
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
