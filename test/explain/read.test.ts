import { describe, expect, it } from "vitest";
import { audit } from "../../src/explain/audit/audit.js";
import { explainNode } from "../../src/explain/node.js";
import { toPlain } from "../../src/explain/text.js";
import { treesOf } from "../../src/explain/trees.js";
import { RecordingError, readRecording } from "../../src/recording/read.js";
import { linesOf } from "../../src/recording/recording.js";
import { flip, record, silent, split, textOf } from "./recorded.js";

const course = record({ traitors: { 2: flip, 3: split } });
const small = textOf(record({ n: 4, traitors: { 3: silent } }));

function errorOf(text: string): string {
  try {
    readRecording(text);
  } catch (error) {
    if (error instanceof RecordingError) return error.message;
    throw error;
  }
  return "accepted";
}

/** The recording with one line changed: as JSON, or as raw text. */
function changed(number: number, change: ((line: Record<string, unknown>) => void) | string): string {
  const lines = small.trimEnd().split("\n");
  const line = JSON.parse(lines[number - 1]!) as Record<string, unknown>;
  if (typeof change === "string") lines[number - 1] = change;
  else {
    change(line);
    lines[number - 1] = JSON.stringify(line);
  }
  return `${lines.join("\n")}\n`;
}

describe("a recording read back", () => {
  it("is the recording that was written", () => {
    const { notes, lineNumbers, ...read } = readRecording(textOf(course));
    expect(linesOf(read)).toEqual(linesOf(course));
    expect(notes).toEqual([]);
    expect(lineNumbers.get(read.run)).toBe(1);
  });

  it("gives every lieutenant's tree: 37 paths, and the decision that was recorded", () => {
    const trees = treesOf(readRecording(textOf(course)));
    expect([...trees.keys()]).toEqual([2, 3, 4, 5, 6, 7]);
    const folds = [...trees.values()].map(({ node, folded }) => ({ node, order: folded.decision }));
    expect(course.decisions.slice(1).map(({ node, order }) => ({ node, order }))).toEqual(folds);
    expect(trees.get(4)?.toldAt([1, 3, 2])).toBe("attack");
    expect(trees.get(5)?.toldAt([1, 3])).toBe("attack");
  });

  it("that was cut off at any place is read as far as it goes, with a note", () => {
    const firstLine = small.indexOf("\n") + 1;
    for (let end = firstLine; end < small.length - 1; end += 7) {
      const read = readRecording(small.slice(0, end));
      expect(read.notes.at(-1)).toBe("there is no verdict: the recording ends before the run did");
      const { contradictions, notJudged } = audit(read);
      expect(contradictions).toEqual([]);
      expect(notJudged.at(-1)).toMatch(/^There is no verdict: /);
    }
    expect(readRecording(small.slice(0, -5)).notes[0]).toMatch(/^line 18, the last one, was cut off/);
    expect(readRecording(small.slice(0, -1)).notes).toEqual([]);
  });

  it("may have a byte order mark, carriage returns and blank lines", () => {
    expect(readRecording(`\uFEFF${small.replaceAll("\n", "\r\n\r\n")}`).notes).toEqual([]);
  });
});

describe("a line that is wrong is named with cause and fix", () => {
  it("in its own shape", () => {
    const errors = [
      errorOf(""),
      errorOf("hello\n"),
      errorOf(changed(3, "{oops")),
      errorOf(changed(3, "[1, 2]")),
      errorOf(changed(1, (line) => (line.type = "report"))),
      errorOf(changed(1, (line) => (line.version = 2))),
      errorOf(changed(1, (line) => (line.protocol = "pbft"))),
      errorOf(changed(1, (line) => (line.nodes = [1, 2, 2, 4]))),
      errorOf(changed(1, (line) => (line.m = 9))),
      errorOf(changed(3, (line) => (line.type = "gossip"))),
      errorOf(changed(3, (line) => (line.round = 2))),
      errorOf(changed(3, (line) => (line.from = 4))),
      errorOf(changed(8, (line) => (line.relays = [{ path: [1, 2, 3], order: "attack" }]))),
      errorOf(changed(8, (line) => (line.relays = [{ path: [1, 2], order: "\u001b[31mwait" }]))),
      errorOf(changed(8, (line) => delete line.relays)),
      errorOf(small + small),
      errorOf(`${small}${small.split("\n")[3]}\n`),
    ];
    expect(errors.join("\n")).toMatchInlineSnapshot(`
      "the recording is empty
        fix: give a file that was written by --record
      line 1: "hello" is neither JSON nor of the plain form's head
        fix: give a file that was written by --record; each of its lines is one JSON object. The plain form begins with a line of its head, e.g. nodes 4 (docs/RECORDING.md)
      line 3: "{oops" is not JSON
        fix: give a file that was written by --record; each of its lines is one JSON object
      line 3: the line is a list and not a JSON object
        fix: record the run again, or undo what was changed by hand
      line 1: a recording begins with a line of type "run"
        fix: give a file that was written by --record
      line 1: the recording has version 2; this program reads version 1
        fix: use the program that wrote it
      line 1: "protocol" is "pbft", which is not a protocol of this program
        fix: record the run again, or undo what was changed by hand
      line 1: "nodes" lists a node twice
        fix: record the run again, or undo what was changed by hand
      line 1: "m" is 9 and not a whole number from 0 to 2
        fix: record the run again, or undo what was changed by hand
      line 3: the line's type is "gossip"; it can be run, report, fault, decision, input or verdict
        fix: use the version of this program that wrote the recording
      line 3: "round" is 2 and not a whole number from 0 to 1
        fix: record the run again, or undo what was changed by hand
      line 3: "from" is 4, which is not the general, who alone reports in round 0
        fix: record the run again, or undo what was changed by hand
      line 8: node 3 cannot tell this in round 1: path 1.2.3 has 3 ids, round 1 has 2
        fix: record the run again, or undo what was changed by hand
      line 8: node 3 cannot tell this in round 1: path 1.2 does not end at its sender, node 3
        fix: record the run again, or undo what was changed by hand
      line 8: the report has neither "relays" nor a "count" of them
        fix: record the run again, or undo what was changed by hand
      line 19: a second run begins here
        fix: put each run into a file of its own
      line 19: there is a report of round 0 from node 1 to node 4 already, in line 4
        fix: leave one of the two out"
    `);
  });

  it("in hostile ways, and without a crash or a huge allocation", () => {
    const hostile = [
      "[".repeat(100_000),
      `{"type":"run","version":1,"protocol":"om","nodes":[1,2],"n":1e9,"m":1e9}`,
      changed(8, (line) => (line.relays = Array.from({ length: 1e5 }, () => 0))),
      changed(8, (line) => (line.relays = [{ path: ["\u001b]0;x", {}], order: "attack" }])),
      changed(8, (line) => (line.at = null)),
      changed(1, (line) => (line.traitors = [{ id: 9, strategy: "x" }])),
      changed(18, (line) => (line.conditions = { ic1: "yes" })),
      `${"x".repeat(1e6)}\n`,
    ];
    for (const text of hostile) {
      const error = errorOf(text);
      expect(error).toContain("fix: ");
      expect(error.length).toBeLessThan(300);
      expect(error).not.toContain("\u001b");
    }
  });

  it("escapes control characters of a file wherever it shows them", () => {
    const evil = "\u001b[2J";
    const recording = record({
      n: 4,
      order: evil,
      orders: ["retreat", evil],
      traitors: { 3: [`flip${evil}`, () => "retreat"] },
    });
    const text = toPlain(explainNode(readRecording(textOf(recording)), 2));
    expect(text).toContain("\\u001b[2J");
    expect(text).not.toContain("\u001b");
  });

  it("says what to do where relays were only counted, and where a tree would be too large", () => {
    const counted = {
      ...course,
      reports: course.reports.map(({ at, round, from, to }) => ({
        type: "report" as const,
        at,
        round,
        from,
        to,
        count: 1,
      })),
    };
    expect(() => treesOf(counted)).toThrow("the reports of round 0, 1 and 2 were counted, not recorded");
    const nodes = Array.from({ length: 33 }, (_, index) => index + 1);
    const huge = { ...course, run: { ...course.run, nodes, n: 33, m: 31 } };
    expect(() => treesOf(huge)).toThrow(/leaves; 2000000 is the most/);
  });
});
