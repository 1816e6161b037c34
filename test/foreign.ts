/** A node in another language (examples/) among real ones, as two users would start them. */
import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { freeAddresses } from "../src/cluster/ports.js";
import { keyFileText } from "../src/config/keyfile.js";
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
}

export interface Told {
  readonly id: number;
  readonly order: string;
  readonly faults: readonly { readonly from: number; readonly kind: string }[];
}

/** What each decided and whom it blames: the real nodes by id, then the foreign one. */
export async function runAmongReal({ command, n, self, withKeys, config, flags = [] }: Foreign) {
  const folder = temporaryFolder();
  const keys = Array.from({ length: n }, makeKeyPair);
  const nodes = (await freeAddresses(n)).map((address, index) => {
    return { id: index + 1, address, ...(withKeys && { publicKey: keys[index]!.publicKey }) };
  });
  const file = join(folder, "strategos.json");
  writeFileSync(file, JSON.stringify({ version: 1, nodes, roundTimeout: "4s", wire: "json", ...config }));
  const keyOf = (id: number) => {
    if (!withKeys) return [];
    const name = join(folder, `node-${id}.key`);
    writeFileSync(name, keyFileText(keys[id - 1]!), { mode: 0o600 });
    return ["--key", name];
  };
  const others = nodes.map(({ id }) => id).filter((id) => id !== self);
  const real = others.map(
    (id) => start(["node", String(id), "--config", file, "--json", ...keyOf(id)]).ended,
  );
  const foreign = startForeign([...command, String(self), file, ...keyOf(self), ...flags]);
  const ended = await Promise.all([...real, foreign]);
  const said = ended.map(({ stdout, stderr }) => {
    if (stdout === "") throw new Error(`a node decided nothing:\n${stderr}`);
    return JSON.parse(stdout) as Told;
  });
  return { codes: ended.map(({ code }) => code), said };
}

export function startForeign([program, ...args]: readonly [string, ...string[]]): Promise<Ended> {
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
