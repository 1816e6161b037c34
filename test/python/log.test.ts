/** A member of a log in another language: examples/python/log_member.py, without whom two real ones of four are no quorum. */
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { beforeAll, expect, it, onTestFinished } from "vitest";
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

it("votes and leads in Python: its votes make the quorum, its blocks are final, and nobody blames it", async () => {
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
  const args = [MEMBER, String(SELF), configFile, keyFile, join(group.folder, "journal")];
  const python = spawn(PYTHON, args, { stdio: ["ignore", "pipe", "inherit"] });
  onTestFinished(async () => {
    python.kill("SIGKILL");
    if (python.exitCode === null && python.signalCode === null) await once(python, "exit");
  });
  const told: unknown[] = [];
  createInterface(python.stdout).on("line", (line) =>
    told.push(...(JSON.parse(line) as { commands: string[] }).commands),
  );
  const [one, two] = [await group.start(1), await group.start(2)];
  const faults: unknown[] = [];
  for (const member of [one, two]) member.on("fault", (fault) => faults.push(fault));
  const done = [];
  for (let k = 0; k < 8; k++) done.push(await (k % 2 ? one : two).submit({ put: [`key ${k}`, k] }));
  const entries = done.map(({ height, index }) => one.entriesAt(height)![index]!);
  expect(entries.map(({ command }) => command)).toEqual(done.map((_, k) => ({ put: [`key ${k}`, k] })));
  expect(entries.some(({ view }) => ((view - 1) % 4) + 1 === SELF)).toBe(true);
  await expect.poll(() => told.length).toBe(8);
  expect(told.map((text) => (JSON.parse(text as string) as { command: unknown }).command)).toEqual(
    entries.map(({ command }) => command),
  );
  expect(faults.filter((fault) => (fault as { from: number }).from === SELF)).toEqual([]);
});
