/** A node in another language (examples/) among real ones, as two users would start them. */
import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { Context, Reply, Router } from "zeromq";
import { freeAddresses } from "../src/cluster/ports.js";
import { keyFileText } from "../src/config/key-file.js";
import { makeKeyPair } from "../src/config/keys.js";
import { type Ended, start, temporaryFolder } from "./run/strategos.js";

export interface Foreign {
  /** the program and what stands before the node's own arguments */
  readonly command: readonly [string, ...string[]];
  readonly n: number;
  /** the foreign node's id */
  readonly self: number;
  readonly withKeys: boolean;
  /** of the configuration, beside its nodes */
  readonly config?: object;
  /** of the foreign node */
  readonly flags?: readonly string[];
  /** The foreign node comes up first, and at this node's address its key is refused once before the real one is there. */
  readonly refusedBy?: number;
}

export interface Told {
  readonly id: number;
  readonly order: string;
  /** of somebody, if it tells any: where cores are short, a handshake may outlast its limit, which is noted from nobody */
  readonly faults?: readonly { readonly from: number; readonly kind: string }[];
}

/** What each decided and whom it blames: the real nodes by id, then the foreign one. */
export async function runAmongReal(asked: Foreign) {
  const { command, n, self, withKeys, config, flags = [], refusedBy } = asked;
  const folder = temporaryFolder();
  const keys = Array.from({ length: n }, makeKeyPair);
  const nodes = (await freeAddresses(n)).map((address, index) => {
    return { id: index + 1, address, ...(withKeys && { publicKey: keys[index]!.publicKey }) };
  });
  const file = join(folder, "strategos.json");
  writeFileSync(
    file,
    JSON.stringify({ version: 1, nodes, startTimeout: "30s", roundTimeout: "4s", wire: "json", ...config }),
  );
  const keyOf = (id: number) => {
    if (!withKeys) return [];
    const name = join(folder, `node-${id}.key`);
    writeFileSync(name, keyFileText(keys[id - 1]!), { mode: 0o600 });
    return ["--key", name];
  };
  const stranger =
    refusedBy === undefined
      ? null
      : await refuseAt(nodes[refusedBy - 1]!.address, keys[refusedBy - 1]!.secretKey);
  const foreign = startForeign([...command, String(self), file, ...keyOf(self), ...flags]);
  await stranger?.refuseOne();
  const others = nodes.map(({ id }) => id).filter((id) => id !== self);
  const real = others.map(
    (id) => start(["node", String(id), "--config", file, "--json", ...keyOf(id)]).ended,
  );
  const ended = await Promise.all([...real, foreign]);
  const said = ended.map(({ stdout, stderr }) => {
    if (stdout === "") throw new Error(`a node decided nothing:\n${stderr}`);
    const told = JSON.parse(stdout) as Told;
    return { ...told, faults: (told.faults ?? []).filter(({ from }) => from !== null) };
  });
  return { codes: ended.map(({ code }) => code), said };
}

/** A listener with a node's key and no members: `refuseOne` resolves when it has refused somebody and is gone. */
async function refuseAt(address: string, curveSecretKey: string) {
  const context = new Context();
  const zap = new Reply({ context, linger: 0 });
  await zap.bind("inproc://zeromq.zap.01");
  const listener = new Router({ context, linger: 0, curveServer: true, curveSecretKey, zapDomain: "nobody" });
  const refused = new Promise<void>((resolve) => {
    listener.events.on("handshake:error:auth", () => resolve());
  });
  await listener.bind(address);
  return {
    async refuseOne() {
      const [version, id] = await zap.receive();
      await zap.send([version!, id!, "400", "", "", ""]);
      await refused;
      await listener.unbind(address);
      listener.close();
      zap.close();
    },
  };
}

function startForeign([program, ...args]: readonly [string, ...string[]]): Promise<Ended> {
  const child = spawn(program, args);
  onTestFinished(() => void child.kill("SIGKILL"));
  const said = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const)
    child[name].setEncoding("utf8").on("data", (text: string) => {
      said[name] += text;
    });
  return new Promise((resolve) => {
    child.on("close", (code, signal) => resolve({ code, signal, ...said }));
  });
}
