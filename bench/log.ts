/**
 * `npm run bench -- log`: appends to a log of n members over HTTP, beside a three-member etcd of Debian in the same run on the
 * same disk, asked by the same clients. etcd bears crashes alone, and sends one unsigned message where this sends signed votes
 * in three steps. Each has its own defaults; ours with a view of a second.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { Agent, request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import Table from "cli-table3";
import { freeAddresses } from "../src/cluster/ports.js";
import { ensureInstalled } from "../test/debian.js";

const MAIN = fileURLToPath(new URL("../../bin/strategos.cjs", import.meta.url));
const CLIENTS = [1, 64, 256] as const;
const SPAN_MS = 5_000;
const VALUE = "x".repeat(100);

interface Target {
  readonly name: string;
  /** of each member, where a client appends, and what it says */
  readonly urls: readonly string[];
  readonly bodyOf: (n: number) => object;
  readonly stop: () => Promise<void>;
}

export async function benchLog(): Promise<void> {
  ensureInstalled(() => existsSync("/usr/bin/etcd"), "etcd-server");
  const table = new Table({
    head: ["", ...CLIENTS.map((count) => `${count} clients: appends/s, p50, p99 ms`)],
  });
  const sizes = [4, 7, 13].map((n) => (folder: string) => startLog(n, folder));
  for (const start of [startEtcd, ...sizes]) {
    const folder = mkdtempSync(join(tmpdir(), "strategos-bench-"));
    const target = await start(folder);
    const cells: string[] = [];
    for (const count of CLIENTS) cells.push(await loaded(target, count));
    table.push([target.name, ...cells]);
    await target.stop();
    rmSync(folder, { recursive: true, force: true });
  }
  process.stdout.write(`${table.toString()}\n`);
}

/** That many clients, each asking again as soon as it is answered. */
async function loaded({ urls, bodyOf }: Target, count: number): Promise<string> {
  const agent = new Agent({ keepAlive: true, maxSockets: count });
  const times: number[] = [];
  const endMs = performance.now() + SPAN_MS;
  await Promise.all(
    Array.from({ length: count }, async (_, client) => {
      const url = urls[client % urls.length] as string;
      for (let n = 0; performance.now() < endMs; n++) {
        const startMs = performance.now();
        await post(agent, url, JSON.stringify(bodyOf(client * 1e6 + n)));
        times.push(performance.now() - startMs);
      }
    }),
  );
  agent.destroy();
  times.sort((a, b) => a - b);
  const at = (share: number) => (times[Math.floor(times.length * share)] ?? Number.NaN).toFixed(1);
  return `${Math.round((times.length * 1000) / SPAN_MS)}, ${at(0.5)}, ${at(0.99)}`;
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
  return {
    name: `strategos, n = ${n}`,
    urls: members.map(({ client }) => `${client}/v1/commands`),
    bodyOf: (key) => ({ command: { put: [`key ${key % 1000}`, VALUE] } }),
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
  const target: Target = {
    name: "etcd, 3 members",
    urls: clients.map((client) => `${client}/v3/kv/put`),
    bodyOf: (key) => ({ key: base64(`key ${key % 1000}`), value: base64(VALUE) }),
    stop: () => ended(children),
  };
  await answers(target);
  return target;
}

async function answers({ urls, bodyOf }: Target): Promise<void> {
  const agent = new Agent();
  for (let tries = 0; ; tries++) {
    try {
      for (const url of urls) await post(agent, url, JSON.stringify(bodyOf(0)));
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
