/**
 * `npm run bench -- log`: appends to a log of n members, over HTTP and through the library, beside a three-member etcd of
 * Debian in the same run on the same disk, asked by the same clients. etcd bears crashes alone, and sends one unsigned message
 * where this sends signed votes in three steps. Each has its own defaults, and is asked for a while before it is measured.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import { once } from "node:events";
import {
  closeSync,
  existsSync,
  fdatasyncSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  writeSync,
} from "node:fs";
import { Agent, request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import Table from "cli-table3";
import { freeAddresses } from "../src/cluster/ports.js";
import { byOpenssl, libsodium } from "../src/node/log-signatures.js";
import { ensureInstalled } from "../test/debian.js";
import { startLibrary } from "./log-library.js";

const MAIN = fileURLToPath(new URL("../../bin/strategos.cjs", import.meta.url));
const CLIENTS = [1, 64, 256] as const;
const SPAN_MS = 5_000;
/** Before anything is measured: 64 clients for so long. Members run for years, and V8 compiles in the first quarter of a minute. */
const WARM_MS = 15_000;
const VALUE = "x".repeat(100);

interface Target {
  readonly name: string;
  /** the processes of its members */
  readonly pids: readonly number[];
  /** Appends of so many clients, each again as soon as it is answered: how long each took, ms. */
  readonly load: (clients: number, spanMs: number) => Promise<number[]>;
  readonly stop: () => Promise<void>;
}

export async function benchLog(): Promise<void> {
  ensureInstalled(() => existsSync("/usr/bin/etcd"), "etcd-server");
  const table = new Table({
    head: ["", ...CLIENTS.map((count) => `${count} clients: appends/s, p50, p99 ms, µs of processor each`)],
  });
  const sizes = [4, 7, 13].map((n) => (folder: string) => startLog(n, folder));
  const library = async (folder: string): Promise<Target> => ({
    name: "strategos, n = 4, library",
    ...(await startLibrary(4, folder)),
  });
  for (const start of [startEtcd, ...sizes, library, startEtcd]) {
    const folder = mkdtempSync(join(tmpdir(), "strategos-bench-"));
    const target = await start(folder);
    await target.load(64, WARM_MS);
    const cells: string[] = [];
    for (const count of CLIENTS) {
      const beforeMs = processorMs(target.pids);
      const times = await target.load(count, SPAN_MS);
      cells.push(figures(times, processorMs(target.pids) - beforeMs));
    }
    table.push([target.name, ...cells]);
    await target.stop();
    rmSync(folder, { recursive: true, force: true });
  }
  process.stdout.write(`${table.toString()}\n${floor()}\n`);
}

/** `spentMs`: of processor time, by all members together. It says more than seconds do where others work on the machine. */
function figures(times: number[], spentMs: number): string {
  times.sort((a, b) => a - b);
  const at = (share: number) => (times[Math.floor(times.length * share)] ?? Number.NaN).toFixed(1);
  const each = Math.round((spentMs * 1000) / times.length);
  return `${Math.round((times.length * 1000) / SPAN_MS)}, ${at(0.5)}, ${at(0.99)}, ${each}`;
}

/** That these processes have used, as Linux counts it: ticks of 10 ms, in user mode and for it. */
function processorMs(pids: readonly number[]): number {
  const ticks = pids.map((pid) => {
    const [user, system] = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]!.split(" ").slice(11);
    return Number(user) + Number(system);
  });
  return 10 * ticks.reduce((sum, one) => sum + one, 0);
}

function childrenOf(pid: number): number[] {
  return readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim().split(" ").map(Number);
}

function pidsOf(children: readonly ChildProcess[]): number[] {
  return children.flatMap(({ pid }) => pid ?? []);
}

/** What a member cannot do without: of one block three syncs, two signatures and five checks, one after the other. */
function floor(): string {
  const folder = mkdtempSync(join(tmpdir(), "strategos-bench-"));
  const file = openSync(join(folder, "journal"), "a");
  const record = Buffer.alloc(1200, "x");
  const sync = medianMs(300, () => {
    writeSync(file, record);
    fdatasyncSync(file);
  });
  closeSync(file);
  rmSync(folder, { recursive: true, force: true });
  const { d, x } = generateKeyPairSync("ed25519").privateKey.export({ format: "jwk" });
  const by = libsodium() ?? byOpenssl;
  const sign = by.signer(Buffer.from(d as string, "base64url"));
  const isSigned = by.verifier(Buffer.from(x as string, "base64url"));
  const text = Buffer.alloc(200, "x");
  const signature = sign(text);
  const signing = medianMs(500, () => sign(text));
  const checking = medianMs(500, () => isSigned(text, signature));
  const all = 3 * sync + 2 * signing + 5 * checking;
  const parts = `a sync ${sync.toFixed(2)} ms, a signature ${signing.toFixed(2)}, a check ${checking.toFixed(2)}`;
  return `floor, by medians: ${parts}; of a block at each member ${all.toFixed(1)} ms`;
}

function medianMs(times: number, action: () => void): number {
  const took = Array.from({ length: times }, () => {
    const startMs = performance.now();
    action();
    return performance.now() - startMs;
  });
  return took.sort((a, b) => a - b)[times >> 1] as number;
}

async function loaded(
  urls: readonly string[],
  bodyOf: (n: number) => object,
  clients: number,
  spanMs: number,
): Promise<number[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: clients });
  const times: number[] = [];
  const endMs = performance.now() + spanMs;
  await Promise.all(
    Array.from({ length: clients }, async (_, client) => {
      const url = urls[client % urls.length] as string;
      for (let n = 0; performance.now() < endMs; n++) {
        const startMs = performance.now();
        await post(agent, url, JSON.stringify(bodyOf(client * 1e6 + n)));
        times.push(performance.now() - startMs);
      }
    }),
  );
  agent.destroy();
  return times;
}

function post(agent: Agent, url: string, body: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const headers = { "content-type": "application/json", "content-length": Buffer.byteLength(body) };
    const asked = request(url, { agent, method: "POST", headers }, (response) => {
      response.resume();
      response.on("end", () =>
        response.statusCode === 200 ? resolve() : reject(new Error(`${url}: ${response.statusCode}`)),
      );
    });
    asked.on("error", reject);
    asked.end(body);
  });
}

async function startLog(n: number, folder: string): Promise<Target> {
  const args = [MAIN, "serve", "--all", "--nodes", String(n), "--data", folder, "--json", "--quiet"];
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
  const [line] = (await once(createInterface(child.stdout), "line")) as [string];
  const { members } = JSON.parse(line) as { members: { client: string }[] };
  const urls = members.map(({ client }) => `${client}/v1/commands`);
  const bodyOf = (key: number) => ({ command: { put: [`key ${key % 1000}`, VALUE] } });
  return {
    name: `strategos, n = ${n}`,
    pids: childrenOf(child.pid as number),
    load: (count, spanMs) => loaded(urls, bodyOf, count, spanMs),
    stop: () => ended([child]),
  };
}

async function startEtcd(folder: string): Promise<Target> {
  const urlOf = (address: string) => address.replace("tcp:", "http:");
  const [peers, clients] = [(await freeAddresses(3)).map(urlOf), (await freeAddresses(3)).map(urlOf)];
  const cluster = peers.map((peer, at) => `m${at}=${peer}`).join(",");
  const children = peers.map((peer, at) => {
    const client = clients[at] as string;
    const own = ["--name", `m${at}`, "--data-dir", join(folder, `m${at}`), "--initial-cluster", cluster];
    const ports = [
      ["peer", peer],
      ["client", client],
    ].flatMap(([kind = "", url = ""]) => [`--listen-${kind}-urls`, url]);
    const told = [
      "--initial-advertise-peer-urls",
      peer,
      "--advertise-client-urls",
      client,
      "--log-level",
      "error",
    ];
    return spawn("etcd", [...own, ...ports, ...told], { stdio: "ignore" });
  });
  const base64 = (text: string) => Buffer.from(text).toString("base64");
  const urls = clients.map((client) => `${client}/v3/kv/put`);
  const bodyOf = (key: number) => ({ key: base64(`key ${key % 1000}`), value: base64(VALUE) });
  await answers(urls, JSON.stringify(bodyOf(0)));
  return {
    name: "etcd, 3 members",
    pids: pidsOf(children),
    load: (count, spanMs) => loaded(urls, bodyOf, count, spanMs),
    stop: () => ended(children),
  };
}

async function answers(urls: readonly string[], body: string): Promise<void> {
  const agent = new Agent();
  for (let tries = 0; ; tries++) {
    try {
      for (const url of urls) await post(agent, url, body);
      return;
    } catch (error) {
      if (tries === 100) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}

async function ended(children: readonly ChildProcess[]): Promise<void> {
  const exits = children.map((child) => once(child, "exit"));
  for (const child of children) child.kill("SIGTERM");
  await Promise.all(exits);
}
