/** Kubernetes documents: by the API's own classes, by the names that have to match, and by running their scripts. */
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, it } from "vitest";
import { parseAllDocuments, type Scalar, type YAMLSeq } from "yaml";
import { freeAddresses } from "../../src/cluster/ports.js";
import { ensureInstalled } from "../debian.js";
import { MAIN, temporaryFolder } from "../run/strategos.js";

const PYTHON = "/usr/bin/python3";
const VALIDATOR = fileURLToPath(new URL("manifests.py", import.meta.url));
const STATEFUL = readDeployed("kubernetes/strategos.yaml");
const LOG = readDeployed("kubernetes/strategos-log.yaml");
const JOB = readDeployed("campaign/kubernetes-job.yaml");

beforeAll(() => {
  const isThere = () => spawnSync(PYTHON, ["-c", "import kubernetes"]).status === 0;
  ensureInstalled(isThere, "python3-kubernetes");
}, 600_000);

function readDeployed(file: string): string {
  return readFileSync(new URL(`../../deploy/${file}`, import.meta.url), "utf8");
}

function mistakesIn(text: string): string {
  const documents: unknown[] = parseAllDocuments(text).map((document) => document.toJS());
  const input = JSON.stringify(documents);
  const { status, stdout, stderr } = spawnSync(PYTHON, [VALIDATOR], { input, encoding: "utf8" });
  if (status === null || stderr !== "") throw new Error(`the validator failed: ${stderr}`);
  return stdout.trim();
}

describe("the API's own classes", () => {
  it("find no mistake in the StatefulSets and their services, nor in the campaign's job", () => {
    expect(mistakesIn(STATEFUL)).toBe("");
    expect(mistakesIn(LOG)).toBe("");
    expect(mistakesIn(JOB)).toBe("");
  });

  it.each([
    ["apps/v1", "apps/v2", "apiVersion 'apps/v2' has no kind 'StatefulSet'"],
    ["apps/v1", "batch/v1", "apiVersion 'batch/v1' has no kind 'StatefulSet'"],
    ["serviceName", "servicename", "StatefulSet.spec has no key 'servicename'"],
    ["  serviceName: strategos\n", "", "`service_name`, must not be `None`"],
    ["replicas: 7", 'replicas: "7"', "StatefulSet.spec.replicas is '7', not of type int"],
    ["drop: [ALL]", "drop: ALL", "capabilities.drop is not a list"],
  ])("find %j written as %j", (right, wrong, mistake) => {
    expect(STATEFUL).toContain(right);
    expect(mistakesIn(STATEFUL.replace(right, wrong))).toContain(mistake);
  });

  it.each([["accessModes: [ReadWriteOnce]", "accessModes: ReadWriteOnce", "accessModes is not a list"]])(
    "find in the log's documents %j written as %j",
    (right, wrong, mistake) => {
      expect(LOG).toContain(right);
      expect(mistakesIn(LOG.replace(right, wrong))).toContain(mistake);
    },
  );
});

/** What the container's shell script does where `strategos` is this script. */
function runStateful(podName: string, strategos: string, manifest = STATEFUL) {
  const folder = temporaryFolder();
  for (const [name, text] of Object.entries({ strategos, sleep: 'echo "sleeps $*"' })) {
    writeFileSync(join(folder, name), `#!/bin/sh\n${text}\n`, { mode: 0o755 });
  }
  const set = parseAllDocuments(manifest).at(-1);
  const script = set!.getIn(["spec", "template", "spec", "containers", 0, "args", 0]) as string;
  const env = { PATH: `${folder}:/usr/bin:/bin`, POD_NAME: podName };
  return spawnSync("/bin/sh", ["-c", script], { env, encoding: "utf8" });
}

it.each([
  ["strategos-0", "node 1 "],
  ["strategos-6", "node 7 "],
  ["strategos-12", "node 13 "],
])("pod %s is %s, and stays when it has decided", (podName, node) => {
  const { status, stdout } = runStateful(podName, 'echo "$*"');
  expect(stdout).toMatch(new RegExp(`^${node}.*--listen tcp://0.0.0.0:7100.*\nsleeps infinity\n$`));
  expect(status).toBe(0);
});

it("a pod whose node ends with another code ends with that code", () => {
  expect(runStateful("strategos-0", "exit 78")).toMatchObject({ status: 78, stdout: "" });
});

it("a pod of the log is the member of its number, with its own folders", () => {
  const { status, stdout } = runStateful("strategos-log-3", 'echo "$*"', LOG);
  expect(stdout).toBe(
    "serve 4 --config /config/strategos.yaml --key /key/node.key --data /data/log --listen tcp://0.0.0.0:7100 --port 7300\n",
  );
  expect(status).toBe(0);
});

it("a pod of the log above the first four joins, at its own address", () => {
  const { stdout } = runStateful("strategos-log-4", 'echo "$*"', LOG);
  expect(stdout).toMatch(/^serve 5 .* --port 7300 --address tcp:\/\/strategos-log-4\.strategos-log:7100\n$/);
});

it("a pod of the log is asked whether it has caught up by a command line of the program, which fails where none answers", async () => {
  const set = parseAllDocuments(LOG).at(-1);
  const path = ["spec", "template", "spec", "containers", 0, "readinessProbe", "exec", "command"];
  const [program, ...args] = (set!.getIn(path) as YAMLSeq<Scalar<string>>).items.map(({ value }) => value);
  expect([program, args.at(-1)]).toEqual(["strategos", "http://127.0.0.1:7300"]);
  const [free] = (await freeAddresses(1)) as [string];
  const asked = [MAIN, ...args.slice(0, -1), free.replace("tcp:", "http:")];
  const { status, stderr } = spawnSync(process.execPath, asked, { encoding: "utf8" });
  expect(stderr).toMatch(/^strategos: no member answers/);
  expect(status).toBe(69);
});
