/** Programs that do not keep to their turns: a sentence for each, within its time, and no process left of any. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { levels as oralLevels } from "../../../src/protocols/om/trial/levels.js";
import { json } from "../../../src/trial/program/json.js";
import { CannotStartError } from "../../../src/trial/program/process.js";
import { words } from "../../../src/trial/program/words.js";
import { ProgramHouse } from "../../../src/trial/table.js";
import { tryProgram } from "../../../src/trial/trial.js";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "strategos-misdeeds-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A short answer time, so that who waits is waited for briefly; a busy machine takes longer to start a program. */
const LIMITS = { answerMs: 500, startMs: 2500 };
const WITHIN_MS = 20_000;

const READ = `const lines = require("node:readline").createInterface({ input: process.stdin }); let turn = -2;`;
/** Of n = 4, m = 1: tells nothing, and then decides; NL is what a line ends with. */
const answering = (tell: string, end = "\\n") =>
  `${READ} lines.on("line", () => { turn++; if (turn >= 0) process.stdout.write((turn < 2 ? '${tell}' : '{"decide":"retreat"}') + "${end}"); });`;

const MISDEEDS: readonly [what: string, script: string, sentence: RegExp][] = [
  [
    "crashes at once",
    `throw new Error("no such module")`,
    /ended with exit status 1 before it answered round 0/,
  ],
  ["ends without a word", ``, /ended with exit status 0 before it answered round 0/],
  ["hangs", `setInterval(() => {}, 1000)`, /did not answer round 0 within 3 s; if it has answered, flush/],
  [
    "begins a line and hangs",
    `setInterval(() => {}, 1000); process.stdout.write('{"tell":')`,
    /did not answer .* it began an answer/,
  ],
  [
    "ends early",
    `${READ} lines.on("line", () => { if (turn++ >= -1) { console.log('{"tell":[]}'); process.exit(7); } })`,
    /ended with exit status 7 before it answered round 1/,
  ],
  [
    "prints debug lines",
    `${READ} console.log("starting")`,
    /answered round 0 with a line that is not JSON: "starting"; what is meant for people/,
  ],
  [
    "prints debug lines behind its answer",
    answering(`{"tell":[]}\\nround done`),
    /wrote a line that nobody had asked for, before round 1: "round done"/,
  ],
  [
    "floods without a line end",
    `const x = "x".repeat(65536); const more = () => { while (process.stdout.write(x)); process.stdout.once("drain", more); }; more()`,
    /wrote more than 1\d{6} characters without a line end as its answer to round 0/,
  ],
  [
    "closes its output",
    `require("node:fs").closeSync(1); setInterval(() => {}, 1000)`,
    /closed its standard output before it answered round 0/,
  ],
  ["answers a list", answering("[]"), /with a line that is no JSON object: "\[\]"/],
  ["begins with a byte order mark", answering("\\uFEFF{}"), /byte order mark/],
  [
    "writes ids as text",
    answering(`{"tell":[{"to":"2","path":[1],"order":"attack"}]}`),
    /"to": "2", which is text; ids are numbers: 2, without quotes/,
  ],
  [
    "writes a path as text",
    answering(`{"tell":[{"to":2,"path":"1.2","order":"attack"}]}`),
    /"path": "1\.2", which is no list of ids/,
  ],
  [
    "tells no order",
    answering(`{"tell":[{"to":2,"path":[1],"order":null}]}`),
    /"order": null, which is not the text of an order/,
  ],
  [
    "decides too soon",
    answering(`{"decide":"attack"}`),
    /decided in round 0; it tells in rounds 0 to 1, and decides in round 2/,
  ],
  ["says neither", answering(`{"yes":1}`), /answered round 0 without "tell"/],
  [
    "is ended by a signal",
    `process.kill(process.pid, "SIGTERM"); setInterval(() => {}, 1000)`,
    /was ended by SIGTERM before it answered round 0/,
  ],
];

describe("a program that", () => {
  it.each(MISDEEDS)("%s", async (what, script, sentence) => {
    const begun = performance.now();
    const { report } = await trial(script, { file: `${what.replaceAll(" ", "-")}.cjs` });
    expect(report.failure).toMatchObject({ level: "speak", kind: "program" });
    expect(report.failure?.sentence).toMatch(sentence);
    expect(report.failure?.sentence).toMatch(/^Node [1-4] .*\.$/);
    expect(performance.now() - begun).toBeLessThan(WITHIN_MS);
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
      /an id that is no number, "x": "tell 2 1\.x attack"/,
    );
    expect(await sentenceOf("tell 2 1.2\nend")).toMatch(/a line that is not tell TO PATH ORDER/);
    expect(await sentenceOf("end")).toMatch(/the last one, without a line that begins with decide/);
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
  levels: oralLevels.slice(0, 1),
  ...{ worlds: 4, tables: 1, shrinking: { replays: 0, ms: 0, now: () => 0 } },
} as const;

async function trial(
  script: string,
  { file, spelling = json, reuses = false }: { file: string; spelling?: typeof json; reuses?: boolean },
) {
  const path = join(folder, file);
  writeFileSync(path, script);
  const command = [process.execPath, path];
  const outcome = await tryProgram({ ...BASE, command, house: houseFor(command, spelling, reuses) });
  expect(alive(path)).toEqual([]);
  return outcome;
}

function houseFor(command: readonly string[], spelling = json, reuses = false): ProgramHouse {
  const seating = {
    commandAt: () => command,
    protocol: "om",
    spelling,
    reuses,
    limits: LIMITS,
    startsMax: 1,
  } as const;
  return new ProgramHouse({ ...seating, isMixed: false, soloists: [1] });
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
