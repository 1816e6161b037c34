/** A member of a log in another language: examples/python/log_member.py, without whom two real ones of four are no quorum. */
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { appendFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { beforeAll, expect, it, onTestFinished } from "vitest";
import type { Change } from "../../src/log/members.js";
import type { Submitted } from "../../src/member/log/events.js";
import type { LogMember } from "../../src/member/log/log-member.js";
import { ensureInstalled } from "../debian.js";
import { LogGroup, until } from "../member/group.js";

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

it("takes no command for a change that is of another form than one", () => {
  const wrong = [
    '{"members":{"epoch":0,"remove":[]},"approvals":[]}',
    '{"members":{"epoch":0,"add":["id","address","publicKey","signingKey"]},"approvals":[]}',
    '{"members":{"epoch":0,"add":{"id":5,"address":"tcp://127.0.0.1:1","publicKey":null,"signingKey":"00"}},"approvals":[["by","signature"]]}',
  ];
  const code = `import json, sys; from members import *; print(sealing_change(first_members({1: {}, 2: {}, 3: {}, 4: {}, 5: {}}), "g", json.loads(sys.argv[1])))`;
  const { stdout, stderr } = spawnSync(PYTHON, ["-c", code, JSON.stringify(wrong)], {
    cwd: dirname(MEMBER),
    env: { PYTHONDONTWRITEBYTECODE: "1" },
    encoding: "utf8",
  });
  expect([stdout, stderr]).toEqual(["None\n", ""]);
});

it("votes and leads in Python, over three epochs, killed and started again, and nobody blames it", async () => {
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
  let python = start();
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
    texts.flatMap((text) => {
      const { command } = JSON.parse(text) as { command?: { put: [string, number] } };
      return command?.put[0].startsWith("key") ? [command] : [];
    });
  expect(entries().some(({ view }) => ((view - 1) % 4) + 1 === SELF)).toBe(true);
  await expect.poll(() => told[0]!.length).toBe(8);

  // killed in the midst of it: it goes on from what it kept, also where the end of that is torn
  await killed(python);
  appendFileSync(journal, '{"entry":"vo');
  python = start();
  await put(6);
  expect(entries().map(({ command }) => command)).toEqual(done.map((_, k) => ({ put: [`key ${k}`, k] })));
  await expect.poll(() => told[1]!.length).toBe(14);
  expect(commandsOf(told[1]!)).toEqual(entries().map(({ command }) => command));
  expect(commandsOf(told[0]!)).toEqual(commandsOf(told[1]!).slice(0, 8));
  const since = entries().slice(8);
  expect(since.some(({ view }) => ((view - 1) % 4) + 1 === SELF)).toBe(true);

  // a fifth member joins, so that all but the fourth, who is away, are the quorum of the next epoch
  const { node, options } = await group.joiner(5);
  const five = await group.join(options);
  await changed(group, one, { add: node });
  await until(five, () => five.status.epoch === 1);
  await put(10);
  const led = (from: number, n: number) =>
    entries()
      .slice(from)
      .map(({ view }) => ((view - 1) % n) + 1);
  expect(led(14, 5)).toContain(SELF);
  await killed(python);
  start();
  await put(5);
  await changed(group, one, { remove: 4 });
  await put(5);
  await expect.poll(() => commandsOf(told[2]!).length).toBe(34);
  expect(commandsOf(told[2]!)).toEqual(entries().map(({ command }) => command));
  expect(one.status).toMatchObject({ epoch: 2, members: [1, 2, 3, 5] });
  expect(faults.filter((fault) => (fault as { from: number }).from === SELF)).toEqual([]);
  expect([...one.evidence, ...two.evidence]).toEqual([]);
});

/** Asks until it is done: a new member is a learner first, and comes to where the log stands. */
async function changed(group: LogGroup, member: LogMember, change: Change): Promise<void> {
  const asked = group.signed(member.status.epoch, change, [1, 2, 3, 4]);
  const endMs = performance.now() + 20_000;
  for (let tries = 0; performance.now() < endMs; tries++) {
    const { is } = await member.changeMembers(asked);
    if (is === "done") return;
    await member.submit({ put: ["while it learns", tries] });
  }
  throw new Error("it never caught up");
}

async function killed(child: ChildProcess): Promise<void> {
  child.kill("SIGKILL");
  if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
}
