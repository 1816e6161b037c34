/** Each chapter of docs/TEST-YOUR-OWN.md holds a whole program, and reaches the level that it says. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { LEVELS } from "../../../src/trial/levels/protocols.js";
import { json } from "../../../src/trial/program/json.js";
import { programHouse } from "../../../src/trial/table.js";
import { tryProgram } from "../../../src/trial/trial.js";

const PAGE = readFileSync(fileURLToPath(new URL("../../../docs/TEST-YOUR-OWN.md", import.meta.url)), "utf8");

const chapters = PAGE.split("\n## ")
  .filter((part) => part.startsWith("Chapter "))
  .map((text) => ({
    title: text.split("\n")[0] ?? "",
    program: /```python\n(.*?)```/s.exec(text)?.[1] ?? "",
    level: /^It reaches level (\d+), `([a-z-]+)`/m.exec(text),
  }));

/** Itself, and no script that looks for it each time. */
function pythonHere(): string | undefined {
  try {
    return execFileSync("python3", ["-c", "import sys; print(sys.executable)"], { encoding: "utf8" }).trim();
  } catch {
    return undefined;
  }
}

const python = pythonHere();

it("has four chapters, the last of which reaches the last level", () => {
  expect(chapters.map(({ level }) => Number(level?.[1]))).toEqual([1, 4, 7, LEVELS.om.length]);
});

it.runIf(python !== undefined).each(chapters)("$title", async ({ program, level }) => {
  const folder = mkdtempSync(join(tmpdir(), "strategos-chapter-"));
  try {
    const file = join(folder, "node.py");
    writeFileSync(file, program);
    const command = [python as string, file];
    const seating = {
      commandAt: (place: number) => (place === 4 ? command : undefined),
      isMixed: false,
      soloists: [4],
      startsMax: 1,
    };
    const limits = { answerMs: 5000, startMs: 10_000 };
    const house = programHouse({ ...seating, protocol: "om", spelling: json, reuses: false, limits });
    const plan = { protocol: "om", seed: 1, programs: [4] } as const;
    const { report } = await tryProgram({
      ...{ command, plan, levels: LEVELS.om, worlds: 8, house, tables: 2 },
      shrinking: { replays: 0, ms: 0, now: () => 0 },
    });
    const passed = report.levels.filter((one) => one.passed);
    expect(`${passed.length}, ${passed.at(-1)?.name}`).toBe(`${level?.[1]}, ${level?.[2]}`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
