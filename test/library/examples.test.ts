/** The programs of examples/library, run as a user runs them. */
import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, it, onTestFinished } from "vitest";
import { strategos } from "../run/strategos.js";

async function example(name: string, ...args: string[]): Promise<string[]> {
  const file = fileURLToPath(new URL(`../../examples/library/${name}.js`, import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, [file, ...args], { timeout: 150_000 });
  return stdout.trim().split("\n").toSorted();
}

it("four services agree on a switch three times, and end", async () => {
  const lines = [1, 2, 3, 4].flatMap((id) =>
    ["on", "off", "on"].map((position, at) => `service ${id}: agreement ${at}, the switch is ${position}`),
  );
  const told = await example("feature-switch");
  expect(told.filter((line) => !line.startsWith("service 3"))).toEqual(
    lines.filter((line) => !line.startsWith("service 3")).toSorted(),
  );
});

it("four sensors hold the same readings and take the middle one", async () => {
  const port = 10_000 + Math.floor(Math.random() * 20_000);
  const told = await example("sensors", String(port));
  const loyal = told.slice(0, 3).map((line) => line.replace(/^sensor \d /, ""));
  expect(loyal[0]).toMatch(/^holds 20, 21, 22, \d+ and takes (20|21|22)$/);
  expect(new Set(loyal).size).toBe(1);
});

it.each(["om", "sm", "king", "vector"])(
  "a recording of %s is judged, and a forged one found out",
  async (protocol) => {
    const folder = mkdtempSync(join(tmpdir(), "strategos-judge-"));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const file = join(folder, "run.jsonl");
    await strategos("sim", "--protocol", protocol, "--nodes", "4", "--traitors", "3:split", "--record", file);
    const told = await example("judge", file);
    expect(told).toContain("general 1 ordered attack: IC1 holds, IC2 holds");
    expect(told.join("\n")).not.toMatch(/not borne out|not judged/);
    writeFileSync(file, readFileSync(file, "utf8").replace('"ic1":"holds"', '"ic1":"violated"'));
    await expect(example("judge", file)).rejects.toMatchObject({
      code: 1,
      stdout: expect.stringMatching(/not borne out: line \d+: the verdict says IC1: violated/),
    });
  },
);

it("a log's switch keeps its history, its counter counts once, and a machine of one's own refuses at every member alike", async () => {
  const folder = mkdtempSync(join(tmpdir(), "strategos-log-examples-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  expect(await example("log-switch", join(folder, "switch"))).toEqual([
    expect.stringMatching(/^height \d+: on$/),
  ]);
  expect(await example("log-switch", join(folder, "switch"))).toEqual([
    expect.stringMatching(/^height \d+: on$/),
    expect.stringMatching(/^height \d+: off$/),
  ]);
  const counted = await example("log-counter", join(folder, "counter"));
  expect(counted[0]).toBe("count: 0 -> 3");
  expect(counted.filter((line) => line.startsWith("sent 4 times, done once"))).toHaveLength(3);
  expect(await example("log-machine", join(folder, "bank"))).toEqual([
    "ann has 3",
    "{ paid: 10 }",
    "{ paid: 7 }",
    expect.stringMatching(/^\{ refused: 'ann has 3' \}$/),
  ]);
});
