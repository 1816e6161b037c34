/** The reports of a trial for graders and for machines, by the name that `--report` takes. Beside them stand `text` and `json`. */
import type { TrialReport } from "../trial-report.js";
import { gradescopeReport } from "./gradescope.js";
import { junitReport } from "./junit.js";
import { markdownReport } from "./markdown.js";
import { tapReport } from "./tap.js";
import { vplReport } from "./vpl.js";
import type { When } from "./when.js";

export type WriteReport = (report: TrialReport, when: When) => string;

export const REPORTS: Readonly<Record<"gradescope" | "junit" | "tap" | "vpl" | "markdown", WriteReport>> = {
  gradescope: gradescopeReport,
  junit: junitReport,
  tap: tapReport,
  vpl: vplReport,
  markdown: markdownReport,
};
