/** The campaign's scripts, each really run with a few worlds. */
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { parseAllDocuments } from "yaml";
import { ensureInstalled } from "../debian.js";
import { MAIN, temporaryFolder } from "../run/strategos.js";

const CAMPAIGN = new URL("../../deploy/campaign/", import.meta.url);
const fileOf = (name: string) => fileURLToPath(new URL(name, CAMPAIGN));

/** A folder with `strategos` in it, which is also the first on the path. */
function stage() {
  const folder = temporaryFolder();
  writeFileSync(join(folder, "strategos"), `#!/bin/sh\nexec ${process.execPath} ${MAIN} "$@"\n`, {
    mode: 0o755,
  });
  const run = (command: string, args: readonly string[], env: Readonly<Record<string, string>> = {}) =>
    spawnSync(command, args, {
      cwd: folder,
      env: { HOME: folder, ...env, PATH: `${folder}:/usr/bin:/bin` },
      encoding: "utf8",
    });
  return { folder, run };
}

const MERGED = "20 random worlds (seed 7, part 1/1)";

it("GNU parallel plays all parts and merges them", () => {
  ensureInstalled(() => spawnSync("parallel", ["--version"]).status === 0, "parallel");
  const { run } = stage();
  const { status, stdout, stderr } = run(fileOf("parallel.sh"), ["20", "7", "2"]);
  expect(`${stdout}${stderr}`).toContain(MERGED);
  expect(status).toBe(0);
}, 600_000);

it("the Slurm array's parts merge", () => {
  const { run } = stage();
  for (const part of ["1", "2"]) {
    const env = { WORLDS: "20", SEED: "7", SLURM_ARRAY_TASK_ID: part, SLURM_ARRAY_TASK_COUNT: "2" };
    expect(run("bash", [fileOf("slurm.sbatch")], env)).toMatchObject({ status: 0 });
  }
  const merge = "strategos check --merge campaign-7/part-*.json";
  expect(run("sh", ["-c", merge]).stdout).toContain(MERGED);
});

it("the Kubernetes job's parts merge", () => {
  const { folder, run } = stage();
  const [job] = parseAllDocuments(readFileSync(fileOf("kubernetes-job.yaml"), "utf8"));
  const script = job!.getIn(["spec", "template", "spec", "containers", 0, "args", 0]) as string;
  for (const index of ["0", "1"]) {
    const env = { WORLDS: "20", SEED: "7", PARTS: "2", JOB_COMPLETION_INDEX: index };
    expect(run("sh", ["-c", script.replaceAll("/campaign", folder)], env)).toMatchObject({ status: 0 });
  }
  expect(run("sh", ["-c", "strategos check --merge part-*.json"]).stdout).toContain(MERGED);
});
