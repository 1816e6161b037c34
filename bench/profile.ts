/** Where the JavaScript of a run's nodes spends its time: a CPU profile of every process, summed up by function. */

import { spawn } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { maxTolerated } from "../src/core/bound.js";
import { endOf } from "./measure.js";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

export interface Share {
  readonly what: string;
  /** of the time in which some node's main thread was not idle */
  readonly share: number;
}

interface CpuProfile {
  readonly nodes: readonly { id: number; callFrame: { functionName: string; url: string } }[];
  readonly samples: readonly number[];
  readonly timeDeltas: readonly number[];
}

/** The profiler's signals interrupt system calls, and opening a ZeroMQ monitor may fail by that: then once more. */
const TRIES = 4;

export async function benchProfile(n: number, tries = TRIES): Promise<Share[]> {
  try {
    return await profileOnce(n);
  } catch (error) {
    if (tries <= 1) throw error;
    return benchProfile(n, tries - 1);
  }
}

async function profileOnce(n: number): Promise<Share[]> {
  const folder = mkdtempSync(join(tmpdir(), "strategos-profile-"));
  try {
    const traitors = Array.from({ length: maxTolerated(n) }, (_, index) => index + 2).join(",");
    const flags = [
      "run",
      "--nodes",
      String(n),
      "--traitors",
      traitors,
      "--quiet",
      "--json",
      "--round-timeout",
      "120s",
    ];
    const env = {
      ...process.env,
      PROFILE_FOLDER: folder,
      NODE_OPTIONS: `--require ${ROOT}bench/profile.cjs`,
    };
    await endOf(
      spawn(process.execPath, [`${ROOT}dist/bin/main.cjs`, ...flags], {
        env,
        stdio: ["ignore", "pipe", "inherit"],
      }),
    );
    const files = readdirSync(folder).filter((name) => name.startsWith("node-"));
    return sharesOf(files.map((name) => JSON.parse(readFileSync(join(folder, name), "utf8")) as CpuProfile));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function sharesOf(profiles: readonly CpuProfile[]): Share[] {
  const times = new Map<string, number>();
  for (const { nodes, samples, timeDeltas } of profiles) {
    const names = new Map(nodes.map(({ id, callFrame }) => [id, nameOf(callFrame)]));
    samples.forEach((sample, at) => {
      const name = names.get(sample) ?? "";
      times.set(name, (times.get(name) ?? 0) + (timeDeltas[at] as number));
    });
  }
  for (const name of ["(idle)", PROFILER]) times.delete(name);
  const total = [...times.values()].reduce((sum, time) => sum + time, 0);
  return [...times]
    .map(([what, time]) => ({ what, share: time / total }))
    .sort((a, b) => b.share - a.share)
    .slice(0, 10);
}

const PROFILER = "(the profiler itself)";

/** Node's own loading of modules is one thing; a function of ours is its name. */
function nameOf({ functionName, url }: { functionName: string; url: string }): string {
  if (url.startsWith("node:inspector") || functionName === "dispatch") return PROFILER;
  if (url.startsWith("node:internal/modules") || functionName === "dlopen") return "(loading modules)";
  if (url.startsWith("node:")) return "(other JavaScript of Node's own)";
  if (url.startsWith("wasm:")) return "(SIMD kernel)";
  if (url.includes("zeromq")) return `zeromq ${functionName}`;
  return functionName || "(anonymous)";
}
