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

it("GNU parallel is not misled by what an earlier campaign left", () => {
  const { folder, run } = stage();
  expect(run(fileOf("parallel.sh"), ["20", "7", "3"]).status).toBe(0);
  expect(run(fileOf("parallel.sh"), ["30", "7", "2"]).stdout).toContain(
    "30 random worlds (seed 7, part 1/1)",
  );
  writeFileSync(join(folder, "campaign-7", "part-1-of-2.json"), "");
  expect(run(fileOf("merge.sh"), [], { SEED: "7", PARTS: "2" })).toMatchObject({
    status: 2,
    stderr: "these parts of 2 are missing in campaign-7: 1\n",
  });
}, 600_000);

it("parts that do not belong together are refused with the reason", () => {
  const { run } = stage();
  const play = (file: string, ...more: readonly string[]) =>
    run("sh", ["-c", `strategos check --random 4 --json ${more.join(" ")} > ${file}`]);
  play("a.json", "--seed 1 --shard 1/2");
  play("b.json", "--seed 2 --shard 2/2");
  play("c.json", "--seed 1 --shard 2/3");
  const merge = (...files: readonly string[]) => run("strategos", ["check", "--merge", ...files]);
  const fix = "\n  fix: give the parts of one campaign, each once\n";
  const refused = (why: string) => ({
    status: 64,
    stderr: expect.stringContaining(`do not merge: ${why}${fix}`),
  });
  expect(merge("a.json", "b.json")).toMatchObject(refused("--seed was 1, and 2 here"));
  expect(merge("a.json", "c.json")).toMatchObject(refused("one is of 3 parts, the other of 2"));
  expect(merge("a.json", "a.json")).toMatchObject(refused("both hold part 1/2"));
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
