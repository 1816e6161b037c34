/** Plays one case on real processes: the program as it is shipped, with its traitors, and harm done from outside. */
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { closeSync, openSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { join } from "node:path";
import { freeAddresses } from "../../src/cluster/ports.js";
import type { NodeId } from "../../src/core/group.js";
import { isRunning, nodePidsOf, until } from "../run/pids.js";
import { type Breakage, breakerFlags, faketime, setClock } from "./breaker.js";
import type { Case, Harm } from "./draw.js";
import { Proxy, type Weather } from "./proxy.js";

export interface Played {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
  /** it had to be killed */
  readonly hung: boolean;
  /** node processes that outlived it */
  readonly orphans: readonly number[];
  /** files that it left in its temporary folder */
  readonly files: readonly string[];
  /** which harm was done; the others were over before their moment came */
  readonly struck: readonly Harm[];
  /** how long it took */
  readonly ms: number;
}

export interface Place {
  /** dist/bin/main.cjs */
  readonly program: string;
  /** empty, and removed by the caller */
  readonly folder: string;
  readonly faketimeLibrary: string;
}

/** A launcher waits this long beyond all timeouts before it kills its nodes; and as much again for a busy machine. */
const GRACE_MS = 60_000;
const TEXT_CHARS_MAX = 200_000;

export async function playCase(one: Case, place: Place): Promise<Played> {
  const addresses = await freeAddresses(one.group.ids.length);
  const addressOf = new Map(one.group.ids.map((id, index) => [id, addresses[index] as string]));
  const scene = await Scene.prepare(one, place, addressOf);
  try {
    return await scene.play();
  } finally {
    await scene.close();
  }
}

class Scene {
  readonly #case: Case;
  readonly #place: Place;
  readonly #addressOf: ReadonlyMap<NodeId, string>;
  readonly #proxies = new Map<NodeId, Proxy[]>();
  readonly #breakages = new Map<NodeId, Breakage>();
  readonly #left: Set<Harm>;
  readonly #struck: Harm[] = [];
  readonly #pids = new Map<NodeId, number>();
  readonly #timers = new Set<NodeJS.Timeout>();
  #squatter: Server | null = null;

  private constructor(one: Case, place: Place, addressOf: ReadonlyMap<NodeId, string>) {
    this.#case = one;
    this.#place = place;
    this.#addressOf = addressOf;
    this.#left = new Set(one.harms);
  }

  static async prepare(one: Case, place: Place, addressOf: ReadonlyMap<NodeId, string>): Promise<Scene> {
    const scene = new Scene(one, place, addressOf);
    for (const harm of one.harms) {
      if (harm.kind === "clock") scene.#breakages.set(harm.id, { env: scene.#clockOf(harm) });
      if (isOfNetwork(harm)) await scene.#standBetween(harm.id);
    }
    if (one.trouble === "portTaken") await scene.#squat(one.group.ids[0] as NodeId);
    return scene;
  }

  async play(): Promise<Played> {
    this.#strike("born", (harm) => isOfNetwork(harm) || harm.kind === "clock");
    const startedMs = performance.now();
    const child = this.#start();
    const said = { stdout: "", stderr: "" };
    const take = (name: "stdout" | "stderr", text: string) => {
      said[name] = (said[name] + text).slice(-TEXT_CHARS_MAX);
    };
    child.stdout?.setEncoding("utf8").on("data", (text: string) => take("stdout", text));
    child.stderr?.setEncoding("utf8").on("data", (text: string) => {
      take("stderr", text);
      if (said.stderr.includes("nodes are up")) this.#strike("up");
      if (said.stderr.includes("round 0:")) this.#strike("round0");
    });
    const looking = setInterval(() => this.#look(child), 10);
    let hung = false;
    const bound = setTimeout(() => {
      hung = true;
      child.kill("SIGKILL");
    }, this.#longestMs());
    const ended = await new Promise<Pick<Played, "code" | "signal">>((resolve) => {
      child.on("close", (code, signal) => resolve({ code, signal }));
    });
    const ms = performance.now() - startedMs;
    clearInterval(looking);
    clearTimeout(bound);
    const orphans = await this.#orphans();
    const files = readdirSync(this.#place.folder).filter((name) => name.startsWith("strategos-"));
    return { ...ended, ...said, hung, orphans, files, struck: this.#struck, ms };
  }

  async close(): Promise<void> {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#squatter?.close();
    for (const proxy of new Set([...this.#proxies.values()].flat())) await proxy.close();
  }

  #start(): ChildProcess {
    const { folder, program } = this.#place;
    const { trouble } = this.#case;
    const config = join(folder, "config.json");
    writeFileSync(config, JSON.stringify(configOf(this.#case, this.#addressOf)));
    const recording = join(folder, "run.jsonl");
    if (trouble === "recordingFull") symlinkSync("/dev/full", recording);
    const run = [program, "run", "--json", "--config", config, "--record", recording];
    const node = [process.execPath, ...breakerFlags(folder, this.#breakages), ...run];
    const [command = "", ...args] = trouble === "fewDescriptors" ? ["prlimit", "--nofile=24", ...node] : node;
    const output = trouble === "outputFull" ? openSync("/dev/full", "w") : null;
    const child = spawn(command, args, {
      env: { ...process.env, NO_COLOR: "1", TMPDIR: folder },
      stdio: ["ignore", output ?? "pipe", "pipe"],
    });
    if (output !== null) closeSync(output);
    return child;
  }

  /** Learns the node processes as they come, and harms those that are to be harmed at birth. */
  #look(child: ChildProcess): void {
    if (this.#pids.size === this.#case.group.ids.length) return;
    for (const [id, pid] of nodePidsOf(child.pid as number)) this.#pids.set(id, pid);
    this.#strike("born", ({ id }) => this.#pids.has(id));
  }

  #strike(when: Harm["when"], isDue: (harm: Harm) => boolean = () => true): void {
    for (const harm of this.#left) {
      if (harm.when !== when || !isDue(harm)) continue;
      this.#left.delete(harm);
      this.#struck.push(harm);
      this.#harm(harm);
    }
  }

  #harm(harm: Harm): void {
    const weather = weatherOf(harm);
    for (const proxy of this.#proxies.get(harm.id) ?? []) {
      if (weather !== null) proxy.weather = weather;
      else proxy.breakOnce(harm.kind === "resetOnce" ? "reset" : "cut");
    }
    if (harm.kind === "clock") setClock(this.#clockFile(harm), harm.ms);
    const pid = this.#pids.get(harm.id);
    if (pid === undefined || !isRunning(pid)) return;
    if (harm.kind === "kill") process.kill(pid, "SIGKILL");
    if (harm.kind === "descriptors") limitDescriptors(pid);
    if (harm.kind !== "stopShort" && harm.kind !== "stopLong") return;
    process.kill(pid, "SIGSTOP");
    this.#timers.add(setTimeout(() => isRunning(pid) && process.kill(pid, "SIGCONT"), harm.ms));
  }

  /** All links of this node lead through a proxy each, in both directions. */
  async #standBetween(id: NodeId): Promise<void> {
    const own = this.#addressOf.get(id) as string;
    for (const [peer, address] of this.#addressOf) {
      if (peer === id) continue;
      const [there, back] = await Promise.all([Proxy.before(own), Proxy.before(address)]);
      this.#route(peer, own, there, id);
      this.#route(id, address, back, id);
    }
  }

  #route(at: NodeId, to: string, proxy: Proxy, harmed: NodeId): void {
    const { routes, ...others } = this.#breakages.get(at) ?? {};
    // where two harmed nodes meet, the first one's proxy stays, and counts for the second as well
    const found = routes?.get(to) ?? proxy.address;
    this.#breakages.set(at, { ...others, routes: new Map([...(routes ?? []), [to, found]]) });
    this.#proxies.set(harmed, [...(this.#proxies.get(harmed) ?? []), proxy]);
  }

  #clockOf(harm: Harm): Record<string, string> {
    setClock(this.#clockFile(harm), 0);
    return faketime(this.#place.faketimeLibrary, this.#clockFile(harm));
  }

  #clockFile({ id }: Harm): string {
    return join(this.#place.folder, `clock-${id}`);
  }

  async #squat(id: NodeId): Promise<void> {
    const server = createServer((socket) => socket.destroy());
    this.#squatter = server;
    const port = Number(new URL(this.#addressOf.get(id) as string).port);
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject).listen({ host: "127.0.0.1", port }, resolve);
    });
  }

  /** Node processes that are still there a while after the launcher; they are ended. */
  async #orphans(): Promise<number[]> {
    const pids = [...this.#pids.values()];
    for (const pid of pids) if (isOf(pid, this.#place.folder)) process.kill(pid, "SIGCONT");
    const running = () => pids.filter((pid) => isRunning(pid) && isOf(pid, this.#place.folder));
    await until(() => running().length === 0, 5_000).catch(() => undefined);
    const left = running();
    for (const pid of left) process.kill(pid, "SIGKILL");
    return left;
  }

  #longestMs(): number {
    const { group, startTimeoutMs, roundTimeoutMs } = this.#case;
    return 2 * startTimeoutMs + (group.m + 2) * roundTimeoutMs + GRACE_MS;
  }
}

function isOfNetwork(harm: Harm): boolean {
  return weatherOf(harm) !== null || harm.kind === "cutOnce" || harm.kind === "resetOnce";
}

function weatherOf({ kind, ms }: Harm): Weather | null {
  switch (kind) {
    case "delay":
    case "cut":
    case "reset":
      return { kind, ms };
    case "swallow":
      return { kind };
    case "drop":
      return { kind, one: 5 };
    default:
      return null;
  }
}

/** What it has open stays open; nothing more can be opened. */
function limitDescriptors(pid: number): void {
  try {
    execFileSync("prlimit", ["--pid", String(pid), "--nofile=8:8"], { stdio: "ignore" });
  } catch {
    // it has just ended
  }
}

function configOf(one: Case, addressOf: ReadonlyMap<NodeId, string>): object {
  const { group, order, seed, roundTimeoutMs, startTimeoutMs, traitors } = one;
  return {
    version: 1,
    general: group.general,
    order,
    m: group.m,
    orders: group.orders,
    default: group.defaultOrder,
    nodes: group.ids.map((id) => ({ id, address: addressOf.get(id) })),
    roundTimeout: `${roundTimeoutMs}ms`,
    startTimeout: `${startTimeoutMs}ms`,
    seed,
    traitors,
    ...(traitors.length > group.m && { unsafe: true }),
  };
}

/** Whether this process is one that was started for the run in this folder. */
function isOf(pid: number, folder: string): boolean {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").includes(folder);
  } catch {
    return false;
  }
}
