/** Programs that do not keep to their turns: a sentence for each, within its time, and no process left of any. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ProtocolName } from "../../../src/core/group.js";
import { LEVELS } from "../../../src/trial/levels/protocols.js";
import { json } from "../../../src/trial/program/json.js";
import { CannotStartError } from "../../../src/trial/program/process.js";
import { words } from "../../../src/trial/program/words.js";
import { type House, programHouse } from "../../../src/trial/table.js";
import { tryProgram } from "../../../src/trial/trial.js";
import { answering, MISDEEDS, MISDEEDS_ELSEWHERE, READ } from "./misdeeds.js";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "strategos-misdeeds-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A short answer time, so that who waits is waited for briefly; a busy machine takes longer to start a program. */
const LIMITS = { answerMs: 500, startMs: 2500 };
const WITHIN_MS = 20_000;

describe("a program that", () => {
  it.each(MISDEEDS)("%s", async (what, script, sentence) => {
    const begun = performance.now();
    const { report } = await trial(script, { file: `${what.replaceAll(" ", "-")}.cjs` });
    expect(report.failure).toMatchObject({ level: "speak", kind: "program" });
    expect(report.failure?.sentence).toMatch(sentence);
    expect(report.failure?.sentence).toMatch(/^Node [1-4] .*\.$/);
    expect(performance.now() - begun).toBeLessThan(WITHIN_MS);
  });

  it.each(MISDEEDS_ELSEWHERE)("of %s %s", async (protocol, what, script, sentence) => {
    const { report } = await trial(script, {
      file: `${protocol}-${what.replaceAll(" ", "-")}.cjs`,
      protocol,
    });
    expect(report.failure).toMatchObject({ level: "speak", kind: "program" });
    expect(report.failure?.sentence).toMatch(sentence);
    expect(report.failure?.sentence).toMatch(/^Node [1-4] .*\.$/);
  });

  it("logs without end is heard out all the same, and the end of its log is kept", async () => {
    const script = `process.stderr.write("x".repeat(3_000_000) + "\\nthe last words\\n", () => process.exit(3))`;
    const { failed } = await trial(script, { file: "log.cjs" });
    expect(failed?.finding.sentence).toMatch(/ended with exit status 3/);
    expect(failed?.finding.details.at(-1)).toContain("the last words");
    expect(failed?.finding.details.join("").length).toBeLessThan(4000);
  });

  it("ends its lines as Windows does, leaves blank ones and adds keys is as good as any", async () => {
    const { report } = await trial(answering(`\\r\\n  {"note":1,"tell":[]}`, "\\r\\n"), { file: "crlf.cjs" });
    expect(report.failure).toBeNull();
  });

  it("has children that outlive it, in its group and out of it: none is left", async () => {
    const child = `require("node:child_process").spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"], { stdio: ["ignore", "inherit", "ignore"], DETACHED }).pid`;
    const pids = join(folder, "pids");
    const note = (pid: string) =>
      `require("node:fs").appendFileSync(${JSON.stringify(pids)}, ${pid} + "\\n");`;
    const script = `${note(child.replace(", DETACHED", ""))} ${note(child.replace("DETACHED", "detached: true"))} process.exit(2)`;
    const { report } = await trial(script, { file: "fork.cjs" });
    expect(report.failure?.sentence).toMatch(/ended with exit status 2/);
    const started = readFileSync(pids, "utf8").trim().split("\n").map(Number);
    expect(started.length).toBeGreaterThanOrEqual(2);
    await expect.poll(() => started.filter(isAlive)).toEqual([]);
  });

  it("decides twice in words, as a vector of one line each", async () => {
    const lines = `${READ} lines.on("line", (it) => { if (it === "end") console.log(turn++ < 0 ? "end" : "decide attack\\ndecide retreat\\nend"); });`;
    const { report } = await trial(lines, { file: "twice.cjs", spelling: words, protocol: "vector" });
    expect(report.failure?.sentence).toMatch(
      /decided in round 2 a second time, "decide retreat"; the values of all nodes are words of one line/,
    );
  });

  it("ends after one world cannot be one with --reuse, and the sentence says so", async () => {
    const once = `${READ} lines.on("line", () => { turn++; if (turn >= 0) console.log(turn < 2 ? '{"tell":[]}' : '{"decide":"retreat"}'); if (turn === 2) process.exit(0); });`;
    expect((await trial(once, { file: "once.cjs" })).report.failure).toBeNull();
    const { report } = await trial(once, { file: "once.cjs", reuses: true });
    expect(report.failure?.sentence).toMatch(/before it answered round 0; with --reuse the next start line/);
  });

  it("speaks words: a stray line, an id that is none, no end", async () => {
    const inWords = (line: string) =>
      `${READ} lines.on("line", (it) => { if (it === "end") console.log(${JSON.stringify(line)}); });`;
    const sentenceOf = async (line: string) =>
      (await trial(inWords(line), { file: "words.cjs", spelling: words })).report.failure?.sentence;
    expect(await sentenceOf("hello\nend")).toMatch(
      /with a line "hello"; answers are lines that begin with tell or decide/,
    );
    expect(await sentenceOf("tell 2 1.x attack\nend")).toMatch(
      /an id that is not written as a whole number, "x": "tell 2 1\.x attack"/,
    );
    expect(await sentenceOf("tell 2.0 1 attack\nend")).toMatch(
      /not written as a whole number, "2\.0": "tell/,
    );
    expect(await sentenceOf("tell 2 1.2\nend")).toMatch(/a line that is not tell TO PATH ORDER/);
    expect(await sentenceOf("end")).toMatch(/the last one, without a line that begins with decide/);
    const twice = "decide attack\ndecide retreat\nend";
    expect(await sentenceOf(twice)).toMatch(/decided in round 0; it tells in rounds 0 to 1/);
    expect(await sentenceOf("tell 2 1 attack")).toMatch(
      /did not answer .* an answer in words with the line end/,
    );
  });
});

it("a command that cannot be started is no failed program", async () => {
  const house = houseFor(["./no-such-program"]);
  const trying = tryProgram({ ...BASE, command: ["./no-such-program"], house });
  await expect(trying).rejects.toThrow(CannotStartError);
  await expect(trying).rejects.toThrow(/there is no such program\n {2}fix: /);
});

const BASE = {
  plan: { protocol: "om", seed: 1, programs: null },
  levels: LEVELS.om.slice(0, 1),
  ...{ worlds: 4, tables: 1, shrinking: { replays: 0, ms: 0, now: () => 0 } },
} as const;

async function trial(
  script: string,
  {
    file,
    protocol = "om",
    spelling = json,
    reuses = false,
  }: { file: string; protocol?: ProtocolName; spelling?: typeof json; reuses?: boolean },
) {
  const path = join(folder, file);
  writeFileSync(path, script);
  const command = [process.execPath, path];
  const plan = { ...BASE.plan, protocol };
  const levels = LEVELS[protocol].slice(0, 1);
  const house = houseFor(command, { protocol, spelling, reuses });
  const outcome = await tryProgram({ ...BASE, plan, levels, command, house });
  expect(alive(path)).toEqual([]);
  return outcome;
}

function houseFor(
  command: readonly string[],
  {
    protocol = "om",
    spelling = json,
    reuses = false,
  }: { protocol?: ProtocolName; spelling?: typeof json; reuses?: boolean } = {},
): House {
  const seating = {
    commandAt: () => command,
    protocol,
    spelling,
    reuses,
    limits: LIMITS,
    startsMax: 1,
  } as const;
  return programHouse({ ...seating, isMixed: false, soloists: [1] });
}

/** Processes whose command line names this file. */
function alive(file: string): string[] {
  if (!existsSync("/proc")) return [];
  return readdirSync("/proc").filter((name) => {
    try {
      return /^\d+$/.test(name) && readFileSync(`/proc/${name}/cmdline`, "utf8").includes(file);
    } catch {
      return false;
    }
  });
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !readFileSync(`/proc/${pid}/stat`, "utf8").includes(") Z ");
  } catch {
    return false;
  }
}
