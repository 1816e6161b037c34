/** Real node processes of one configuration, some members of which are played by an attacker. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import { freeAddresses } from "../../src/cluster/ports.js";
import type { Config } from "../../src/config/config.js";
import { keyFileText, type NodeKeys } from "../../src/config/key-file.js";
import { makeKeyPair, makeSigningKeyPair } from "../../src/config/keys.js";
import { parseConfig } from "../../src/config/parse.js";
import type { Fault } from "../../src/core/fault.js";
import { type Started, start, temporaryFolder } from "../run/strategos.js";

export interface Stage {
  readonly config: Config;
  readonly file: string;
  readonly keys: ReadonlyMap<number, NodeKeys>;
  readonly keyFile: (id: number) => string;
}

export interface StageOptions {
  readonly n: number;
  /** more lines of the configuration */
  readonly lines?: readonly string[];
  /** absent: every node has a fresh key pair; null: plain links */
  readonly keys?: ReadonlyMap<number, NodeKeys> | null;
  /** absent: free ones on loopback */
  readonly addresses?: readonly string[];
}

/** Deadlines far beyond what a busy machine needs: nothing here waits for one unless an attacker is silent. */
const ROUND_TIMEOUT = "roundTimeout: 3s";

export async function stage({ n, lines = [], keys, addresses: given }: StageOptions): Promise<Stage> {
  const folder = temporaryFolder();
  const ids = Array.from({ length: n }, (_, index) => index + 1);
  const isSigned = lines.includes("protocol: sm");
  const makeKeys = (): NodeKeys => ({ ...makeKeyPair(), ...(isSigned && makeSigningKeyPair()) });
  const pairs =
    keys === null ? new Map<number, NodeKeys>() : (keys ?? new Map(ids.map((id) => [id, makeKeys()])));
  const addresses = given ?? (await freeAddresses(n));
  const nodes = ids.map((id, index) => {
    const key = pairs.get(id);
    const publicKey = key ? `, publicKey: ${JSON.stringify(key.publicKey)}` : "";
    const signingKey = key?.signingKey ? `, signingKey: ${JSON.stringify(key.signingKey)}` : "";
    return `  - { id: ${id}, address: "${addresses[index]}"${publicKey}${signingKey} }`;
  });
  const own = lines.some((line) => line.startsWith("roundTimeout")) ? [] : [ROUND_TIMEOUT];
  const text = ["version: 1", "nodes:", ...nodes, ...own, ...lines, ""].join("\n");
  const file = join(folder, "strategos.yaml");
  writeFileSync(file, text);
  const keyFile = (id: number) => join(folder, `node-${id}.key`);
  for (const [id, pair] of pairs) writeFileSync(keyFile(id), keyFileText(pair), { mode: 0o600 });
  return { config: parseConfig(text), file, keys: pairs, keyFile };
}

/** A loyal node's process. */
export interface Loyal extends Started {
  readonly id: number;
  /** what it has said on stderr so far */
  heardSoFar(): string;
}

export function startLoyal({ file, keys, keyFile }: Stage, id: number, ...more: string[]): Loyal {
  const key = keys.has(id) ? ["--key", keyFile(id)] : [];
  const started = start(["node", String(id), "--config", file, "--json", ...key, ...more]);
  let text = "";
  started.child.stderr?.on("data", (chunk: string) => {
    text += chunk;
  });
  return { ...started, id, heardSoFar: () => text };
}

export interface Outcome {
  readonly order: string;
  readonly faults: readonly Fault[];
  /** with `orders: any`: the values' texts, by digest */
  readonly contents?: Readonly<Record<string, string>>;
  readonly stderr: string;
}

/** Waits for all of them: every one has ended by itself, with a decision, and blames no loyal node. */
export async function agreed(nodes: readonly Loyal[]): Promise<ReadonlyMap<number, Outcome>> {
  const outcomes = new Map<number, Outcome>();
  for (const { id, ended } of nodes) {
    const { code, signal, stdout, stderr } = await ended;
    if (code !== 0) throw new Error(`node ${id} ended with ${code ?? signal}:\n${stderr}`);
    outcomes.set(id, { ...(JSON.parse(stdout) as Omit<Outcome, "stderr">), stderr });
  }
  expect(new Set([...outcomes.values()].map(({ order }) => order)).size).toBe(1);
  for (const { faults } of outcomes.values()) {
    expect(faults.filter(({ from }) => from !== null && outcomes.has(from))).toEqual([]);
  }
  return outcomes;
}

/** Asserts that this node has told this fault, on stderr and in its result. */
export function expectFault(
  outcomes: ReadonlyMap<number, Outcome>,
  at: number,
  fault: { readonly from: number | null; readonly kind: Fault["kind"]; readonly detail: RegExp },
): void {
  const { faults, stderr } = outcomes.get(at) as Outcome;
  const expected = {
    from: fault.from,
    kind: fault.kind,
    detail: expect.stringMatching(fault.detail) as string,
  };
  expect(faults, `faults of node ${at}`).toContainEqual(expect.objectContaining(expected));
  const who = fault.from === null ? "somebody" : `node ${fault.from}`;
  expect(stderr).toMatch(new RegExp(`fault: ${who}.*: .* \\(${fault.kind}\\)$`, "m"));
}
