/** `strategos test` as a user types it: its exit codes, its reports, a recording, and a trial that is stopped. */
import { chmodSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it, onTestFinished } from "vitest";
import type { TrialReport } from "../../../src/trial/trial-report.js";
import { isRunning, start, strategos, temporaryFolder } from "../../run/strategos.js";

const EXAMPLES = fileURLToPath(new URL("../../../examples/test/", import.meta.url));
const RIGHT = [process.execPath, `${EXAMPLES}node.js`];
const WRONG = [process.execPath, `${EXAMPLES}wrong/fixed-threshold.js`];

describe("strategos test", () => {
  it("passes a right node of every level with 0, one process for all worlds", async () => {
    const { code, stdout } = await strategos(
      "test",
      "--reuse",
      "--only",
      "4",
      "--worlds",
      "6",
      "--",
      ...RIGHT,
    );
    expect(stdout).toContain("All 10 levels are passed.");
    expect(code).toBe(0);
  });

  it("ends though a program left a process behind that nobody knows and that holds its output open", async () => {
    const folder = temporaryFolder();
    const [program, pids] = [join(folder, "leaves.cjs"), join(folder, "pids")];
    const stay = `{ detached: true, env: {}, stdio: ["ignore", "inherit", "inherit"] }`;
    const child = `require("node:child_process").spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"], ${stay})`;
    const note = `require("node:fs").appendFileSync(${JSON.stringify(pids)}, child.pid + "\\n")`;
    writeFileSync(
      program,
      `const child = ${child}; child.unref(); ${note}; import(${JSON.stringify(RIGHT[1])});`,
    );
    onTestFinished(() => {
      for (const pid of readFileSync(pids, "utf8").trim().split("\n")) process.kill(Number(pid), "SIGKILL");
    });
    const args = ["--only", "1", "--level", "speak"] as const;
    const { code, stdout } = await strategos("test", ...args, "--", process.execPath, program);
    expect(stdout).toContain("The level is passed.");
    expect(code).toBe(0);
  });

  it("plays several programs in one group", async () => {
    const other = `2=${RIGHT.join(" ")}`;
    const { code, stdout } = await strategos(
      "test",
      "--level",
      "loyal",
      "--as",
      other,
      "--json",
      "--quiet",
      "--",
      ...RIGHT,
    );
    expect(JSON.parse(stdout)).toMatchObject({ passed: true, levels: [{ name: "loyal", passed: true }] });
    expect(code).toBe(0);
  });

  it("fails a wrong node with 1, names its mistake, and records a world that explain finds wrong too", async () => {
    const file = join(temporaryFolder(), "failed.jsonl");
    const args = ["--only", "4", "--reuse", "--json", "--quiet", "--record", file] as const;
    const { code, stdout } = await strategos("test", ...args, "--", ...WRONG);
    const report = JSON.parse(stdout) as TrialReport;
    expect(code).toBe(1);
    expect(report.failure).toMatchObject({ kind: "decision", node: 4, recording: file });
    expect(report.diagnosis?.name).toBe("fixed-threshold");
    expect(report.levels.find(({ passed }) => !passed)?.name).toBe(report.failure?.level);
    const explained = await strategos("explain", file);
    expect(explained.code).toBe(1);
    expect(explained.stdout).toContain("node 4, which is loyal, decided");
  });

  it("ends with 69 where the program cannot be started, 64 for a mistake in flags, 78 in a file", async () => {
    const points = join(temporaryFolder(), "points.yaml");
    writeFileSync(points, "courage: 3\n");
    const missing = await strategos("test", "--", "./no-such-program");
    expect(missing.stderr).not.toContain("./no-such-program for");
    const codes = [
      missing,
      await strategos("test", "--nodes", "6", "--m", "2", "--", ...RIGHT),
      await strategos("test", "--points", points, "--", ...RIGHT),
    ].map(({ code, stderr }) => [code, /\n {2}fix: /.test(stderr)]);
    expect(codes).toEqual([
      [69, true],
      [64, true],
      [78, true],
    ]);
  });

  it("tells graders of a program that could not be started, and what to type instead", async () => {
    const file = join(temporaryFolder(), "results.json");
    writeFileSync(file, "of another program");
    const args = ["--level", "speak", "--report", "gradescope", "--output", file];
    const quoted = await strategos("test", ...args, "--", "python3 node.py");
    expect(quoted.code).toBe(69);
    expect(quoted.stderr).toMatch(/leave the quotes out .*: strategos test -- python3 node.py/);
    const [level, ...others] = (JSON.parse(readFileSync(file, "utf8")) as { tests: object[] }).tests;
    const why = "python3 node.py could not be started: there is no program of that name, blanks included.";
    expect(level).toMatchObject({ name: "speak", score: 0, max_score: 1, status: "failed", output: why });
    expect(others).toEqual([]);
    const folder = await strategos("test", "--report", "tap", "--", temporaryFolder());
    expect(folder.stderr).toMatch(/could not be started: it may not be run, or is a folder/);
    expect(folder.stdout).toMatch(/^1\.\.10\nnot ok 1 - speak \(0 worlds\)\n# .* or is a folder\./m);
    const json = await strategos("test", "--json", "--", "./no-such-program");
    expect([json.code, json.stdout]).toEqual([69, ""]);
  });

  it("that is stopped leaves no program behind", async () => {
    const folder = temporaryFolder();
    const file = join(folder, "slow.cjs");
    const pids = join(folder, "pids");
    writeFileSync(
      file,
      `require("node:fs").appendFileSync(${JSON.stringify(pids)}, process.pid + "\\n"); console.error("up"); setInterval(() => {}, 1000);`,
    );
    const { child, ended } = start(["test", "--timeout", "60s", "--", process.execPath, file]);
    const started = () => {
      try {
        return readFileSync(pids, "utf8").trim().split("\n").map(Number);
      } catch {
        return [];
      }
    };
    // none of them answers, so the others of their group wait for their turn to start
    await expect.poll(() => started().length).toBeGreaterThanOrEqual(1);
    child.kill("SIGINT");
    expect((await ended).code).toBe(130);
    expect(started().filter(isRunning)).toEqual([]);
  });

  it("that its program stops earns that nothing, and graders are told", async () => {
    const file = join(temporaryFolder(), "results.json");
    writeFileSync(file, "of another program");
    const stopping = ["sh", "-c", "kill $PPID; exec sleep 60"];
    const args = ["--report", "gradescope", "--output", file, "--", ...stopping];
    const { code, stderr } = await strategos("test", ...args);
    expect([code, stderr.split("\n").at(-2)]).toEqual([130, "strategos: stopped"]);
    const { tests } = JSON.parse(readFileSync(file, "utf8")) as {
      tests: { score: number; output: string }[];
    };
    expect(tests.map(({ score }) => score)).toEqual(tests.map(() => 0));
    expect(tests[0]?.output).toBe(
      "The trial was stopped before its end, by a person, a time limit or the program itself.",
    );
  });

  it.each([
    ["gradescope", /The trial was stopped before its end/],
    ["junit", /<failure .*The trial was stopped before its end/s],
    ["json", /^$/],
    ["text", /^$/],
  ])("that its program kills leaves no report of a trial before: %s", async (format, left) => {
    const file = join(temporaryFolder(), "results");
    writeFileSync(file, "of another program");
    chmodSync(file, 0o600);
    const args = ["--report", format, "--output", file, "--", "sh", "-c", "kill -KILL $PPID"];
    const { code } = await strategos("test", ...args);
    expect(code).toBe(null);
    expect(readFileSync(file, "utf8")).toMatch(left);
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it("that is stopped as soon as a program is there leaves none behind", async () => {
    const pids = join(temporaryFolder(), "pids");
    const script = `echo $$ >> ${pids}; kill -INT $PPID; exec sleep 60`;
    const { ended } = start(["test", "--timeout", "60s", "--", "sh", "-c", script]);
    expect((await ended).code).toBe(130);
    expect(readFileSync(pids, "utf8").trim().split("\n").map(Number).filter(isRunning)).toEqual([]);
  });
});
