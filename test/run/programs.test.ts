/** Nodes that are programs of others, among ours: `nodes[].command`. Programs in other languages are in test/polyglot. */
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { freeAddresses } from "../../src/cluster/ports.js";
import type { RunResult } from "../../src/recording/result.js";
import { isRunning, judgedRun, MAIN, start, strategos, temporaryFolder } from "./strategos.js";

/** What is agreed on of values of any kind. */
const VALUE = createHash("sha256").update("[1]").digest("hex");

const OURS = [process.execPath, MAIN, "node", "{id}", "{config}", "--json"];
const OURS_WITH_KEY = [...OURS, "--key", "{key}"];

/** A program that runs this, as a list of words. */
const script = (text: string) => [process.execPath, "-e", text, "{id}", "{config}"];

async function configOf(n: number, commands: Record<number, string | readonly string[]>, more: object = {}) {
  const nodes = (await freeAddresses(n)).map((address, index) => {
    const command = commands[index + 1];
    return { id: index + 1, address, ...(command && { command }) };
  });
  const file = join(temporaryFolder(), "strategos.json");
  writeFileSync(file, JSON.stringify({ version: 1, nodes, ...more }));
  return file;
}

it.each([
  ["om", {}, 1, "attack"],
  ["sm", { protocol: "sm", m: 1 }, 3, "attack"],
  ["king", { protocol: "king", orders: "any", order: [1] }, 4, VALUE],
  ["vector", { protocol: "vector", combine: "majority" }, 2, "attack"],
])(
  "%s: a program that is right agrees with ours, and the recording says what it cannot say",
  async (_, more, id, order) => {
    const file = await configOf(4, { [id]: OURS_WITH_KEY }, { startTimeout: "20s", ...more });
    const { ended, result } = await judgedRun(file);
    expect(ended).toMatchObject({ code: 0, stderr: "" });
    expect(result.conditions).toEqual({ ic1: "holds", ic2: "holds" });
    const decided = new Set(result.decisions.map((one) => one.order));
    expect(decided).toEqual(new Set([order]));
  },
);

it("programs without {key} take the keys from all: one line says so", async () => {
  const file = await configOf(4, { 3: OURS, 4: OURS });
  const { code, stderr } = await strategos("run", file, "--json");
  expect(code).toBe(0);
  expect(stderr).toContain("no keys: nodes 3 and 4 take none, so links authenticate nobody");
});

it("what programs do wrong is a sentence each, and nothing of theirs stays", async () => {
  const folder = temporaryFolder();
  const pidFile = join(folder, "pid");
  const decides = (said: object | string) => script(`console.log(${JSON.stringify(JSON.stringify(said))})`);
  const commands = {
    2: script('console.error("oops\\u001b[31m\\nnode 2: by name"); process.exit(3)'),
    3: decides({ id: 1, order: "attack" }),
    4: decides({ id: 4, order: "advance" }),
    5: [
      ...["sh", "-c"],
      `sleep 1000 & echo $! > ${pidFile}; i=0; while [ $i -lt 300 ]; do echo line $i; i=$((i+1)); done; wait`,
    ],
  };
  const file = await configOf(5, commands, {
    m: 1,
    startTimeout: "1s",
    roundTimeout: "300ms",
  });
  const { ended } = start(["run", file, "--json"], { env: { TMPDIR: folder } });
  const { code, stdout, stderr } = await ended;
  const { observed, timing } = JSON.parse(stdout) as RunResult;
  // five seconds beyond its rounds, and not the 33 s after which all that is left is killed
  expect(timing.totalMs).toBeLessThan(30_000);
  expect(observed.filter(({ id }) => id in commands)).toEqual([
    { id: 2, why: "ended with exit status 3 before it decided" },
    { id: 3, why: "printed the decision of node 1" },
    { id: 4, why: 'printed a wrong decision: "order" is "advance", which is not among the orders' },
    { id: 5, why: "had not decided when it was stopped" },
  ]);
  expect(code).toBe(2);
  expect(stderr).toContain("  node 2: oops\\u001b[31m\n");
  expect(stderr).toContain("  node 2: by name\n");
  expect(stderr.match(/^ {2}node 5: line/gm)).toHaveLength(100);
  expect(stderr).toContain("  node 5: … and more, which is not shown\n");
  expect(readdirSync(folder)).toEqual(["pid"]);
  expect(isRunning(Number(readFileSync(pidFile, "utf8")))).toBe(false);
});

it("a program that is not there, and one that may not be executed, are told with what to do", async () => {
  const started = join(temporaryFolder(), "started");
  const missing = await strategos(
    "run",
    await configOf(4, { 1: ["sh", "-c", `touch ${started}`], 2: "no-such-program {id}" }),
    "--quiet",
  );
  expect(missing).toMatchObject({ code: 69, stdout: "" });
  expect(missing.stderr).toContain(
    "node 2 could not be started: there is no program no-such-program\n  fix: install it",
  );
  expect(existsSync(started)).toBe(false);
  const file = await configOf(4, { 2: "./strategos.json {id}" });
  const closed = await strategos("run", file, "--quiet");
  expect(closed).toMatchObject({ code: 69, stdout: "" });
  expect(closed.stderr).toContain("may not be executed\n  fix: chmod +x");
});

it("where only ours can be started it is refused, by every verb in its words", async () => {
  const file = await configOf(4, { 2: "x {id}" });
  const ended = await Promise.all([
    strategos("node", "2", file),
    strategos("view", "--config", file, "--port", "0"),
    strategos("serve", "1", "--config", file),
  ]);
  expect(ended.map(({ code }) => code)).toEqual([78, 78, 78]);
  for (const { stderr } of ended) expect(stderr).toMatch(/program of another.*\n {2}fix: .*strategos run/);
});
