/**
 * The programs of examples/test/king, sm and vector: right ones pass their ladder, wrong ones are rightly named. Each is asked in the
 * worlds of its diagnosis by one process of its own, several beside each other; some are failed by the command, too.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { KING_MISTAKES } from "../../../src/protocols/king/trial/lab.js";
import { SEALED_MISTAKES } from "../../../src/protocols/sm/trial/lab.js";
import { VECTOR_MISTAKES } from "../../../src/protocols/vector/trial/lab.js";
import { type Answered, answersOf, diagnose } from "../../../src/trial/diagnosis/diagnose.js";
import { LABS } from "../../../src/trial/diagnosis/protocols.js";
import { json } from "../../../src/trial/program/json.js";
import { ProgramActor, Starts } from "../../../src/trial/program/program-actor.js";
import { Programs } from "../../../src/trial/program/programs.js";
import type { TrialReport } from "../../../src/trial/trial-report.js";
import { ensureInstalled } from "../../debian.js";
import { strategos } from "../../run/strategos.js";

const FOLDER = fileURLToPath(new URL("../../../examples/test", import.meta.url));
/** Debian's, and not what a version manager may have put before them, which takes ten times as long to start. */
const STARTED_BY: Readonly<Record<string, string>> = {
  ".py": "/usr/bin/python3",
  ".js": process.execPath,
  ".rb": "/usr/bin/ruby",
};
const programs = new Programs({ answerMs: 10_000, startMs: 10_000 });

beforeAll(() => ensureInstalled(() => existsSync("/usr/bin/ruby"), "ruby"));
afterAll(() => programs.end());

const commandOf = (protocol: string, file: string) => [
  STARTED_BY[extname(file)] as string,
  join(FOLDER, protocol, file),
];
const nameIn = (file: string) => basename(file, extname(file));

async function nameOf(protocol: "king" | "sm" | "vector", file: string): Promise<string | null> {
  const lab = LABS[protocol];
  const command = commandOf(protocol, file);
  const actor = new ProgramActor(programs, {
    command,
    protocol,
    spelling: json,
    reuses: true,
    starts: new Starts(1),
  });
  const answers: Answered[] = [];
  for (const world of lab.worlds(7)) answers.push(await answersOf(actor, world, lab));
  actor.drop();
  expect(answers.filter(({ decision }) => decision === null)).toEqual([]);
  return diagnose(answers, lab)?.name ?? null;
}

const namesOf = (mistakes: readonly { readonly name: string }[]) => mistakes.map(({ name }) => name);

/** Of the mistakes of OM(m), which can be made in every instance, some have a program. */
const OF_ORAL = [
  ...["flat-tally", "missing-left-out", "non-strict-majority", "own-value-left-out", "own-value-twice"],
  ...["returning-paths", "round-too-few", "unchecked-path", "wrong-default"],
];

describe.each([
  ["king", namesOf(KING_MISTAKES), ["node.py", "node.rb"], ["majority-quorum.py", "missing-left-out.rb"]],
  ["sm", namesOf(SEALED_MISTAKES), ["node.py", "node.js"], ["first-order.py"]],
  ["vector", [...namesOf(VECTOR_MISTAKES), ...OF_ORAL], ["node.py", "node.js", "node.rb"], ["one-tree.py"]],
] as const)("%s", (protocol, mistakes, right, failed) => {
  const files = readdirSync(join(FOLDER, protocol)).filter((file) => nameIn(file) !== "node");

  it("has a wrong program for each name, which is a right one but for what its first line says", async () => {
    expect(new Set(files.map(nameIn))).toEqual(new Set(mistakes));
    expect(new Set(files.map(extname))).toEqual(new Set(right.map(extname)));
    for (const file of files) {
      const node = readFileSync(join(FOLDER, protocol, `node${extname(file)}`), "utf8");
      const known = new Set(node.split("\n"));
      const lines = readFileSync(join(FOLDER, protocol, file), "utf8").split("\n");
      expect(lines[0]).toMatch(/One mistake: .+\./);
      expect(lines.filter((line) => !known.has(line)).length).toBeLessThanOrEqual(7);
    }
  });

  it("names them all", async () => {
    const named = await Promise.all(files.map((file) => nameOf(protocol, file)));
    expect(named).toEqual(files.map(nameIn));
  });

  it("passes the right ones, and fails wrong ones with their names", async () => {
    const trial = async (file: string) => {
      const flags = ["--protocol", protocol, "--only", "3", "--reuse", "--quiet", "--report", "json"];
      if (nameIn(file) === "node") flags.push("--worlds", "4");
      const { stdout } = await strategos("test", ...flags, "--", ...commandOf(protocol, file));
      const { passed, diagnosis } = JSON.parse(stdout) as TrialReport;
      return { passed, name: diagnosis?.name };
    };
    const outcomes = await Promise.all([...right, ...failed].map(trial));
    expect(outcomes).toEqual([
      ...right.map(() => ({ passed: true, name: undefined })),
      ...failed.map((file) => ({ passed: false, name: nameIn(file) })),
    ]);
  });
});
