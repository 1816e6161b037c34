/** SM(m) by real processes, and evidence against a general that a stranger can verify. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { freeAddresses } from "../../src/cluster/ports.js";
import type { RunResult } from "../../src/recording/result.js";
import { start, strategos, temporaryFolder } from "./strategos.js";

it("n = 3, m = 1 with a traitor general: agreement, and evidence that verifies alone", async () => {
  const file = join(temporaryFolder(), "evidence.json");
  const flags = ["--protocol", "sm", "--nodes", "3", "--traitors", "1:split", "--round-timeout", "10s"];
  const { stdout, code } = await strategos("run", ...flags, "--json", "--quiet", "--evidence", file);
  const result = JSON.parse(stdout) as RunResult;
  expect(result).toMatchObject({ conditions: { ic1: "holds", ic2: "vacuous" }, guaranteed: true });
  expect(code).toBe(0);
  const valid = await strategos("verify-evidence", file);
  expect(valid).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/^valid: the holder of this key signed both/),
  });
  const forged = readFileSync(file, "utf8").replace('"order": "attack"', '"order": "wait"');
  writeFileSync(file, forged);
  expect((await strategos("verify-evidence", file)).code).toBe(1);
  writeFileSync(file, "{}");
  expect((await strategos("verify-evidence", file)).code).toBe(78);
});

it.each(["2:flip,3:flip", "1:release,2:release"])("sim and run decide alike: %s", async (traitors) => {
  const flags = ["--protocol", "sm", "--nodes", "4", "--traitors", traitors, "--round-timeout", "10s"];
  const [run, sim] = await Promise.all(["run", "sim"].map((verb) => strategos(verb, ...flags, "--json")));
  const [real, simulated] = [run, sim].map((one) => JSON.parse(one!.stdout) as RunResult);
  expect(real?.decisions).toEqual(simulated?.decisions);
  expect(real?.traffic.relays).toEqual(simulated?.traffic.relays);
});

it("a node on its own refuses without signing keys, with the way out", async () => {
  const { code, stderr } = await strategos("node", "1", "--protocol", "sm", "--nodes", "3");
  expect(code).toBe(78);
  expect(stderr).toMatch(/no signingKey[^]*fix: make keys with `strategos keygen`/);
});

it("four nodes with keys of keygen decide; a node with another's key file is refused and named", async () => {
  const folder = temporaryFolder();
  const addresses = await freeAddresses(4);
  const keyFile = (id: number) => join(folder, `node-${id}.key`);
  const made = await Promise.all([1, 2, 3, 4].map((id) => strategos("keygen", keyFile(id))));
  const nodes = made.map(
    ({ stdout }, index) => `  - { id: ${index + 1}, address: "${addresses[index]}", ${stdout.trim()} }`,
  );
  const config = join(folder, "strategos.yaml");
  const lines = ["version: 1", "protocol: sm", "roundTimeout: 20s", "nodes:", ...nodes, ""];
  writeFileSync(config, lines.join("\n"));
  const node = (id: number, key: string) =>
    start(["node", String(id), "--config", config, "--key", key, "--json"]).ended;
  const ended = await Promise.all([1, 2, 3, 4].map((id) => node(id, keyFile(id))));
  const orders = ended.map(({ stdout }) => (JSON.parse(stdout) as { order: string }).order);
  expect(orders).toEqual(["attack", "attack", "attack", "attack"]);

  const { publicKey, secretKey } = JSON.parse(readFileSync(keyFile(3), "utf8")) as Record<string, string>;
  const other = JSON.parse(readFileSync(keyFile(4), "utf8")) as Record<string, string>;
  const { signingKey, signingSecret } = other;
  const mixed = join(folder, "mixed.key");
  writeFileSync(mixed, JSON.stringify({ publicKey, secretKey, signingKey, signingSecret }), { mode: 0o600 });
  const refused = await node(3, mixed);
  expect({ code: refused.code, stderr: refused.stderr }).toEqual({
    code: 78,
    stderr: expect.stringMatching(/node 3[^]*fix: /) as string,
  });
});
