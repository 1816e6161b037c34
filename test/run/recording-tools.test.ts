/** docs/RECORDING.md: its example is judged as it says, and each of its queries is run by the program that it is for. */
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { beforeAll, describe, expect, it } from "vitest";
import { ensureInstalled } from "../debian.js";
import { strategos, temporaryFolder } from "./strategos.js";

const PAGE = readFileSync("docs/RECORDING.md", "utf8");

/** What stands between the marks of a language. */
function blockOf(language: string): string {
  const [, block] = new RegExp(`^\`\`\`${language}\\n([^]*?)^\`\`\`$`, "m").exec(PAGE) ?? [];
  if (block === undefined) throw new Error(`no block of ${language} on the page`);
  return block;
}

const isThere = (program: string) => () => spawnSync(program, ["--version"]).status === 0;

beforeAll(() => {
  ensureInstalled(isThere("jq"), "jq");
  ensureInstalled(isThere("sqlite3"), "sqlite3");
  ensureInstalled(isThere("Rscript"), "r-base-core");
  ensureInstalled(isThere("gnuplot"), "gnuplot-nox");
});

it("the example is judged as it is written there", async () => {
  const file = join(temporaryFolder(), "mine.txt");
  writeFileSync(file, blockOf("text"));
  const { code, stdout } = await strategos("judge", file);
  const [, said] = /^\$ strategos judge mine\.txt\n([^]*)$/.exec(blockOf("console")) ?? [];
  expect([code, stdout]).toEqual([1, said]);
});

it("the lines of JSON are read", async () => {
  const file = join(temporaryFolder(), "mine.jsonl");
  writeFileSync(file, blockOf("json"));
  const { code, stdout } = await strategos("judge", file);
  expect([code, stdout]).toEqual([
    1,
    expect.stringContaining("accepted no report of round 0 from the general"),
  ]);
});

describe("one question", () => {
  /** Relays of each round that said attack, by round: told to others, of the course's case. */
  const ATTACK = [6, 22, 86];

  async function recorded(): Promise<string> {
    const folder = temporaryFolder();
    await strategos("sim", "--record", join(folder, "run.jsonl"));
    await strategos("explain", join(folder, "run.jsonl"), "--as", "csv", "--output", join(folder, "run.csv"));
    return folder;
  }

  it("has the same answer in all of them", async () => {
    const cwd = await recorded();
    const run = (program: string, args: readonly string[], input?: string) => {
      const { stdout, stderr } = spawnSync(program, args, { cwd, encoding: "utf8", ...(input && { input }) });
      expect(stderr).toBe("");
      return stdout;
    };
    const lines = run("jq", ["-nc", blockOf("jq"), "run.jsonl"])
      .trim()
      .split("\n");
    const answers = {
      jq: lines.map((line) => (JSON.parse(line) as { attack: number }).attack),
      sqlite: rowsOf(run("sqlite3", ["-batch", ":memory:", blockOf("sqlite")]), "|").map((row) =>
        Number(row[2]),
      ),
      r: rowsOf(run("Rscript", ["-e", blockOf("r")]), /\s+/)
        .slice(1)
        .map((row) => Number(row.at(-1))),
      duckdb: await inDuckDb(blockOf("duckdb").replace("run.jsonl", join(cwd, "run.jsonl"))),
    };
    expect(answers).toEqual({ jq: ATTACK, sqlite: ATTACK, r: ATTACK, duckdb: ATTACK });
    const bars = run("gnuplot", ["-e", blockOf("gnuplot").trim().replaceAll("\n", "; ")]);
    expect(bars).toMatch(/80 \|/);
    expect(bars.split("\n").filter((line) => line.includes("*")).length).toBeGreaterThan(5);
  });

  it("DuckDB does not see a key that comes late, unless it looks at all lines", async () => {
    const file = join(temporaryFolder(), "late.jsonl");
    const report = JSON.stringify({ type: "report", round: 1 });
    writeFileSync(
      file,
      `${`${report}\n`.repeat(25_000)}${JSON.stringify({ type: "verdict", guaranteed: true })}\n`,
    );
    const asked = (what: string, options = "") =>
      inDuckDb(`SELECT ${what} AS attack FROM read_json('${file}'${options})`);
    expect(await asked("count(*)::INT")).toEqual([25_001]);
    await expect(asked("max(guaranteed)")).rejects.toThrow('"guaranteed" not found');
    await expect(inDuckDb(`SELECT * FROM read_json('${file}')`)).rejects.toThrow('unknown key "guaranteed"');
    expect(await asked("count(guaranteed)::INT", ", sample_size = -1")).toEqual([1]);
  });
});

function rowsOf(text: string, separator: string | RegExp): string[][] {
  return text
    .trim()
    .split("\n")
    .map((line) => line.trim().split(separator));
}

async function inDuckDb(sql: string): Promise<number[]> {
  const connection = await (await DuckDBInstance.create()).connect();
  try {
    const rows = (await connection.runAndReadAll(sql)).getRowObjectsJson();
    return rows.map(({ attack }) => Number(attack));
  } finally {
    connection.closeSync();
  }
}
