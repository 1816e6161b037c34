/**
 * The programs of examples/test/king, sm and vector: right ones pass their ladder, wrong ones are rightly named. Each is asked in the
 * worlds of its diagnosis by one process of its own, several beside each other; some are failed by the command, too.
 */
import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, it } from "vitest";
import { KING_MISTAKES } from "../../../src/protocols/king/trial/lab.js";
import { SEALED_MISTAKES } from "../../../src/protocols/sm/trial/lab.js";
import { VECTOR_MISTAKES } from "../../../src/protocols/vector/trial/lab.js";
import { answersOf } from "../../../src/trial/diagnosis/ask.js";
import { type Answered, diagnose } from "../../../src/trial/diagnosis/diagnose.js";
import { LABS } from "../../../src/trial/diagnosis/protocols.js";
import { json } from "../../../src/trial/program/json.js";
import { ProgramActor } from "../../../src/trial/program/program-actor.js";
import { Programs } from "../../../src/trial/program/programs.js";
import { Starts } from "../../../src/trial/program/starts.js";
import type { TrialReport } from "../../../src/trial/trial-report.js";
import { strategos } from "../../run/strategos.js";

const FOLDER = fileURLToPath(new URL("../../../examples/test", import.meta.url));
const PYTHON = "/usr/bin/python3";
const programs = new Programs({ answerMs: 10_000, startMs: 10_000 });

afterAll(() => programs.end());

async function nameOf(protocol: "king" | "sm" | "vector", file: string): Promise<string | null> {
  const lab = LABS[protocol];
  const command = [PYTHON, join(FOLDER, protocol, file)];
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
const OF_ORAL = ["flat-tally", "missing-left-out", "returning-paths", "round-too-few", "unchecked-path"];

describe.each([
  ["king", namesOf(KING_MISTAKES), "majority-quorum.py"],
  ["sm", namesOf(SEALED_MISTAKES), "first-order.py"],
  ["vector", [...namesOf(VECTOR_MISTAKES), ...OF_ORAL], "one-tree.py"],
] as const)("%s", (protocol, mistakes, failed) => {
  const files = readdirSync(join(FOLDER, protocol)).filter((file) => file !== "node.py");

  it("has a wrong program for each name, which is a right one but for what its first line says", async () => {
    expect(new Set(files.map((file) => basename(file, ".py")))).toEqual(new Set(mistakes));
    const right = new Set(readFileSync(join(FOLDER, protocol, "node.py"), "utf8").split("\n"));
    for (const file of files) {
      const lines = readFileSync(join(FOLDER, protocol, file), "utf8").split("\n");
      expect(lines[0]).toMatch(/One mistake: .+\./);
      expect(lines.filter((line) => !right.has(line)).length).toBeLessThanOrEqual(7);
    }
  });

  it("names them all", async () => {
    const named = await Promise.all(files.map((file) => nameOf(protocol, file)));
    expect(named).toEqual(files.map((file) => basename(file, ".py")));
  });

  it("passes the right one, and fails a wrong one with its name", async () => {
    const trial = async (file: string) => {
      const flags = ["--protocol", protocol, "--only", "3", "--reuse", "--quiet", "--report", "json"];
      const { stdout } = await strategos("test", ...flags, "--", PYTHON, join(FOLDER, protocol, file));
      const { passed, failure, diagnosis } = JSON.parse(stdout) as TrialReport;
      return { passed, kind: failure?.kind, name: diagnosis?.name };
    };
    const [right, wrong] = await Promise.all([trial("node.py"), trial(failed)]);
    expect(right).toEqual({ passed: true, kind: undefined, name: undefined });
    expect(wrong).toMatchObject({ passed: false, name: basename(failed, ".py") });
  });
});
