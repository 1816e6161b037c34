/** Many hosts: seven nodes, each in a network namespace of its own, with key files, over a real (if virtual) network. */
import { execFileSync, spawnSync } from "node:child_process";
import { readFileSync, readlinkSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Fault } from "../../src/core/fault.js";
import { ensureInstalled } from "../debian.js";
import { type Ended, MAIN, type Started, start, temporaryFolder } from "../run/strategos.js";
import { linksIn, Network } from "./network.js";

const MAKE_GROUP = fileURLToPath(new URL("../../deploy/make-group.sh", import.meta.url));
const IDS = [1, 2, 3, 4, 5, 6, 7];
const canMakeHosts = spawnSync("unshare", ["--net", "--mount", "true"]).status === 0;
const name = `strategos-${process.pid}`;
const network = new Network(name, IDS);
const keys = join(tmpdir(), name);

beforeAll(() => {
  if (!canMakeHosts) return;
  ensureInstalled(() => spawnSync("ip", ["-V"]).status === 0, "iproute2");
  execFileSync(MAKE_GROUP, [keys, String(IDS.length), "tcp://192.0.2.%d:7100"], {
    env: { ...process.env, STRATEGOS: `${process.execPath} ${MAIN}` },
  });
  network.build();
}, 600_000);

afterAll(() => {
  if (!canMakeHosts) return;
  rmSync(keys, { recursive: true, force: true });
  const left = network.remove();
  if (left.length > 0) throw new Error(`processes were left on a host: ${left.join(", ")}`);
});

/** The configuration that was made, with these lines behind it; how to start each node of it. `host`: 192.0.2.1 is HOST1. */
function group({ host = "192.0.2.", more = UNHURRIED }) {
  const file = join(temporaryFolder(), "strategos.yaml");
  const made = readFileSync(join(keys, "strategos.yaml"), "utf8");
  writeFileSync(file, `${made.replaceAll("192.0.2.", host)}${more}\n`);
  return (id: number, ...flags: readonly string[]) => {
    const key = join(keys, `node-${id}.key`);
    return start(["node", String(id), "--config", file, "--key", key, "--json", ...flags], {
      under: network.on(id),
    });
  };
}

interface Said {
  readonly code: number | null;
  readonly order: string;
  readonly faults: readonly Fault[];
}

/** What a node decided, and its faults that name a node: on a busy machine a handshake may be cut, which is dialled again. */
function said({ code, stdout, stderr }: Ended): Said {
  if (stdout === "") throw new Error(`a node decided nothing, exit code ${code}:\n${stderr}`);
  const { order, faults } = JSON.parse(stdout) as Omit<Said, "code">;
  return { code, order, faults: faults.filter(({ from }) => from !== null) };
}

async function allSaid(nodes: readonly Started[]): Promise<Said[]> {
  return (await Promise.all(nodes.map(({ ended }) => ended))).map(said);
}

const agreed = { code: 0, order: "attack", faults: [] };

/** A round ends when all reports are in; until then there is time, however busy the machine is. */
const UNHURRIED = "roundTimeout: 60s";

/** Round 1 stays open until its deadline, so that something can happen on another host meanwhile. */
const HELD_OPEN = "roundTimeout: 6s\ntraitors: [{ id: 2, strategy: silent }]";
const hasClosedRound0 = /round 0: heard 1 report/;

it("only root can make hosts: what follows is tested by root, in CI always", () => {
  if (canMakeHosts) return;
  process.stderr.write("NOT TESTED: many hosts, for which it takes root: sudo npx vitest run test/hosts\n");
  expect(process.env["CI"], "CI may not leave these tests out").toBeUndefined();
});

describe.runIf(canMakeHosts)("seven hosts", () => {
  it("agree, though nodes 2 and 3 lie; no link leads out of the hosts", async () => {
    const before = linksIn();
    const lies = "roundTimeout: 60s\ntraitors: [{ id: 2, strategy: flip }, { id: 3, strategy: split }]";
    const node = group({ more: lies });
    const nodes = IDS.map((id) => node(id, "--lab"));
    await nodes[6]!.said("is a lieutenant");
    const spaces = nodes.map(({ child }) => readlinkSync(`/proc/${child.pid}/ns/net`));
    expect(new Set([...spaces, readlinkSync("/proc/self/ns/net")]).size).toBe(IDS.length + 1);
    expect(linksIn()).toEqual(before);
    for (const id of IDS) expect(network.devices(id)).toEqual(["lo", "eth0"]);
    expect(await allSaid(nodes)).toMatchObject(IDS.map(() => agreed));
  });

  it("known by name: each listens on 0.0.0.0, and its peers dial the name", async () => {
    const node = group({ host: "host-" });
    const nodes = IDS.map((id) => node(id, "--listen", "tcp://0.0.0.0:7100"));
    expect(await allSaid(nodes)).toMatchObject(IDS.map(() => agreed));
  });

  it("a host that does not know its own name says that it needs --listen", async () => {
    const { code, stderr } = await group({ host: "elsewhere-" })(1).ended;
    expect(code).toBe(69);
    expect(stderr).toContain("tcp://elsewhere-1:7100 has a name that stands for no address: ");
    expect(stderr).toContain("--listen tcp://0.0.0.0:PORT");
  });

  it("a host cut off after round 0: the others agree, and name it as late", async () => {
    const node = group({ more: HELD_OPEN });
    const nodes = IDS.map((id) => node(id, "--lab"));
    await nodes[4]!.said(hasClosedRound0);
    network.unplug(5);
    try {
      const all = await allSaid(nodes);
      for (const id of [1, 3, 4, 6, 7]) expect(all[id - 1]).toMatchObject({ code: 0, order: "attack" });
      for (const id of [3, 4, 6, 7]) expect(blamedBy(all[id - 1]!)).toEqual(["late 2", "late 5"]);
      expect(blamedBy(all[4]!)).toEqual(["late 2", "late 3", "late 4", "late 6", "late 7"]);
    } finally {
      network.plugIn(5);
    }
  });

  it("a cable that is out for a moment makes nobody late", async () => {
    const node = group({ more: HELD_OPEN });
    const nodes = IDS.map((id) => node(id, "--lab"));
    await nodes[4]!.said(hasClosedRound0);
    network.unplug(5);
    network.plugIn(5);
    const all = await allSaid(nodes);
    expect(all).toMatchObject(IDS.map(() => ({ code: 0, order: "attack" })));
    for (const id of [3, 4, 5, 6, 7]) expect(blamedBy(all[id - 1]!)).toEqual(["late 2"]);
  });

  it("a node killed in round 1 and started again takes part as if nothing had been", async () => {
    const node = group({ more: HELD_OPEN });
    const nodes = IDS.map((id) => node(id, "--lab"));
    await nodes[4]!.said(hasClosedRound0);
    nodes[4]!.child.kill("SIGKILL");
    expect(await nodes[4]!.ended).toMatchObject({ signal: "SIGKILL" });
    const all = await allSaid(nodes.with(4, node(5, "--lab")));
    expect(all).toMatchObject(IDS.map(() => ({ code: 0, order: "attack" })));
    for (const id of [3, 4, 5, 6, 7]) expect(blamedBy(all[id - 1]!)).toEqual(["late 2"]);
  });
});

function blamedBy({ faults }: Said): string[] {
  return [...new Set(faults.map(({ kind, from }) => `${kind} ${from}`))].toSorted();
}
