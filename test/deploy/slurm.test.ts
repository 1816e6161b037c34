/**
 * The Slurm array as Slurm runs it: a cluster of this machine alone (slurmctld and slurmd on loopback, no authentication, no
 * cgroups), made for the test. Root's, as slurmd is.
 *
 * What a look at the script did not show: `sbatch --wait` says 0 where a part was cancelled before it ran, and Slurm's own count
 * of an array's tasks is that of one submission, so that one part sent again was another part of another division.
 */
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { freeAddresses } from "../../src/cluster/ports.js";
import { ensureInstalled } from "../debian.js";
import { MAIN } from "../run/strategos.js";

const scriptOf = (name: string) => fileURLToPath(new URL(`../../deploy/campaign/${name}`, import.meta.url));
const isRoot = process.getuid?.() === 0;

let folder = "";
const daemons: ChildProcess[] = [];

/** Runs a command of Slurm's in the cluster; standard output. */
function slurm(command: string, ...args: readonly string[]) {
  return spawnSync(command, args, { cwd: folder, encoding: "utf8", env: environment() });
}

function environment(): Record<string, string> {
  const path = `${folder}:/usr/sbin:/usr/bin:/sbin:/bin`;
  return {
    PATH: path,
    HOME: folder,
    SLURM_CONF: join(folder, "slurm.conf"),
    WORLDS: "20",
    SEED: "7",
    PARTS: "3",
  };
}

function confFor(ports: readonly string[]): string {
  const host = hostname().split(".")[0];
  return [
    "ClusterName=campaign",
    `SlurmctldHost=${host}(127.0.0.1)`,
    `SlurmctldPort=${ports[0]}`,
    `SlurmdPort=${ports[1]}`,
    "AuthType=auth/none",
    "CredType=cred/none",
    "ProctrackType=proctrack/linuxproc",
    "TaskPlugin=task/none",
    "MpiDefault=none",
    "SlurmUser=root",
    "SlurmdUser=root",
    `StateSaveLocation=${folder}/state`,
    `SlurmdSpoolDir=${folder}/spool`,
    `SlurmctldPidFile=${folder}/slurmctld.pid`,
    `SlurmdPidFile=${folder}/slurmd.pid`,
    "SelectType=select/cons_tres",
    "SelectTypeParameters=CR_Core_Memory",
    "SchedulerParameters=sched_interval=1,batch_sched_delay=0",
    `NodeName=${host} NodeAddr=127.0.0.1 CPUs=2 RealMemory=2048 State=UNKNOWN`,
    "PartitionName=main Nodes=ALL Default=YES MaxTime=INFINITE State=UP",
    "",
  ].join("\n");
}

beforeAll(async () => {
  if (!isRoot) return;
  ensureInstalled(() => spawnSync("slurmd", ["-V"]).status === 0, "slurm-wlm");
  folder = mkdtempSync(join(tmpdir(), "strategos-test-"));
  for (const name of ["state", "spool"]) mkdirSync(join(folder, name));
  const addresses = await freeAddresses(2);
  writeFileSync(join(folder, "slurm.conf"), confFor(addresses.map((one) => one.split(":").at(-1) as string)));
  writeFileSync(join(folder, "strategos"), `#!/bin/sh\nexec ${process.execPath} ${MAIN} "$@"\n`, {
    mode: 0o755,
  });
  for (const daemon of ["slurmctld", "slurmd"]) {
    daemons.push(spawn(daemon, ["-D"], { env: environment(), stdio: "ignore", cwd: folder }));
  }
  const isUp = () => (slurm("sinfo", "--noheader").stdout.includes("idle") ? "up" : null);
  await vi.waitUntil(isUp, { timeout: 60_000, interval: 200 });
});

afterAll(async () => {
  for (const daemon of daemons.toReversed()) {
    const ended = once(daemon, "exit");
    daemon.kill();
    await ended;
  }
  if (folder !== "") rmSync(folder, { recursive: true });
});

it("only root can run a cluster: what follows is tested by root, in CI always", () => {
  if (!isRoot) process.stderr.write("not root: the campaign was not run by Slurm\n");
  expect(process.env.CI !== undefined && !isRoot).toBe(false);
});

describe.runIf(isRoot)("a Slurm array", () => {
  const merge = (file: string, ...more: readonly string[]) => {
    const { status } = slurm("sbatch", "--wait", `--output=${file}`, ...more, scriptOf("merge.sh"));
    return { status, said: readFileSync(join(folder, file), "utf8") };
  };

  it("plays all parts, and the job behind it merges them", () => {
    const array = slurm("sbatch", "--parsable", "--array=1-3", scriptOf("slurm.sbatch")).stdout.trim();
    const { status, said } = merge("all.txt", `--dependency=afterany:${array}`);
    expect(said).toContain("20 random worlds (seed 7, part 1/1)");
    expect(status).toBe(0);
  });

  it("of which a part is missing is not merged, and that part alone can be sent again", () => {
    const part = join(folder, "campaign-7", "part-2-of-3.json");
    rmSync(part);
    expect(merge("missing.txt")).toEqual({
      status: 2,
      said: expect.stringContaining("missing in campaign-7: 2\n"),
    });
    expect(slurm("sbatch", "--wait", "--array=2", scriptOf("slurm.sbatch")).status).toBe(0);
    expect(readdirSync(join(folder, "campaign-7"))).toHaveLength(3);
    expect(merge("again.txt").said).toContain("20 random worlds (seed 7, part 1/1)");
  });

  it("whose index is beyond PARTS says so", () => {
    expect(
      slurm("sbatch", "--wait", "--array=4", "--output=beyond.txt", scriptOf("slurm.sbatch")).status,
    ).toBe(64);
    expect(readFileSync(join(folder, "beyond.txt"), "utf8")).toContain("give PARTS as large as");
  });
});
