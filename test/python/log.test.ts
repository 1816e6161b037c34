/** A member of a log in another language: examples/python/log_member.py, without whom two real ones of four are no quorum. */
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { appendFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { beforeAll, expect, it, onTestFinished } from "vitest";
import type { Submitted } from "../../src/member/log/events.js";
import { ensureInstalled } from "../debian.js";
import { LogGroup } from "../member/group.js";

const PYTHON = "/usr/bin/python3";
const MEMBER = fileURLToPath(new URL("../../examples/python/log_member.py", import.meta.url));
const SELF = 3;

beforeAll(() => {
  ensureInstalled(
    () => spawnSync(PYTHON, ["-c", "import zmq; assert zmq.has('curve')"]).status === 0,
    "python3-zmq",
  );
  ensureInstalled(
    () => spawnSync(PYTHON, ["-c", "import cryptography"]).status === 0,
    "python3-cryptography",
  );
}, 600_000);

it("votes and leads in Python, also when it was killed and started again, and nobody blames it", async () => {
  const group = await LogGroup.of(4);
  const { config, secretKey, signingSecret } = group.options[SELF - 1]!;
  const nodes = config.nodes.map(({ id, address, publicKey, signingKey }) => ({
    id,
    address,
    publicKey,
    signingKey,
  }));
  const [configFile, keyFile] = ["group.json", "key.json"].map((name) => join(group.folder, name)) as [
    string,
    string,
  ];
  writeFileSync(configFile, JSON.stringify({ version: 1, roundTimeout: "1s", nodes }));
  writeFileSync(keyFile, JSON.stringify({ publicKey: nodes[SELF - 1]!.publicKey, secretKey, signingSecret }));
  const told: string[][] = [];
  const journal = join(group.folder, "journal");
  const start = (): ChildProcess => {
    const lines: string[] = [];
    told.push(lines);
    const python = spawn(PYTHON, [MEMBER, String(SELF), configFile, keyFile, journal], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    onTestFinished(() => killed(python));
    createInterface(python.stdout).on("line", (line) =>
      lines.push(...(JSON.parse(line) as { commands: string[] }).commands),
    );
    return python;
  };
  const python = start();
  const [one, two] = [await group.start(1), await group.start(2)];
  const faults: unknown[] = [];
  for (const member of [one, two]) member.on("fault", (fault) => faults.push(fault));
  const done: Submitted[] = [];
  const put = async (count: number) => {
    for (const end = done.length + count; done.length < end; ) {
      const k = done.length;
      done.push(await (k % 2 ? one : two).submit({ put: [`key ${k}`, k] }));
    }
  };
  await put(8);
  const entries = () => done.map(({ height, index }) => one.entriesAt(height)![index]!);
  const commandsOf = (texts: readonly string[]) =>
    texts.map((text) => (JSON.parse(text) as { command: unknown }).command);
  expect(entries().some(({ view }) => ((view - 1) % 4) + 1 === SELF)).toBe(true);
  await expect.poll(() => told[0]!.length).toBe(8);

  // killed in the midst of it: it goes on from what it kept, also where the end of that is torn
  await killed(python);
  appendFileSync(journal, '{"entry":"vo');
  start();
  await put(6);
  expect(entries().map(({ command }) => command)).toEqual(done.map((_, k) => ({ put: [`key ${k}`, k] })));
  await expect.poll(() => told[1]!.length).toBe(14);
  expect(commandsOf(told[1]!)).toEqual(entries().map(({ command }) => command));
  expect(commandsOf(told[0]!)).toEqual(commandsOf(told[1]!).slice(0, 8));
  const since = entries().slice(8);
  expect(since.some(({ view }) => ((view - 1) % 4) + 1 === SELF)).toBe(true);
  expect(faults.filter((fault) => (fault as { from: number }).from === SELF)).toEqual([]);
  expect([...one.evidence, ...two.evidence]).toEqual([]);
});

async function killed(child: ChildProcess): Promise<void> {
  child.kill("SIGKILL");
  if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
}
