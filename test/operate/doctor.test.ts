/** `strategos doctor`: what it finds on this machine, and of real peers: right, wrong, silent and absent ones. */
import { spawnSync } from "node:child_process";
import { chmodSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { keyFileText } from "../../src/config/key-file.js";
import { type KeyPair, makeKeyPair } from "../../src/config/keys.js";
import type { Check } from "../../src/operate/doctor/check.js";
import {
  checkMemory,
  checkNode,
  checkTime,
  clockCheck,
  loopCheck,
  openFilesNeeded,
} from "../../src/operate/doctor/machine.js";
import { type Stage, stage, startLoyal } from "../hostile/stage.js";
import { listenRaw } from "../hostile/zmtp.js";
import { start, strategos, temporaryFolder } from "../run/strategos.js";

const MAIN = fileURLToPath(new URL("../../dist/bin/main.cjs", import.meta.url));
/** A third of it is the limit of the event loop's check: beyond any delay of a busy machine. */
const SLOW = ["roundTimeout: 60s"];

interface Found {
  readonly code: number | null;
  readonly checks: readonly Check[];
  readonly stdout: string;
  readonly of: (name: string) => Check;
}

async function doctor(...args: readonly string[]): Promise<Found> {
  const { code, stdout, stderr } = await strategos("doctor", "--json", ...args);
  if (stdout === "") throw new Error(`no checks, exit code ${code}:\n${stderr}`);
  const { checks, failed, warnings } = JSON.parse(stdout) as {
    checks: Check[];
    failed: number;
    warnings: number;
  };
  expect(failed).toBe(checks.filter(({ status }) => status === "failed").length);
  expect(warnings).toBe(checks.filter(({ status }) => status === "warning").length);
  expect(checks.length).toBeGreaterThan(0);
  for (const { status, fix } of checks) expect(fix === null).toBe(status === "ok");
  const of = (name: string) => checks.find((check) => check.name === name)!;
  return { code, checks, stdout, of };
}

/** The same configuration with another key for one node. */
function withKey(on: Stage, id: number, pair: KeyPair): Stage {
  const folder = temporaryFolder();
  const file = join(folder, "other.yaml");
  writeFileSync(
    file,
    readFileSync(on.file, "utf8").replace(on.keys.get(id)!.publicKey, () => pair.publicKey),
  );
  const keyFile = (of: number) => (of === id ? join(folder, "other.key") : on.keyFile(of));
  writeFileSync(keyFile(id), keyFileText(pair), { mode: 0o600 });
  return { ...on, file, keyFile };
}

const listening = /waiting for its peers/;

it("a machine that can run the configuration passes, and says what it looked at", async () => {
  const on = await stage({ n: 4, keys: null, lines: SLOW });
  const { code, checks, of } = await doctor("--config", on.file);
  expect(checks.map(({ name }) => name)).toEqual([
    "Node.js",
    "open files",
    "memory",
    "clocks",
    "event loop",
    "libzmq",
    "CURVE",
    "ports",
  ]);
  expect(checks.map(({ status }) => status)).toEqual(checks.map(() => "ok"));
  expect(of("ports").detail).toBe("4 of 4 are available");
  expect(of("CURVE").detail).toMatch(/^two nodes met on loopback and spoke in \d+ ms$/);
  expect(code).toBe(0);
});

it("peers with real processes: one right, one with another key, one that knows another key of us, one absent", async () => {
  const on = await stage({ n: 7, lines: SLOW });
  const right = startLoyal(on, 2);
  const otherKey = startLoyal(withKey(on, 3, makeKeyPair()), 3);
  const otherView = startLoyal(withKey(on, 1, makeKeyPair()), 4);
  await listenRaw(
    on.config.nodes[5]!.address,
    (socket) => void socket.end("HTTP/1.1 400 Bad Request\r\n\r\n"),
  );
  await listenRaw(on.config.nodes[6]!.address, () => undefined);
  await Promise.all([right, otherKey, otherView].map((node) => node.said(listening)));
  // said before they listen: what is asked again is the absence of node 2
  const look = () => doctor("--config", on.file, "--id", "1", "--key", on.keyFile(1));
  let found = await look();
  await expect
    .poll(
      async () =>
        (found = await look()).checks
          .filter(({ name }) => /peer [234]/.test(name))
          .map(({ status }) => status),
      { timeout: 90_000 },
    )
    .toEqual(["ok", "failed", "failed"]);
  expect(found.of("peer 2").detail).toMatch(/is reachable and its key matches$/);
  expect(found.of("peer 3").detail).toMatch(/a node listens there with another key$/);
  expect(found.of("peer 4").detail).toMatch(/its key matches, and it does not know this node's key$/);
  expect(found.of("peer 5")).toMatchObject({
    status: "warning",
    fix: expect.stringContaining("start node 5") as string,
  });
  expect(found.of("peer 6").detail).toMatch(/^something listens on .* that is not a node$/);
  expect(found.of("peer 7").detail).toMatch(/accepts connections and says nothing/);
  expect(found.code).toBe(1);
  expect(found.stdout).not.toContain(on.keys.get(1)!.secretKey);
});

it("nodes that are not there yet are no failure, and one that is there counts the call against nobody", async () => {
  const on = await stage({ n: 4, lines: SLOW });
  const there = startLoyal(on, 3);
  await there.said(listening);
  const look = () => doctor("--config", on.file, "--id", "2", "--key", on.keyFile(2));
  await expect.poll(async () => (await look()).of("peer 3").status, { timeout: 90_000 }).toBe("ok");
  const { checks, code } = await look();
  expect(checks.filter(({ status }) => status === "warning").map(({ name }) => name)).toEqual([
    "peer 1",
    "peer 4",
  ]);
  expect(code).toBe(0);
  expect(there.heardSoFar()).not.toContain("fault:");
});

it("without the node's key, its peers are not dialled", async () => {
  const on = await stage({ n: 4, lines: SLOW });
  const { code, of } = await doctor("--config", on.file, "--id", "2");
  expect(of("peers")).toMatchObject({ status: "warning" });
  expect(code).toBe(0);
});

it("a port that is taken fails: anybody's without --id, only its own with it", async () => {
  const on = await stage({ n: 4, keys: null, lines: SLOW });
  await listenRaw(on.config.nodes[2]!.address, () => undefined);
  const all = await doctor("--config", on.file);
  expect(all.of("ports")).toMatchObject({ status: "failed" });
  expect(all.of("ports").detail).toBe(`${on.config.nodes[2]!.address} is in use by another process`);
  expect(all.code).toBe(1);
  expect((await doctor("--config", on.file, "--id", "2")).of("ports").status).toBe("ok");
  expect((await doctor("--config", on.file, "--id", "3")).of("ports").status).toBe("failed");
});

it("too few open files fail, with the limit that is needed", async () => {
  const on = await stage({ n: 13, keys: null, lines: SLOW });
  const line = `ulimit -n 100 && exec "${process.execPath}" "${MAIN}" doctor --config "${on.file}"`;
  const { status, stdout } = spawnSync("/bin/bash", ["-c", line], {
    encoding: "utf8",
    env: { ...process.env, NO_COLOR: "1" },
  });
  const needed = openFilesNeeded(13);
  expect(stdout).toContain(`failed   open files  100 allowed, each of 13 nodes has up to ${needed}\n`);
  expect(stdout).toContain(`fix: ulimit -n ${needed}`);
  expect(status).toBe(1);
});

it.each<[args: string[], code: number, said: string]>([
  [["--id", "9"], 64, "node 9 is not in the configuration"],
  [["--key", "x.key"], 64, "name that node with --id"],
  [["--listen", "tcp://0.0.0.0:7101"], 64, "name that node with --id"],
  [["--id", "1", "--key", "/nowhere/1.key"], 64, "has no publicKey"],
  [["--config", "nowhere.yaml"], 78, "nowhere.yaml does not exist"],
  [["--nodes", "6", "--m", "2"], 78, "fix:"],
])("asked wrongly, %j: exit code %i", async (args, code, said) => {
  const ended = await strategos("doctor", ...args);
  expect(ended.stderr).toContain(said);
  expect([ended.code, ended.stdout]).toEqual([code, ""]);
});

describe("the checks themselves", () => {
  it.each([
    ["20.18.9", "failed"],
    ["20.19.0", "ok"],
    ["21.7.0", "failed"],
    ["22.11.0", "failed"],
    ["22.12.0", "ok"],
    ["26.0.0", "ok"],
  ])("Node.js %s: %s", (version, status) => {
    const { engines } = JSON.parse(readFileSync("package.json", "utf8")) as { engines: { node: string } };
    expect(checkNode(version, engines.node).status).toBe(status);
  });

  it("a loop that stands still is measured, and judged by the round's length", async () => {
    const [, loop] = await Promise.all([
      Promise.resolve().then(() =>
        setTimeout(() => {
          const end = performance.now() + 120;
          while (performance.now() < end);
        }, 30),
      ),
      checkTime(300),
    ]).then(([, checks]) => checks as [Check, Check]);
    expect(loop).toMatchObject({ name: "event loop", status: "failed" });
    expect(loopCheck(30, 300).status).toBe("warning");
    expect(loopCheck(5, 300).status).toBe("ok");
  });

  it("clocks that run backwards, jump or are from another time", () => {
    const now = Date.UTC(2026, 5, 1);
    expect(clockCheck([1, 2, 3], now, 0).status).toBe("ok");
    expect(clockCheck([1, 3, 2], now, 0).status).toBe("failed");
    expect(clockCheck([1, 2], now, 5_000).status).toBe("warning");
    expect(clockCheck([1, 2], 0, 0).status).toBe("warning");
  });

  it("memory that is not there", () => {
    expect(checkMemory("node 1", 2e9, 1e9)).toMatchObject({
      status: "failed",
      detail: "node 1: about 2000 MB; 1000 MB available",
    });
  });
});

it("without one node, names that stand for no address are told of, and localhost is none of them", async () => {
  const write = (host: string) => {
    const file = join(temporaryFolder(), "named.yaml");
    const nodes = [host, "localhost"].map(
      (at, index) => `  - { id: ${index + 1}, address: "tcp://${at}:${index + 4}" }`,
    );
    writeFileSync(file, ["version: 1", "m: 0", ...SLOW, "nodes:", ...nodes].join("\n"));
    return file;
  };
  // .invalid never is a name (RFC 6761, section 6.4)
  const { of } = await doctor(write("tm_node.invalid"));
  expect(of("names").status).toBe("warning");
  expect(of("names").detail).toMatch(/^tm_node\.invalid of node 1 stands for no address here: /);
  expect((await doctor(write("127.0.0.1"))).of("names")).toBeUndefined();
});

/**
 * What a node says that cannot listen, its doctor says before, in the same words. The doctor had called names, other
 * machines' addresses and ports below 1024 available, or had told to stop what listens there.
 */
describe("an address that cannot be listened at: node, doctor and run say the same true sentence", () => {
  const isRoot = process.getuid?.() === 0 && spawnSync("setpriv", ["--version"]).status === 0;
  const nobody = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"];

  async function three(address: string, under: readonly string[] = [], listen?: string) {
    const addresses = [listen === undefined ? address : "tcp://127.0.0.1:2", ...ELSEWHERE];
    const on = await stage({ n: 4, keys: null, addresses, lines: [...SLOW, "startTimeout: 1s"] });
    const flags = ["--config", on.file];
    const own = listen === undefined ? flags : [...flags, "--listen", listen];
    chmodSync(dirname(on.file), 0o755);
    const [asked, node, run] = await Promise.all(
      [
        ["doctor", "--json", "--id", "1", ...own],
        ["node", "1", "--quiet", "--insecure", ...own],
        ["run", "--quiet", ...flags],
      ].map((args) => start(args, { under }).ended),
    );
    const { checks } = JSON.parse(asked!.stdout) as { checks: Check[] };
    return { ports: checks.find(({ name }) => name === "ports")!, node: node!, run: run! };
  }

  const ELSEWHERE = ["tcp://127.0.0.1:3", "tcp://127.0.0.1:4", "tcp://127.0.0.1:5"];

  it("another machine's", async () => {
    const { ports, node, run } = await three("tcp://192.0.2.1:7101");
    expect(ports).toMatchObject({
      status: "failed",
      detail: "tcp://192.0.2.1:7101 is not an address of this machine",
    });
    expect([node.code, node.stderr]).toEqual([69, `strategos: ${ports.detail}\n  fix: ${ports.fix}\n`]);
    expect(run.stderr).toContain(`strategos: ${ports.detail}\n`);
    expect(run.code).toBe(69);
  });

  it("another machine's, by --listen", async () => {
    const { ports, node } = await three("", [], "tcp://192.0.2.1:7101");
    expect(ports).toMatchObject({
      status: "failed",
      detail: "tcp://192.0.2.1:7101 is not an address of this machine",
    });
    expect([node.code, node.stderr]).toEqual([69, `strategos: ${ports.detail}\n  fix: ${ports.fix}\n`]);
  });

  it.runIf(isRoot)("a port below 1024", async () => {
    const { ports, node, run } = await three("tcp://127.0.0.1:81", nobody);
    expect(ports).toMatchObject({ status: "failed" });
    expect(ports.detail).toBe(
      "tcp://127.0.0.1:81 may not be used by this user: ports below 1024 need rights",
    );
    expect([node.code, node.stderr]).toEqual([69, `strategos: ${ports.detail}\n  fix: ${ports.fix}\n`]);
    expect(run.stderr).toContain(`${ports.detail}\n`);
    expect(run.code).toBe(69);
  });

  it("a name with nothing that answers: it says so, and not that something listens there", async () => {
    const { ports, node } = await three("", [], "tcp://nobody.invalid:7101");
    expect(ports.detail).toMatch(/^tcp:\/\/nobody\.invalid:7101 has a name that stands for no address: /);
    expect(node.stderr).toContain("tcp://nobody.invalid:7101 has a name that stands for no address: ");
    expect(node.code).toBe(69);
  });

  it.each(["tcp://[127.0.0.1]:1", "0.0.0.0:7101", "tcp://*:7101", "tcp://[fe80::1%lo]:7101"])(
    "--listen %s is refused by both",
    async (listen) => {
      for (const args of [
        ["node", "1"],
        ["doctor", "--id", "1"],
      ]) {
        const { code, stderr } = await strategos(...args, "--listen", listen);
        expect(stderr).toMatch(/^strategos: --listen .*\n {2}fix: /);
        expect(code).toBe(64);
      }
    },
  );
});
