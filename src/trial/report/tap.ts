/**
 * The Test Anything Protocol, version 13, one test a level. A level that was not reached is `not ok` and says so in its name:
 * with a directive it would pass.
 */
import type { TrialReport } from "../trial-report.js";
import { commandLine, headlineOf, outcomesOf } from "./outcome.js";

export function tapReport(report: TrialReport): string {
  const tests = outcomesOf(report).flatMap(({ level, number, is, why }) => {
    const name = level.name.replaceAll(/[\\#]/g, "\\$&");
    const worlds = is === "not reached" ? is : `${level.worlds} ${level.worlds === 1 ? "world" : "worlds"}`;
    return [`${is === "passed" ? "ok" : "not ok"} ${number} - ${name} (${worlds})`, ...why.map(comment)];
  });
  return [
    "TAP version 13",
    comment(commandLine(report)),
    `1..${report.levels.length}`,
    ...tests,
    comment(headlineOf(report)),
    "",
  ].join("\n");
}

function comment(line: string): string {
  return `# ${line}`;
}
