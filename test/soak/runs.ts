/**
 * The runs of a soak: by the launcher with strangers at the door, with a member that floods the others, and in one
 * group that stands through all of it.
 */
import { spawn } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { launch } from "../../src/cluster/launch.js";
import { freeAddresses } from "../../src/cluster/ports.js";
import type { Config } from "../../src/config/config.js";
import { keyFileText } from "../../src/config/key-file.js";
import { makeKeyPair } from "../../src/config/keys.js";
import { parseConfig } from "../../src/config/parse.js";
import { joinGroup } from "../../src/member/join.js";
import type { Membership } from "../../src/member/membership.js";
import { exitCodeOf } from "../../src/recording/verdict.js";

const PROGRAM = fileURLToPath(new URL("../bin/main.cjs", import.meta.url));
const FLOOD = fileURLToPath(new URL("flood.js", import.meta.url));

/** Connections of strangers that are open at once, and how often new ones come. */
const STRANGERS_MAX = 8;
const CHURN_MS = 10;
const RUN_LONGEST_MS = 60_000;

export interface RunFigures {
  /** why the run was not as it had to be */
  readonly wrong: string | null;
  /** the most that any node process held */
  readonly nodePeakBytes: number;
  /** the most that any node process had open */
  readonly nodeDescriptors: number;
  /** from a decision to the end of that process, the longest */
  readonly leaveMs: number;
}

/** A run in this process, the launcher's: one traitor, and strangers that connect and leave without end. */
export async function launchedRun(): Promise<RunFigures> {
  const config = parseConfig(textOf(await freeAddresses(4), ["traitors: [{ id: 2, strategy: split }]"]));
  const decidedAtMs = new Map<number, number>();
  let leaveMs = 0;
  let stopWatching = () => ({ nodePeakBytes: 0, nodeDescriptors: 0 });
  const stopChurning = churn(config);
  try {
    const { result } = await launch(config, {
      reports: "short",
      recordingFile: null,
      onPids: (pids) => {
        stopWatching = watchPeaks([...pids.values()]);
      },
      onMessage: (id, message) => {
        if (message.type === "event" && message.event.kind === "decide")
          decidedAtMs.set(id, performance.now());
      },
      onExit: (id) => {
        leaveMs = Math.max(leaveMs, performance.now() - (decidedAtMs.get(id) ?? performance.now()));
      },
    });
    const wrong =
      exitCodeOf(result.conditions) === 0 ? null : `conditions ${JSON.stringify(result.conditions)}`;
    return { wrong, ...stopWatching(), leaveMs };
  } finally {
    stopChurning();
    stopWatching();
  }
}

/** Three nodes started by hand, and a fourth member that floods them. */
export async function floodedRun(folder: string): Promise<RunFigures> {
  const keys = [1, 2, 3, 4].map(() => makeKeyPair());
  const publicKeys = keys.map(({ publicKey }) => publicKey);
  const text = textOf(await freeAddresses(4), ["wire: json"], publicKeys);
  const config = join(folder, "flooded.yaml");
  writeFileSync(config, text);
  const cast = join(folder, "cast.json");
  writeFileSync(cast, JSON.stringify({ text, keys: keys.map((pair, at) => [at + 1, pair]) }), {
    mode: 0o600,
  });
  const flood = spawn(process.execPath, [FLOOD, cast], { stdio: "ignore" });
  const nodes = [1, 2, 3].map((id) => {
    const key = join(folder, `node-${id}.key`);
    writeFileSync(key, keyFileText(keys[id - 1]!), { mode: 0o600 });
    const args = ["node", String(id), "--config", config, "--key", key, "--json", "--quiet"];
    return spawn(process.execPath, [PROGRAM, ...args], { stdio: ["ignore", "pipe", "inherit"] });
  });
  const all = [flood, ...nodes];
  const stopWatching = watchPeaks(nodes.map(({ pid }) => pid as number));
  const bound = setTimeout(() => all.forEach((child) => child.kill("SIGKILL")), RUN_LONGEST_MS);
  const told = await Promise.all(
    nodes.map(async (child) => {
      let said = "";
      child.stdout.setEncoding("utf8").on("data", (piece: string) => {
        said += piece;
      });
      const code = await new Promise((resolve) => child.once("close", resolve));
      return code === 0 ? (JSON.parse(said) as { order: string }).order : `exit ${String(code)}`;
    }),
  );
  clearTimeout(bound);
  flood.kill("SIGKILL");
  if (flood.exitCode === null && flood.signalCode === null)
    await new Promise((resolve) => flood.once("close", resolve));
  const wrong = told.every((order) => order === "attack") ? null : `decided ${told.join(", ")}`;
  return { wrong, ...stopWatching(), leaveMs: 0 };
}

/** Four members in this process, one a traitor, that agree again and again over the same links, with strangers too. */
export class StandingGroup {
  readonly #members: readonly Membership[];
  readonly #stopChurning: () => void;
  #agreements = 0;

  private constructor(members: readonly Membership[], stopChurning: () => void) {
    this.#members = members;
    this.#stopChurning = stopChurning;
  }

  static async open(): Promise<StandingGroup> {
    const config = parseConfig(textOf(await freeAddresses(4), ["traitors: [{ id: 3, strategy: split }]"]));
    const members = await Promise.all(config.nodes.map(({ id }) => joinGroup({ config, id })));
    return new StandingGroup(members, churn(config));
  }

  /** Agrees so many times; why it was not as it had to be, or null. */
  async agree(times: number): Promise<string | null> {
    for (let one = 0; one < times; one++) {
      const order = this.#agreements++ % 3 === 0 ? "retreat" : "attack";
      const results = await Promise.all(this.#members.map((member) => member.agree(order)));
      const loyal = results.filter((_, at) => this.#members[at]?.id !== 3).map(({ decision }) => decision);
      if (loyal.some((decision) => decision !== order))
        return `standing group, agreement ${this.#agreements}: ${order} became ${loyal.join(", ")}`;
    }
    return null;
  }

  async close(): Promise<void> {
    this.#stopChurning();
    await Promise.all(this.#members.map((member) => member.close()));
  }
}

function textOf(
  addresses: readonly string[],
  lines: readonly string[],
  publicKeys: readonly string[] = [],
): string {
  const nodes = addresses.map((address, at) => {
    const key = publicKeys[at] === undefined ? "" : `, publicKey: ${JSON.stringify(publicKeys[at])}`;
    return `  - { id: ${at + 1}, address: "${address}"${key} }`;
  });
  return ["version: 1", "roundTimeout: 3s", "startTimeout: 20s", "nodes:", ...nodes, ...lines, ""].join("\n");
}

/** Connects to the nodes, says something that is not the protocol or nothing, and leaves; until it is stopped. */
function churn({ nodes }: Config): () => void {
  const ports = nodes.map(({ address }) => Number(new URL(address).port));
  let open = 0;
  let next = 0;
  const timer = setInterval(() => {
    if (open >= STRANGERS_MAX) return;
    open++;
    const port = ports[next++ % ports.length] as number;
    const socket = connect(port, "127.0.0.1", () => socket.end(next % 2 ? "hello?" : ""));
    socket.setTimeout(200, () => socket.destroy());
    socket.on("error", () => undefined).on("close", () => open--);
    socket.resume();
  }, CHURN_MS);
  return () => clearInterval(timer);
}

/** The most memory and descriptors that any of these processes held until it is stopped. */
function watchPeaks(pids: readonly number[]): () => Pick<RunFigures, "nodePeakBytes" | "nodeDescriptors"> {
  let nodePeakBytes = 0;
  let nodeDescriptors = 0;
  const timer = setInterval(() => {
    for (const pid of pids) {
      nodePeakBytes = Math.max(nodePeakBytes, peakOf(pid));
      nodeDescriptors = Math.max(nodeDescriptors, descriptorsOf(pid));
    }
  }, 50);
  return () => {
    clearInterval(timer);
    return { nodePeakBytes, nodeDescriptors };
  };
}

function peakOf(pid: number): number {
  try {
    return 1024 * Number(/^VmHWM:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0);
  } catch {
    return 0;
  }
}

function descriptorsOf(pid: number): number {
  try {
    return readdirSync(`/proc/${pid}/fd`).length;
  } catch {
    return 0;
  }
}
