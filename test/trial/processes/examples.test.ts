/**
 * The nodes of examples/test, as their readers start them: right ones pass every level; wrong ones fail, and each is given the name
 * of its mistake, or none where it has no name. A wrong node is a right one but for a few lines, and says at its head what is wrong.
 */
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { basename, extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, it } from "vitest";
import type { TrialReport } from "../../../src/trial/trial-report.js";
import { ensureInstalled } from "../../debian.js";
import { start, temporaryFolder } from "../../run/strategos.js";

const FOLDER = fileURLToPath(new URL("../../../examples/test", import.meta.url));

/** What is not called by its file's name, and what has no name. */
const NAMES: Readonly<Record<string, string | null>> = {
  "early-relay-fatal": "early-relay-lost",
  "early-relay-taken": "early-relay-lost",
  WrongDefault: "wrong-default",
  "debug-lines": null,
  "m-is-the-number-of-traitors": null,
  "relays-the-generals-word": null,
  "tie-undefined": null,
  "waits-forever": null,
};

/** Those that do not keep to their turns. */
const PROGRAM = ["debug-lines", "early-relay-fatal", "tie-undefined", "waits-forever"];

/** Of these every node is the program; of all others one, which is enough to fail and starts a seventh of the processes. */
const WHOLE_GROUPS = ["own-value-twice.py", "round-too-few.c", "debug-lines.py"];

const RIGHT = ["node.py", "node.js", "node.c", "Node.java"];

const wrong = readdirSync(join(FOLDER, "wrong")).toSorted();

const there = (command: string) => () => {
  try {
    execFileSync(command, ["--version"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
};

/** How a node is started, compiled where it must be. */
function commandOf(file: string): readonly string[] {
  const built = temporaryFolder();
  const path = join(FOLDER, file);
  const name = basename(file, extname(file));
  switch (extname(file)) {
    case ".py":
      // not what a version manager may have put before it, which takes ten times as long to start
      return ["--", "/usr/bin/python3", path];
    case ".js":
      return ["--", process.execPath, path];
    case ".c":
      execFileSync("cc", ["-O2", "-Wall", "-Wextra", "-Werror", "-o", join(built, name), path]);
      return ["--speak", "words", "--", join(built, name)];
    default:
      execFileSync("javac", ["-d", join(built, name), path]);
      return ["--speak", "words", "--", "java", "-XX:TieredStopAtLevel=1", "-cp", join(built, name), "Node"];
  }
}

async function trialOf(file: string, ...which: readonly string[]): Promise<TrialReport> {
  const command = commandOf(file);
  const flags = ["--quiet", "--reuse", "--report", "json", ...which];
  const { stdout, stderr } = await start(["test", ...flags, ...command]).ended;
  if (stdout === "") throw new Error(stderr);
  return JSON.parse(stdout) as TrialReport;
}

beforeAll(() => {
  ensureInstalled(there("cc"), "gcc", "libc6-dev");
  ensureInstalled(there("javac"), "default-jdk-headless");
});

describe.each(RIGHT)("the right node %s", (file) => {
  it("passes every level", async () => {
    const { passed, failure, diagnosis } = await trialOf(file, "--worlds", "3");
    expect({ passed, failure, diagnosis }).toEqual({ passed: true, failure: null, diagnosis: null });
  });

  it("is as short as the page promises", () => {
    const lines = readFileSync(join(FOLDER, file), "utf8").trimEnd().split("\n").length;
    expect(lines).toBeLessThanOrEqual(/\.(?:c|java)$/.test(file) ? 65 : 36);
  });
});

describe.each(wrong)("the wrong node %s", (file) => {
  const name = basename(file, extname(file));

  it("fails, and is given the name of its mistake", async () => {
    const only = WHOLE_GROUPS.includes(file) ? [] : ["--only", "3"];
    const { passed, failure, diagnosis } = await trialOf(join("wrong", file), "--worlds", "10", ...only);
    expect(passed).toBe(false);
    expect(failure?.kind === "program").toBe(PROGRAM.includes(name));
    expect(diagnosis?.name ?? null).toBe(name in NAMES ? NAMES[name] : name);
  });

  it("says its mistake first, and is a right node but for that", () => {
    const right = readFileSync(
      join(FOLDER, RIGHT.find((one) => extname(one) === extname(file)) as string),
      "utf8",
    );
    const text = readFileSync(join(FOLDER, "wrong", file), "utf8");
    expect(text.split("\n")[0]).toMatch(/One mistake: .+\./);
    const known = new Set(right.split("\n"));
    const other = text.split("\n").filter((line) => !known.has(line));
    expect(other.length).toBeLessThanOrEqual(11);
  });
});

it("there is a wrong node for each name of a mistake, in three languages and more", () => {
  const named = wrong
    .map((file) => basename(file, extname(file)))
    .map((name) => (name in NAMES ? NAMES[name] : name));
  expect(new Set(named.filter((name) => name !== null)).size).toBe(20);
  expect(new Set(wrong.map((file) => extname(file))).size).toBeGreaterThanOrEqual(3);
});
